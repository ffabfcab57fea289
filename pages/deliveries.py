"""Deliveries: the queue by state, why something failed, and what to decide about it."""

from datetime import datetime

import streamlit as st

from agency_core.domain.delivery import OPEN, DeliveryFilter, DeliveryState, DeliveryView
from agency_core.domain.paging import Page
from agency_core.domain.platform import LABELS
from agency_core.ui import context, kit
from agency_core.ui.panels.delivery_detail import delivery_detail
from agency_core.ui.panels.delivery_words import standing, what
from agency_core.ui.panels.drawer import drawer
from agency_core.ui.panels.nothing_written import nothing_written

AFTER = "deliveries_after"

client = context.client()
desk, actor, zone = context.agency().deliver, context.actor(), context.zone()
kit.header("Deliveries", "One variant to one account at one time. Open one to see every try and to decide.", live=True)


def filters() -> tuple[str, str]:
    """State and platform; inside the live panel, as the number beside each state changes with the list."""
    counts = desk.counts(actor, client_id=client.id)
    states = {"": f"All {kit.number(sum(counts.values()))}",
              **{str(one): f"{kit.status('delivery', one).word} {kit.number(counts.get(one, 0))}" for one in DeliveryState}}
    with kit.toolbar():
        state = kit.choose("State", states, param_name="deliveries_state", resets=[AFTER])
        return state, kit.choose("Platform", {"": "All platforms", **{str(one): label for one, label in LABELS.items()}},
                                 param_name="deliveries_platform", kind="select", resets=[AFTER])


def moment(delivery: DeliveryView) -> datetime:
    """What counts in the list: when it is to go out while that is open, else when it ended."""
    return delivery.sends_at if delivery.state in OPEN else delivery.delivered_at or delivery.updated_at


def rank(delivery: DeliveryView) -> tuple[int, float]:
    """What needs a person first, then what is next, then what ended, latest first."""
    at = moment(delivery).timestamp()
    if kit.status("delivery", delivery.state).level is kit.Level.CRITICAL:
        return 0, at
    return (1, at) if delivery.state in OPEN else (2, -at)


def row(delivery: DeliveryView) -> dict[str, object]:
    return {
        "State": kit.cell("standing", standing(delivery)),
        "When": kit.when(moment(delivery), zone, context.now()),
        "Platform": kit.palette.label(delivery.platform), "What": what(delivery),
        "Why": delivery.why, "Tries": delivery.attempts, "Account": delivery.account_name,
    }


@kit.live_panel("The queue", every=5, key="deliveries_board")
def board() -> None:
    state, platform = filters()
    wanted = DeliveryFilter(client_id=client.id, state=state, platform=platform)
    found = desk.list(actor, filter=wanted, page=Page(limit=50, cursor=kit.param(AFTER)))
    if not found.items and (state or platform):
        kit.empty_filter("deliveries", "deliveries_clear", "deliveries_state", "deliveries_platform")
        return
    if not found.items:
        nothing_written("No deliveries yet. Scheduled content turns into deliveries.", icon=":material/outbox:")
        return
    shown = sorted(found.items, key=rank)
    rows = [row(one) for one in shown]
    kit.table(
        rows, key="deliveries_table", alt="Deliveries with state, time, place and reason",
        columns={"State": kit.status_column("State", "standing"), "What": st.column_config.TextColumn(width="large"),
                 "Why": st.column_config.TextColumn(width="medium")},
        opens=kit.Opens("delivery", [one.id for one in shown]),
    )
    kit.pager(AFTER, found.next_cursor, kit.count(len(found.items), "delivery", "deliveries"))
    kit.csv_button(rows, "deliveries", key="deliveries_csv")


board()
drawer("delivery", "Delivery", delivery_detail, icon=":material/outbox:")
