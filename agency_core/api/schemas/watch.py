"""What requests say of alerts, rules, silences and maintenance."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from agency_core.api.schemas.words import ClientQuery, Moment, Note, OptionalNote, OptionalWord, PageQuery, Word, Words, storable
from agency_core.domain.alert import AlertFilter, AlertState
from agency_core.domain.rule import RuleSetting, Severity
from agency_core.domain.watching import Matcher

_Storable = AfterValidator(storable)
Why = Annotated[str, StringConstraints(min_length=1, max_length=500), _Storable]
Person = Annotated[str, StringConstraints(max_length=80), _Storable]
Subject = Annotated[str, StringConstraints(min_length=1, max_length=200), _Storable]
Limits = Annotated[dict[Word, Annotated[float, Field(strict=True, allow_inf_nan=False)]], Field(max_length=20)]
Text = Annotated[str, StringConstraints(max_length=100), _Storable]


class AlertQuery(ClientQuery):
    """Which alerts a list shows; `text` is looked for in what they say and are about."""

    state: AlertState | None = None
    severity: Severity | None = None
    rule: OptionalWord = ""
    text: Text = ""
    assigned_to: Person = ""

    def filter(self) -> AlertFilter:
        """The choice in the agency's words."""
        return AlertFilter(self.client_id, self.state or "", self.severity or "", self.rule, self.text, self.assigned_to)


class Several(Words):
    """Several alerts."""

    alert_ids: Annotated[tuple[Word, ...], Field(min_length=1, max_length=500)]


class Assigned(Words):
    """Who takes care of it, empty: nobody."""

    assigned_to: Person


class Commented(Words):
    """What somebody says about it."""

    text: Note


class Snoozed(Words):
    """Until when nobody is told of it."""

    until: Moment


class Learned(Words):
    """What was learned from it, empty: nothing."""

    post_mortem: OptionalNote


class Whose(Words):
    """Of one client; without `client_id`, of the whole agency."""

    client_id: OptionalWord = ""


class RuleSet(Words):
    """What is changed about a rule for a client or (without `client_id`) the whole agency; it replaces what was set before.

    An empty `severity` is the rule's own; `limits` names only the thresholds that are changed.
    """

    client_id: OptionalWord = ""
    is_on: bool = True
    severity: Severity | None = None
    limits: Limits = Field(default_factory=dict)

    def setting(self, rule: str) -> RuleSetting:
        """The setting of `rule` in the agency's words."""
        return RuleSetting(self.client_id, rule, self.is_on, self.severity or "", self.limits)


class Matching(Words):
    """What is silenced: each list names what fits, and an empty one fits all."""

    rules: Annotated[tuple[Word, ...], Field(max_length=50)] = ()
    severities: Annotated[tuple[Severity, ...], Field(max_length=3)] = ()
    subjects: Annotated[tuple[Subject, ...], Field(max_length=50)] = ()

    def matcher(self) -> Matcher:
        """The matcher in the agency's words."""
        return Matcher(self.rules, self.severities, self.subjects)


class NewSilence(Words):
    """Of a client or (without `client_id`) the whole agency, from `starts_at` (now) to `ends_at`."""

    client_id: OptionalWord = ""
    match: Matching = Matching()
    starts_at: Moment | None = None
    ends_at: Moment
    why: Why


class Extended(Words):
    """When it ends now."""

    ends_at: Moment


class SilenceQuery(ClientQuery):
    """Silences; with `past=false` only those that hold or are to come."""

    past: bool = True


class NewMaintenance(Words):
    """A window from `starts_at` (now) to `ends_at`; `holds_publishing` pauses publishing meanwhile."""

    starts_at: Moment | None = None
    ends_at: Moment
    why: Why
    holds_publishing: bool = False


class MaintenanceQuery(PageQuery):
    """Windows; with `past=false` only those that are open or to come."""

    past: bool = True
