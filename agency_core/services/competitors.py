"""Competitors: public profiles entered by hand, what is public of them, and how the client stands among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.analytics.benchmark import Period, benchmark, own_standing, standing, voice, voiced
from agency_core.domain.actor import Actor
from agency_core.domain.audience import NEAR, CountFile, CountsRead, FollowerCount, Kept
from agency_core.domain.clock import Clock
from agency_core.domain.competitor import (
    MOST,
    CompetitorChanges,
    CompetitorView,
    CountView,
    Field,
    NewCompetitor,
    NewCount,
    Standing,
    VoicePoint,
    address,
    checked,
    handle_of,
    named,
)
from agency_core.domain.ids import new_id
from agency_core.domain.numbers import PostFilter
from agency_core.domain.operations import Change
from agency_core.domain.platform import LABELS, Platform, platform
from agency_core.domain.upload import RejectView
from agency_core.errors import Exists, Invalid, NotFound
from agency_core.models import CompetitorRow
from agency_core.services.count_files import SHOWN_REJECTS, CountRows, read
from agency_core.services.numbers import check
from agency_core.store.database import Database
from agency_core.store.queries import audience, history
from agency_core.store.queries import client as clients
from agency_core.store.queries import competitor as competitors

LOOK_BACK = timedelta(days=400)
"""How far before a period the count is looked for that its first one follows."""
LARGEST = 2**53
OLDEST = date(2000, 1, 1)
Found = dict[str, list[NewCount]]


class Competitors:
    """Those whom a client is compared with."""

    def __init__(self, db: Database, clock: Clock, data: Path) -> None:
        """Files lie under `data`/uploads while they are read."""
        self._db = db
        self._clock = clock
        self._folder = data / "uploads"

    def list(self, actor: Actor, *, client_id: str, platform: str = "") -> tuple[CompetitorView, ...]:
        """The competitors of a client, by platform and name."""
        actor.reach(client_id, "upload")
        with self._db.reading() as session:
            return competitors.views(session, competitors.of_client(session, client_id, platform))

    def get(self, actor: Actor, competitor_id: str) -> CompetitorView:
        """One competitor."""
        with self._db.reading() as session:
            return competitors.views(session, [self._own(session, actor, competitor_id)])[0]

    def add(self, actor: Actor, client_id: str, *, new: NewCompetitor) -> CompetitorView:
        """Enter a public profile.

        Raises:
            Invalid: it is no profile, or there are too many.
            Exists: it is entered already.
        """
        wanted, now = checked(new), self._clock.now()
        with self._db.transaction() as session:
            clients.get(session, client_id)
            actor.write(client_id, "upload")
            _demand_free(session, client_id, wanted.platform, wanted.handle)
            if len(competitors.of_client(session, client_id)) >= MOST:
                raise Invalid(f"There are {MOST} competitors.", field="handle", remedy="Remove one first.")
            row = CompetitorRow(
                id=new_id(now), client_id=client_id, platform=wanted.platform, handle=wanted.handle, name=wanted.name,
                url=wanted.url, created_at=now,
            )
            session.add(row)
            self._note(session, actor, row, "", "added")
            session.flush()
            return competitors.views(session, [row])[0]

    def update(self, actor: Actor, competitor_id: str, *, changes: CompetitorChanges) -> CompetitorView:
        """Change handle, name or address.

        Raises:
            Exists: another competitor has this handle.
        """
        with self._db.transaction() as session:
            row = self._own(session, actor, competitor_id, writes=True)
            handle = row.handle if changes.handle is None else handle_of(changes.handle)
            if handle != row.handle:
                _demand_free(session, row.client_id, row.platform, handle)
            row.handle = handle
            row.name = named(row.name if changes.name is None else changes.name, handle)
            row.url = row.url if changes.url is None else address(changes.url)
            self._note(session, actor, row, "added", "changed")
            session.flush()
            return competitors.views(session, [row])[0]

    def remove(self, actor: Actor, competitor_id: str) -> None:
        """Take a competitor away with all that was counted of it."""
        with self._db.transaction() as session:
            row = self._own(session, actor, competitor_id, writes=True)
            self._note(session, actor, row, "added", "removed")
            competitors.erase(session, row)

    def counts(self, actor: Actor, competitor_id: str) -> tuple[CountView, ...]:
        """What was counted of a competitor, newest first."""
        with self._db.reading() as session:
            self._own(session, actor, competitor_id)
            return tuple(reversed(competitors.counts(session, [competitor_id])))

    def record(self, actor: Actor, competitor_id: str, counts: Iterable[NewCount], *, source: str = "hand") -> Kept:
        """Keep what is public of a competitor on some days; the last count of a day stays.

        Raises:
            Invalid: a day lies ahead, a count is negative, or nothing is counted.
        """
        with self._db.transaction() as session:
            row = self._own(session, actor, competitor_id, writes=True)
            today = self._today(session, row.client_id)
            return competitors.keep(session, row.id, [_checked(each, today) for each in counts], source)

    def forget_count(self, actor: Actor, competitor_id: str, day: date) -> None:
        """Take the count of a day away.

        Raises:
            NotFound: there is none.
        """
        with self._db.transaction() as session:
            self._own(session, actor, competitor_id, writes=True)
            if not competitors.forget_count(session, competitor_id, day):
                raise NotFound(f"Nothing was counted on {day}.", field="day", remedy="Choose a day that was counted.")

    def read(self, actor: Actor, client_id: str, file: CountFile, *, is_dry_run: bool = True) -> CountsRead:
        """Bring in a file of counts of competitors that are entered; a dry run only says what it would do.

        Raises:
            Invalid: it cannot be read, or lacks a column.
        """
        actor.write(client_id, "upload")
        with self._db.reading() as session:
            today = self._today(session, client_id)
        found = read(file, self._folder, "competitors", today)
        with self._db.transaction() as session:
            known = {(row.platform, row.handle): row.id for row in competitors.of_client(session, client_id)}
            good, strange = _placed(found, known)
            kept = [
                competitors.keep(session, key, counts, "import", is_dry_run=is_dry_run) for key, counts in sorted(good.items())
            ]
        rejects = sorted([*found.rejects, *strange], key=lambda each: each.line)
        days = [each.day for counts in good.values() for each in counts]
        return CountsRead(
            is_dry_run,
            Kept(sum(each.added for each in kept), sum(each.changed for each in kept), sum(each.unchanged for each in kept)),
            min(days, default=None), max(days, default=None), found.columns, found.ignored, len(rejects),
            tuple(rejects[:SHOWN_REJECTS]),
        )

    def field(self, actor: Actor, *, wanted: PostFilter) -> Field:
        """How the client and its competitors did in a period, by platform; only its days and platform count."""
        check(actor, wanted)
        period = Period(wanted.first, wanted.last)
        with self._db.reading() as session:
            rivals = competitors.views(session, competitors.of_client(session, wanted.client_id, wanted.platform))
            every = competitors.counts(session, [each.id for each in rivals], wanted.first - LOOK_BACK, wanted.last)
            own = competitors.own_days(session, wanted.client_id, wanted.first, wanted.last, wanted.platform)
            sizes = audience.between(session, wanted.client_id, wanted.first - NEAR, wanted.last, wanted.platform)
        counts: dict[str, list[CountView]] = {}
        for each in every:
            counts.setdefault(each.competitor_id, []).append(each)
        found: dict[str, tuple[Standing, ...]] = {}
        points: dict[str, tuple[VoicePoint, ...]] = {}
        for name in dict.fromkeys(each.platform for each in rivals):
            there = [each for each in rivals if each.platform == name]
            ours = own_standing(name, own, _of_platform(sizes, name), period)
            theirs = [standing(each, counts.get(each.id, ()), period) for each in there]
            found[name] = voiced([ours, *theirs], period)
            points[name] = voice(there, counts, [each for each in own if each[0] == name], period)
        return Field(
            tuple(chain.from_iterable(found.values())), tuple(benchmark(name, each) for name, each in found.items()),
            tuple(chain.from_iterable(points.values())),
        )

    def _own(self, session: Session, actor: Actor, competitor_id: str, *, writes: bool = False) -> CompetitorRow:
        row = competitors.get(session, competitor_id)
        (actor.write if writes else actor.reach)(row.client_id, "upload")
        return row

    def _today(self, session: Session, client_id: str) -> date:
        return self._clock.now().astimezone(ZoneInfo(clients.get(session, client_id).timezone)).date()

    def _note(self, session: Session, actor: Actor, row: CompetitorRow, before: str, after: str) -> None:
        said = f"{row.name} ({LABELS[Platform(row.platform)]}, @{row.handle})"
        history.note(
            session, Change(row.client_id, "competitor", row.id, before, after, actor.label, self._clock.now(), said)
        )


def _demand_free(session: Session, client_id: str, name: str, handle: str) -> None:
    if competitors.same(session, client_id, name, handle) is not None:
        remedy = "Open it in the list to change it."
        raise Exists(f"@{handle} on {LABELS[Platform(name)]} is entered already.", field="handle", remedy=remedy)


def _checked(new: NewCount, today: date) -> NewCount:
    if not OLDEST <= new.day <= today:
        raise Invalid(f"{new.day} is not a day that was counted.", field="day", remedy="Choose today or a day before.")
    told = {"followers": new.followers, "posts": new.posts, "interactions": new.interactions}
    for name, value in told.items():
        if value is not None and not 0 <= value <= LARGEST:
            raise Invalid(f"{name} is {value}.", field=name, remedy="Give a number from 0 to 2^53, or leave it out.")
    if all(value is None for value in told.values()):
        raise Invalid("Nothing is counted.", field="followers", remedy="Give followers, posts or interactions.")
    return new


def _placed(found: CountRows, known: dict[tuple[str, str], str]) -> tuple[Found, Sequence[RejectView]]:
    """The counts of a file by competitor, and the rows of profiles that are not entered."""
    good: Found = {}
    strange = []
    for row in found.rows:
        try:
            handle, name = handle_of(row["handle"]), platform(row["platform"])
        except Invalid as error:
            column = found.columns["handle" if error.field == "handle" else "platform"]
            value = row["handle" if error.field == "handle" else "platform"]
            strange.append(RejectView(row["line"], column, value, error.message, error.remedy))
            continue
        if (name, handle) not in known:
            said = f"is no competitor on {LABELS[name]}"
            strange.append(RejectView(row["line"], found.columns["handle"], row["handle"], said, "Enter the profile first."))
            continue
        count = NewCount(date.fromisoformat(row["day"]), row.get("followers"), row.get("posts"), row.get("interactions"))
        good.setdefault(known[name, handle], []).append(count)
    return good, strange


def _of_platform(
    sizes: dict[audience.Profile, list[FollowerCount]], name: str
) -> list[list[FollowerCount]]:
    return [counts for (where, _), counts in sizes.items() if where == name]
