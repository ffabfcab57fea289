"""The words of notifiers: what a person enters, the form it is entered in, and how a test went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agency_core.domain.watching import Matcher, QuietHours

DELETED = "deleted"
"""The kind of a notifier that was deleted and stays for the log of what it sent."""
NAME_LIMIT = 80
LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class FieldView:
    """One field of the form of a kind; a secret one is never shown again."""

    name: str
    label: str
    help: str
    secret: bool
    required: bool
    usual: str
    example: str


@dataclass(frozen=True)
class NotifierKind:
    """A kind of notifier with its form."""

    name: str
    label: str
    about: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class NewNotifier:
    """A notifier as a person enters it; `values` are the fields of its kind, secret ones among them.

    `client_id`, the matcher, quiet hours and the minutes mean what they mean in a NotifierView.
    """

    kind: str
    name: str
    values: Mapping[str, str] = field(repr=False)
    client_id: str = ""
    match: Matcher = field(default_factory=Matcher)
    quiet: QuietHours = field(default_factory=QuietHours)
    after_minutes: int = 0
    repeat_minutes: int = 0
    tells_resolved: bool = True


@dataclass(frozen=True)
class NotifierChanges:
    """What changes; None leaves it. Of `values`, a secret that is empty or missing stays as it is."""

    name: str | None = None
    values: Mapping[str, str] | None = field(default=None, repr=False)
    is_on: bool | None = None
    match: Matcher | None = None
    quiet: QuietHours | None = None
    after_minutes: int | None = None
    repeat_minutes: int | None = None
    tells_resolved: bool | None = None


@dataclass(frozen=True)
class Trial:
    """How a test went: whether the service took it, and what it said; `remedy` where it did not."""

    ok: bool
    said: str
    remedy: str = ""
    notification_id: str = ""
