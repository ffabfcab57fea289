"""What a thing is called, by its noun and id."""

from __future__ import annotations

from agency_core.errors import AgencyError
from agency_core.ui import context, kit


def _named(noun: str, subject_id: str) -> str:
    desk, actor = context.agency(), context.actor()
    if noun == "content":
        return desk.draft.get(actor, subject_id).title
    if noun == "delivery":
        found = desk.deliver.get(actor, subject_id)
        return f"{found.title or found.text} on {kit.palette.label(found.platform)}"
    if noun == "agent":
        return desk.agents.get(actor, subject_id).name
    if noun == "message":
        found_message = desk.inbox.get(actor, subject_id)
        return f"{kit.words(found_message.message_type)} for {found_message.receiver_agent_id}"
    if noun == "alert":
        return desk.watch.get(actor, subject_id).summary
    if noun == "rule":
        return next((one.label for one in desk.watch.rules() if one.name == subject_id), "")
    return ""


def name_of(noun: str, subject_id: str) -> str:
    """The title or name of a thing as plain text; empty when it is gone."""
    try:
        return _named(noun, subject_id)
    except AgencyError:
        return ""  # deleted since, or not ours to see: the feed then shows the change without a name
