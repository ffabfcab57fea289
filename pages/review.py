"""Review: decide on what agents and people propose, in the order in which it would go out."""

import streamlit as st

from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.panels.nothing_written import nothing_written
from agency_core.ui.panels.verdict_story import standing
from agency_core.ui.review.content import content_checks, content_words
from agency_core.ui.review.decision import client_verdict, decision
from agency_core.ui.review.effect import effects
from agency_core.ui.review.links import client_links
from agency_core.ui.review.queue import board, opened, steps, waiting

client = context.client()
is_ours = context.may(Verb.VIEW, "account")
told = "Nothing is published that nobody, and no policy of yours, has approved as it stands."
kit.header("Review", told if is_ours else "What your agency asks you to approve, exactly as it will go out.")
queue = waiting(client) if is_ours else context.agency().door.approvals.waiting(context.actor(), client.id)
if not queue and is_ours:
    nothing_written("Nothing waits for a decision.", icon=":material/done_all:")
    st.stop()
if not queue:
    kit.empty("Nothing waits for your approval.", icon=":material/done_all:")
    st.stop()
content = opened(queue)
left, right = st.columns([2, 3], gap="large")
with left:
    steps(queue, content)
    board(queue, content)
    if context.may(Verb.WRITE, "content"):
        client_links(client, content)
with right:
    content_words(content)
    is_with_client = standing(content)
    if is_ours and not is_with_client:
        content_checks(content)
        reach = {one.platform: one for one in context.agency().accounts.reach(context.actor(), client_id=client.id)}
        decision(content, effects(content, client, reach, context.now()))
    else:
        client_verdict(content, is_ours=is_ours)
