"""Which alerts a silence or a notifier is about, in words."""

from __future__ import annotations

from collections.abc import Mapping

from agency_core.alerts.custom import PREFIX
from agency_core.domain.watching import Matcher
from agency_core.ui import context, kit
from agency_core.ui.labels import told_apart


def rule_names() -> Mapping[str, str]:
    """What each rule is called, also those that people made, by the name that alerts carry."""
    room, actor = context.agency().watchroom, context.actor()
    made = {f"{PREFIX}{one.id}": one.name for one in room.custom_rules.list(actor)}
    return told_apart({**{one.name: one.label for one in room.alerts.rules()}, **made})


def about(match: Matcher) -> str:
    """What a matcher fits: `Agent failure or Backlog, critical`; every alert when it names nothing."""
    names = rule_names() if match.rules else {}
    parts = (
        ("", [names.get(one, one) for one in match.rules]),
        ("", [kit.status("severity", one).word.lower() for one in match.severities]), ("about ", match.subjects),
    )
    said = [before + " or ".join(each) for before, each in parts if each]
    return ", ".join(said) if said else "every alert"
