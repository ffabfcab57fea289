"""The rows of a sheet of planned posts, judged one by one: to be kept, known already, or refused with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agency_core.analytics.rows import shown
from agency_core.domain.account import acting
from agency_core.domain.bulk import Want
from agency_core.domain.client import ClientView
from agency_core.domain.content import ContentStatus
from agency_core.domain.ids import numbered_id
from agency_core.domain.platform import LABELS, Network, Platform
from agency_core.domain.upload import RejectView
from agency_core.errors import Invalid
from agency_core.models import ContentRow
from agency_core.services.bulk_cells import Cells, Shelf, new_content
from agency_core.services.proposal import checked
from agency_core.services.schedule import FURTHEST
from agency_core.services.shape import Shaper
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import bulk
from agency_core.store.queries import client as clients

_COLUMNS = {"content_body": "text", "target_platforms": "platforms", "content_type": "type", "follow_ups": "follow_up_1"}
"""Our names of columns by the fields that rules speak of."""
_WHEN = ("publish_at", "time", "date")
_STATUS = {Want.DRAFT: ContentStatus.DRAFT, Want.SUBMITTED: ContentStatus.IN_REVIEW, Want.SCHEDULED: ContentStatus.APPROVED}
_Key = tuple[datetime | None, str, frozenset[str]]


@dataclass(frozen=True)
class Judged:
    """A row: what it would become, whether that is there already, or why it is refused."""

    line: int
    content: ContentRow | None = None
    is_known: bool = False
    error: RejectView | None = None


@dataclass(frozen=True)
class Ground:
    """What rows are judged by, read once: the client, its accounts and library, and what is planned already."""

    import_id: str
    filename: str
    client: ClientView
    live: frozenset[str]
    shelf: Shelf
    reachable: frozenset[str]
    now: datetime
    planned: dict[_Key, str] = field(default_factory=dict)

    @classmethod
    def of(cls, db: Database, import_id: str, reachable: frozenset[str], now: datetime) -> Ground:
        """Read it for an import; `reachable` are the platforms on which something can be published today."""
        with db.reading() as session:
            row = bulk.get(session, import_id)
            found = acting(accounts.of_client(session, row.client_id))
            planned = {
                (at, words, frozenset(names)): content_id
                for content_id, at, words, names in bulk.planned(session, row.client_id, now)
            }
            return cls(
                import_id, row.filename, clients.get(session, row.client_id).view(),
                frozenset(name for name, each in found.items() if each.network == Network.LIVE),
                bulk.shelf(session, row.client_id), reachable, now, planned,
            )


class Judge:
    """Judges the rows of one file, each once and in their order."""

    def __init__(self, ground: Ground, shaper: Shaper, want: Want, columns: Mapping[str, str]) -> None:
        """`columns` maps our names of columns to the file's."""
        self._ground = ground
        self._shaper = shaper
        self._want = want
        self._columns = columns
        self._lines: dict[_Key, int] = {}

    def rows(self, answers: Iterator[dict[str, Any]]) -> Iterator[Judged]:
        """Every row that the child read, judged."""
        for answer in answers:
            if "error" in answer:
                error = RejectView(**answer["error"])
                yield Judged(error.line, error=error)
            else:
                yield self._judged(answer["row"]["line"], answer["row"]["cells"])

    def _judged(self, line: int, cells: Cells) -> Judged:
        try:
            return self._content(line, cells)
        except Invalid as error:
            name = _COLUMNS.get(error.field, error.field)
            if name == "scheduled_time":
                name = next((each for each in _WHEN if cells.get(each)), "date")
            column = self._columns.get(name, name)
            return Judged(line, error=RejectView(line, column, shown(cells.get(name, "")), error.message, error.remedy))

    def _content(self, line: int, cells: Cells) -> Judged:
        ground = self._ground
        new = new_content(cells, ground.client.id, ground.client.timezone, ground.shelf)
        at = new.scheduled_time
        if at is not None and not ground.now < at <= ground.now + FURTHEST:
            why = "has passed" if at <= ground.now else "is more than two years ahead"
            raise Invalid(why, field="scheduled_time", remedy="Choose a time ahead, within two years.")
        row = ContentRow(
            id=numbered_id(ground.import_id, line), client_id=ground.client.id, creator_agent_id="", persona=new.persona,
            status=_STATUS[self._want], revision=1, review_note="", why=f"{ground.filename}, row {line}", message_id="",
            approved_hash="", approved_by="", approved_at=None, recurrence_id="", created_at=ground.now, updated_at=ground.now,
            **checked(new),
        )
        key = (at, row.content_body, frozenset(row.target_platforms))
        before = self._lines.setdefault(key, line)
        if before != line:
            raise Invalid(f"says the same as row {before}, at the same time", field="text", remedy="Delete one of the two.")
        if ground.planned.get(key, row.id) != row.id:
            return Judged(line, row, is_known=True)
        self._refuse_broken(row)
        return Judged(line, row)

    def _refuse_broken(self, row: ContentRow) -> None:
        ground, view = self._ground, row.view()
        for name in view.target_platforms:
            for issue in self._shaper.issues(view, name, ground.client, live=name in ground.live):
                if issue.blocking:
                    raise Invalid(f"{LABELS[Platform(name)]}: {issue.message}", field=issue.field, remedy=issue.remedy)
        if self._want is Want.SCHEDULED and row.scheduled_time and not ground.reachable.intersection(view.target_platforms):
            remedy = "Connect an account, or import the posts as drafts."
            raise Invalid("No connected account can publish there today.", field="target_platforms", remedy=remedy)
