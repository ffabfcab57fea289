"""Deliveries: the queue by state, why something failed, and what to decide about it."""

import streamlit as st

from agency_core.domain.delivery import DeliveryFilter, DeliveryState, DeliveryView
from agency_core.domain.paging import Page
from agency_core.domain.platform import LABELS
from agency_core.ui import context, kit
from agency_core.ui.panels.delivery_detail import delivery_detail
from agency_core.ui.panels.drawer import drawer

client = context.client()
desk, actor = context.agency().deliver, context.actor()
kit.header("Deliveries", "One variant to one account at one time. Open one to see every try and to decide.", live=True)
counts = desk.counts(actor, client_id=client.id)
states = {"": f"All {kit.number(sum(counts.values()))}",
          **{str(one): f"{kit.status('delivery', one).word} {kit.number(counts.get(one, 0))}" for one in DeliveryState}}
with st.container(horizontal=True, vertical_alignment="center"):
    state = kit.choose("State", states, param_name="deliveries_state")
    platform = kit.choose("Platform", {"": "All platforms", **{str(one): label for one, label in LABELS.items()}},
                          param_name="deliveries_platform", kind="select")


def row(delivery: DeliveryView) -> dict[str, object]:
    zone, now = context.zone(), context.now()
    return {
        "State": kit.cell("delivery", delivery.state),
        "When": kit.when(delivery.delivered_at or delivery.next_attempt_at, zone, now),
        "Platform": kit.palette.label(delivery.platform), "Account": delivery.account_name,
        "What": (delivery.title or delivery.text)[:80], "Tries": delivery.attempts, "Why": delivery.why,
    }


@st.fragment(run_every=kit.live(5), key="deliveries_board")
def board() -> None:
    with kit.problems("The queue"):
        wanted = DeliveryFilter(client_id=client.id, state=state, platform=platform)
        found = desk.list(actor, filter=wanted, page=Page(limit=100))
        if not found.items and (state or platform):
            kit.empty_filter("deliveries", "deliveries_clear", "deliveries_state", "deliveries_platform")
            return
        if not found.items:
            kit.empty("No deliveries yet. Scheduled content turns into deliveries.", page="studio", action="Write something")
            return
        kit.table(
            [row(one) for one in found.items], key="deliveries_table", alt="Deliveries with state, time, place and reason",
            columns={"State": kit.status_column("State", "delivery"),
                     "Tries": st.column_config.NumberColumn("Tries", width="small")},
            opens=kit.Opens("delivery", [one.id for one in found.items]),
        )
        st.caption("The newest 100 are shown. Filter to see others." if found.next_cursor
                   else kit.count(len(found.items), "delivery", "deliveries"))


board()
drawer("delivery", "Delivery", delivery_detail, icon=":material/outbox:")
