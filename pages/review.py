"""Review: decide on what agents and people propose, in the order in which it would go out."""

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.review.content import content_checks, content_words
from agency_core.ui.review.decision import decision
from agency_core.ui.review.effect import effects
from agency_core.ui.review.links import client_links, standing
from agency_core.ui.review.queue import board, opened, steps, waiting

client = context.client()
kit.header("Review", "Nothing is published that nobody, and no policy of yours, has approved as it stands.")
queue = waiting(client)
if not queue:
    kit.empty("Nothing waits for a decision.", icon=":material/done_all:", page="studio", action="Write something")
    st.stop()
content = opened(queue)
reach = {one.platform: one for one in context.agency().accounts.reach(context.actor(), client_id=client.id)}
left, right = st.columns([2, 3], gap="large")
with left:
    steps(queue, content)
    board(queue, content)
    client_links(client)
with right:
    content_words(content)
    standing(content)
    content_checks(content)
    decision(content, effects(content, client, reach, context.now()))
