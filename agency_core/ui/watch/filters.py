"""What the list of alerts shows: filters that live in the address, and the alerts that fit them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agency_core.domain.alert import AlertFilter, AlertView
from agency_core.domain.paging import MOST, Page
from agency_core.domain.rule import Severity
from agency_core.ui import context, kit

STATES = {"firing": "Firing", "pending": "Pending", "resolved": "Resolved"}
SEVERITIES = {"": "All severities", **{str(one): kit.status("severity", one).word for one in Severity}}
WHO = {"": "Anybody's", "me": "Assigned to me", "nobody": "Assigned to nobody"}
VIEWS = {"": "Cards", "list": "List"}
PARAMS = ("alerts_severity", "alerts_rule", "alerts_who", "alerts_text")
"""What `Clear filters` takes away; the state and the way of showing stay."""
ENOUGH = 1000
"""So many are read at most; whoever has more filters."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty words do not filter."""

    client_id: str
    state: str
    severity: str
    rule: str
    who: str
    text: str
    as_list: bool

    @property
    def narrows(self) -> bool:
        """Whether something but the state filters."""
        return bool(self.severity or self.rule or self.who or self.text)

    def as_filter(self, me: str) -> AlertFilter:
        """What is asked of the database; that nobody takes care cannot be asked there."""
        whose = me if self.who == "me" else ""
        return AlertFilter(self.client_id, self.state, self.severity, self.rule, self.text, whose)


def filters(client_id: str, rules: Mapping[str, str]) -> Wanted:
    """Draw the filters, with `rules` by name and label; what they say."""
    names = {"": "All rules", **rules}
    with kit.toolbar("alerts_filters"):
        state = kit.choose("State", STATES, param_name="alerts_state", default="firing")
        severity = kit.choose("Severity", SEVERITIES, param_name="alerts_severity", kind="select")
        rule = kit.choose("Rule", names, param_name="alerts_rule", kind="select")
        who = kit.choose("Who takes care", WHO, param_name="alerts_who", kind="select")
        text = kit.search("Search in alerts", param_name="alerts_text")
        view = kit.choose("Shown as", VIEWS, param_name="alerts_view")
    return Wanted(client_id, state, severity, rule, who, text.strip(), view == "list")


def found(wanted: Wanted) -> list[AlertView]:
    """The alerts that fit, worst first, at most `ENOUGH`."""
    watch, actor = context.agency().watch, context.actor()
    read: list[AlertView] = []
    cursor = ""
    while len(read) < ENOUGH:
        page = Page(limit=MOST, cursor=cursor)
        part = watch.find(actor, wanted.as_filter(actor.label), page)
        read.extend(part.items)
        cursor = part.next_cursor
        if not cursor:
            break
    return [one for one in read if wanted.who != "nobody" or not one.assigned_to]
