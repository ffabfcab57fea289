"""What a person may do about a delivery, by the state it is in. Services decide whether it is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from agency_core.domain.clock import wall_to_utc
from agency_core.domain.delivery import DeliveryState, DeliveryView
from agency_core.domain.permission import Verb
from agency_core.domain.platform import Network
from agency_core.ui import context, kit


def actions(delivery: DeliveryView) -> None:
    """Draw the buttons that fit the state; nothing where there is nothing to decide."""
    draw = _BY_STATE.get(DeliveryState(delivery.state))
    if draw and context.actor().may(Verb.DECIDE, delivery.client_id, "delivery"):
        draw(delivery)


def _place(delivery: DeliveryView) -> str:
    return f"{kit.palette.label(delivery.platform)} as {delivery.account_name}"


def _audience(delivery: DeliveryView) -> str:
    if delivery.network == Network.SANDBOX:
        return "It is the sandbox network: nobody outside this machine sees it."
    return "Everybody who follows this account can see it."


def _ask(title: str, delivery: DeliveryView, label: str, done: str) -> kit.Question:
    name = delivery.title or delivery.text[:60]
    return kit.Question(title, f"“{name}” on {_place(delivery)}. {_audience(delivery)}", label, done)


def _again(delivery: DeliveryView) -> None:
    desk, actor = context.agency().deliver, context.actor()
    with st.container(horizontal=True):
        kit.confirm_here(
            "delivery_retry", "Try again now", _ask("Send this now?", delivery, "Send it", "It is on its way."),
            lambda: desk.retry(actor, delivery.id), icon=":material/replay:",
        )
        _give_up(delivery, "Cancel delivery")


def _give_up(delivery: DeliveryView, label: str) -> None:
    question = kit.Question(
        "Give this delivery up?", f"“{delivery.title or delivery.text[:60]}” will not go to {_place(delivery)}.", label,
        "It will not be sent.",
    )
    kit.confirm_here(
        "delivery_cancel", label, question, lambda: context.agency().deliver.cancel(context.actor(), delivery.id),
        icon=":material/cancel:",
    )


def _unconfirmed(delivery: DeliveryView) -> None:
    desk, actor = context.agency().deliver, context.actor()
    st.markdown(
        f"**Is it out?** The answer was lost, so it may be. Look at {kit.plain(_place(delivery))}, then say which it is. "
        "Nothing is sent again before you do."
    )
    if st.button("Ask the network again", key="delivery_look", icon=":material/search:"):
        def look() -> None:
            kit.flash(_seen(context.agency().reconcile.look(actor, delivery.id)))

        kit.act(look)
    with st.form("delivery_there", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        url = st.text_input("It is there: link of the post", key="delivery_url", type="url", placeholder="https://…") or ""
        there = st.form_submit_button("It is there", key="delivery_posted", type="primary", icon=":material/check:")
    if there:
        kit.act(lambda: desk.resolve_posted(actor, delivery.id, url=url), "Recorded as delivered.")
    kit.confirm_here(
        "delivery_again", "It is not there: send again",
        _ask("Send it again?", delivery, "I looked, send it again", "It is on its way."),
        lambda: desk.resolve_send_again(actor, delivery.id), icon=":material/replay:",
    )


def _seen(delivery: DeliveryView) -> str:
    if delivery.state == DeliveryState.UNCONFIRMED:
        return f"It stays unconfirmed, and nothing was sent. {delivery.why}"
    return f"The network answered: {kit.status('delivery', delivery.state).word.lower()}."


def _missed(delivery: DeliveryView) -> None:
    late = kit.span(context.now() - delivery.due_at)
    with st.container(horizontal=True):
        kit.confirm_here(
            "delivery_late", "Publish now", _ask(f"Publish it {late} late?", delivery, "Publish now", "It is on its way."),
            lambda: context.agency().deliver.publish_late(context.actor(), delivery.id), icon=":material/send:",
        )
        _give_up(delivery, "Drop")
    zone = context.zone()
    with st.form("delivery_time", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        wall = st.datetime_input(
            f"New time ({kit.zone_name(zone, context.now())})", value=context.now().astimezone(zone).replace(tzinfo=None),
            key="delivery_wall", step=300,
        )
        moved = st.form_submit_button("New time", key="delivery_move", icon=":material/event:")
    if moved and wall:
        kit.act(
            lambda: context.agency().schedule.reschedule(
                context.actor(), delivery.content_id, at=wall_to_utc(wall, zone.key)
            ),
            "It has a new time.",
        )


_BY_STATE: Mapping[DeliveryState, Callable[[DeliveryView], None]] = {
    DeliveryState.PENDING: _again,
    DeliveryState.FAILED: _again,
    DeliveryState.UNCONFIRMED: _unconfirmed,
    DeliveryState.MISSED: _missed,
}
