"""What requests say of notifiers and of what was told through them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from agency_core.api.schemas.words import OptionalWord, PageQuery, Word, Words, storable
from agency_core.domain.notifier import LONGEST_MINUTES, NAME_LIMIT, NewNotifier, NotifierChanges
from agency_core.domain.rule import Severity
from agency_core.domain.watching import Matcher, NotificationState, QuietHours

_Storable = AfterValidator(storable)
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LIMIT), _Storable]
Matched = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=200), _Storable], ...], Field(max_length=100)
]
Values = Annotated[
    dict[Annotated[str, StringConstraints(max_length=64)], Annotated[str, StringConstraints(max_length=2_000), _Storable]],
    Field(max_length=20, description="Fields of the kind by name: GET /api/notifiers/kinds. Secret ones are never given back."),
]
Minutes = Annotated[int, Field(ge=0, le=LONGEST_MINUTES)]
MinuteOfDay = Annotated[int, Field(ge=0, le=24 * 60 - 1)]


class WhatIsTold(Words):
    """Which alerts are told; an empty list lets all pass."""

    rules: Matched = ()
    severities: Annotated[tuple[Severity, ...], Field(max_length=10)] = ()
    subjects: Matched = ()

    def words(self) -> Matcher:
        """The same in the agency's words."""
        return Matcher(self.rules, self.severities, self.subjects)


class Quiet(Words):
    """Hours in which only critical alerts are told: minutes from midnight in a time zone; the same twice: none."""

    begin: MinuteOfDay = 0
    end: MinuteOfDay = 0
    timezone: Word = "UTC"

    def words(self) -> QuietHours:
        """The same in the agency's words."""
        return QuietHours(self.begin, self.end, self.timezone)


class NotifierBody(Words):
    """A new notifier; without `client_id` it tells of all clients and of the system itself."""

    kind: Word
    name: Name
    values: Values
    client_id: OptionalWord = ""
    match: WhatIsTold = Field(default_factory=WhatIsTold)
    quiet: Quiet = Field(default_factory=Quiet)
    after_minutes: Minutes = 0
    repeat_minutes: Minutes = 0
    tells_resolved: bool = True

    def words(self) -> NewNotifier:
        """The same in the agency's words."""
        return NewNotifier(
            self.kind, self.name, self.values, self.client_id, self.match.words(), self.quiet.words(), self.after_minutes,
            self.repeat_minutes, self.tells_resolved,
        )


class NotifierEdit(Words):
    """What changes; what is left out stays, secret fields as well."""

    name: Name | None = None
    values: Values | None = None
    is_on: bool | None = None
    match: WhatIsTold | None = None
    quiet: Quiet | None = None
    after_minutes: Minutes | None = None
    repeat_minutes: Minutes | None = None
    tells_resolved: bool | None = None

    def words(self) -> NotifierChanges:
        """The same in the agency's words."""
        return NotifierChanges(
            self.name, self.values, self.is_on, self.match.words() if self.match else None,
            self.quiet.words() if self.quiet else None, self.after_minutes, self.repeat_minutes, self.tells_resolved,
        )


class NotifierQuery(PageQuery):
    """The notifiers of a client and of the whole agency; without `client_id`, all."""

    client_id: OptionalWord = ""


class NotificationQuery(PageQuery):
    """What was told; what is left out does not filter."""

    client_id: OptionalWord = ""
    notifier_id: OptionalWord = ""
    state: NotificationState | None = None
