"""What a notification says, made once for all services: title, reason, and for each alert what, since when, why and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from agency_core.domain.alert import AlertState
from agency_core.domain.rule import Severity
from agency_core.domain.watching import NotificationView, Reason, Told

REASONS = {
    Reason.FIRED: "It began.",
    Reason.WORSE: "It got worse.",
    Reason.MORE: "More has joined it.",
    Reason.REPEATED: "It goes on, and nobody has acknowledged it.",
    Reason.ESCALATED: "Nobody acknowledged it in time, so you are told.",
    Reason.RESOLVED: "It is over.",
    Reason.SUMMARY: "The summary of the day.",
    Reason.TEST: "This is a test: nothing is wrong.",
}
MARKS = {Severity.CRITICAL: "🔴", Severity.WARNING: "🟠", Severity.INFO: "🔵"}
OVER = "✅"
TITLE_LIMIT = 200
_CAPS = ((300, 1_200), (300, 400), (200, 100), (120, 0), (60, 0))
"""How long summary and reason of each alert may be; the first pair with which all fits is taken, else the last."""
_LONGEST_LINK = 600
_SAFE = "/:?#@!$&+,;=%~-._"


@dataclass(frozen=True)
class Entry:
    """One alert of a letter. `since` is in words, in the client's zone and UTC; `link` is absolute, and safe in any markup."""

    alert_id: str
    severity: str
    state: str
    summary: str
    why: str
    began_at: datetime
    since: str
    link: str
    client: str = ""
    rule: str = ""
    figures: Mapping[str, float] | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.state == AlertState.RESOLVED

    @property
    def mark(self) -> str:
        """A sign that is understood before the words are."""
        return OVER if self.is_over else MARKS.get(Severity(self.severity), "")


@dataclass(frozen=True)
class Letter:
    """One message. `id` is the same each time it is tried; `link` leads to the alerts."""

    id: str
    reason: str
    why: str
    title: str
    severity: str
    entries: tuple[Entry, ...]
    link: str
    at: datetime

    @property
    def is_over(self) -> bool:
        """Whether it says that something has ended."""
        return self.reason == Reason.RESOLVED

    @property
    def mark(self) -> str:
        """A sign that is understood before the words are."""
        return OVER if self.is_over or self.reason == Reason.TEST else MARKS.get(Severity(self.severity), "")

    @property
    def headline(self) -> str:
        """The title with its mark, in one line of at most 200 characters."""
        return clip(f"{self.mark} {self.title}".strip(), TITLE_LIMIT)


@dataclass(frozen=True)
class Markup:
    """How a service writes text: `escape` makes words harmless, `strong` and `link` take what is escaped, `size` measures."""

    escape: Callable[[str], str] = str
    strong: Callable[[str], str] = str
    link: Callable[[str, str], str] = lambda label, url: f"{label}: {url}"
    size: Callable[[str], int] = len


PLAIN = Markup()


def letter_of(told: NotificationView, base: str, timezone: str = "UTC") -> Letter:
    """The letter of a notification, with links to the desk at `base` and moments in `timezone` and UTC."""
    zone = ZoneInfo(timezone)
    return Letter(
        id=told.id, reason=told.reason, why=REASONS[Reason(told.reason)], title=clip(told.title, TITLE_LIMIT),
        severity=told.severity, entries=tuple(_entry(each, base, zone) for each in told.told),
        link=absolute("/alerts", base), at=told.created_at,
    )


def body(letter: Letter, markup: Markup, limit: int) -> str:
    """Everything but the title, at most `limit` long as `markup` measures it: as many alerts as fit, and how many more.

    `limit` has to be 1,000 or more.
    """
    head = markup.escape(letter.why)
    for caps in _CAPS:
        blocks = [block(cut_short(each, caps), markup) for each in letter.entries]
        whole = "\n\n".join((head, *blocks))
        if markup.size(whole) <= limit:
            return whole
    return _fitting(head, blocks, markup, limit)


def _fitting(head: str, blocks: list[str], markup: Markup, limit: int) -> str:
    for count in range(len(blocks) - 1, -1, -1):
        text = "\n\n".join((head, *blocks[:count], markup.escape(more(len(blocks) - count))))
        if markup.size(text) <= limit:
            return text
    return head


def block(entry: Entry, markup: Markup) -> str:
    """One alert in a few lines."""
    lines = [f"{entry.mark} {markup.strong(markup.escape(entry.summary))}".strip()]
    lines += [markup.escape(each) for each in (facts(entry), entry.why) if each]
    lines.append(markup.link(markup.escape("Open"), entry.link))
    return "\n".join(lines)


def fitting_block(entry: Entry, markup: Markup, limit: int) -> str:
    """One alert in a few lines, cut short until they are at most `limit` long (1,500 or more)."""
    shorter = (block(cut_short(entry, caps), markup) for caps in _CAPS)
    return next((text for text in shorter if markup.size(text) <= limit), markup.escape(clip(entry.summary, _CAPS[-1][0])))


def facts(entry: Entry) -> str:
    """How bad, whose, and since when."""
    return ", ".join(filter(None, (entry.severity, entry.client, entry.since)))


def more(count: int) -> str:
    """What stands for those that do not fit."""
    return f"and {count} more"


def cut_short(entry: Entry, caps: tuple[int, int]) -> Entry:
    """`entry` with a summary and a reason of at most so many characters."""
    return replace(entry, summary=clip(entry.summary, caps[0]), why=clip(entry.why, caps[1]), client=clip(entry.client, 80))


def clip(text: str, limit: int) -> str:
    """`text` in one printable line of at most `limit` characters."""
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    if limit <= 0:
        return ""
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def utf16(text: str) -> int:
    """Length in UTF-16 units, as several services count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8(text: str) -> int:
    """Length in bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def absolute(link: str, base: str) -> str:
    """`link` on the desk at `base`; characters that a markup could take for its own are encoded."""
    is_whole = link.startswith(("https://", "http://"))
    encoded = quote(link, safe=_SAFE)
    if len(encoded) > _LONGEST_LINK:
        is_whole, encoded = False, "/alerts"
    return encoded if is_whole else f"{base.rstrip('/')}/{encoded.lstrip('/')}"


def figures(values: Mapping[str, float]) -> str:
    """Figures in words, the first ten."""
    return ", ".join(f"{name.replace('_', ' ')} {_number(value)}" for name, value in list(values.items())[:10])


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def _entry(told: Told, base: str, zone: ZoneInfo) -> Entry:
    shown = figures(told.figures)
    return Entry(
        alert_id=told.alert_id, severity=told.severity, state=told.state, summary=clip(told.summary, _CAPS[0][0]),
        why=clip(" ".join(filter(None, (told.detail, f"({shown})" if shown else ""))), 4_000), began_at=told.since,
        since=f"since {_moment(told.since, zone)}", link=absolute(told.link or f"/alerts?alert={told.alert_id}", base),
        client=clip(told.client, 80), rule=told.rule, figures=told.figures,
    )


def _moment(at: datetime, zone: ZoneInfo) -> str:
    universal = at.astimezone(UTC)
    if str(zone) == "UTC":
        return f"{universal:%Y-%m-%d %H:%M} UTC"
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {zone.key} ({universal:%H:%M} UTC)"


def counted(entries: Iterable[Entry], most: int) -> tuple[tuple[Entry, ...], int]:
    """The first `most` entries and how many are left over."""
    every = tuple(entries)
    return every[:most], max(0, len(every) - most)
