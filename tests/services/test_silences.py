"""Silences: who makes them, for whom, for how long, and how they end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.watching import Matcher
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound
from tests.services.desk_rows import Books

HOUR = timedelta(hours=1)
OURS = Actor(ActorKind.PERSON, "ours", clients=frozenset({"c1"}))


@pytest.fixture
def silences(agency, clock):
    books = Books(agency, clock)
    books.client()
    books.client("c2")
    return agency.watchroom.silences


@pytest.fixture
def make(silences, clock, owner):
    def made(actor=owner, **given):
        usual = {"match": Matcher(rules=("preflight",)), "ends_at": clock.now() + HOUR, "why": "known"}
        return silences.create(actor, **usual | given)

    return made


def test_a_silence_is_kept_as_it_was_made(silences, make, clock, owner):
    made = make(client_id="c1", why=" we   know ", match=Matcher(("a",), ("critical",), ("s",)))
    assert (made.why, made.starts_at, made.created_by, made.match) == (
        "we know", clock.now(), owner.label, Matcher(("a",), ("critical",), ("s",))
    )
    assert silences.get(owner, made.id) == made


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"why": " "}, "why"), ({"why": "x" * 501}, "why"), ({"ends_at": datetime(2026, 11, 23, 10)}, "ends_at"),  # noqa: DTZ001 - that is the mistake
        ({"match": Matcher(severities=("bad",))}, "severities"), ({"match": Matcher(subjects=("",))}, "subjects"),
        ({"match": Matcher(rules=("r",) * 51)}, "rules"),
    ],
)
def test_a_silence_that_cannot_be_is_refused(make, given, field):
    with pytest.raises(Invalid) as refused:
        make(**given)
    assert refused.value.field == field


@pytest.mark.parametrize("hours", [0, -1, 24 * 367])
def test_a_silence_has_an_end_within_a_year(make, clock, hours):
    with pytest.raises(Invalid) as refused:
        make(ends_at=clock.now() + hours * HOUR)
    assert refused.value.field == "ends_at"


def test_a_silence_is_made_only_for_clients_within_reach(silences, make, writer, stranger):
    refused = ((stranger, "c1", NotFound), (OURS, "", NotFound), (writer, "c1", Forbidden), (OURS, "c2", NotFound))
    for actor, client, error in refused:
        with pytest.raises(error):
            make(actor, client_id=client)
    assert make(OURS, client_id="c1").created_by == "person:ours"


def test_silences_are_seen_by_whom_they_concern(silences, make, clock, owner, stranger):
    made = []
    for client in ("c1", "c2", ""):
        made.append(make(client_id=client).id)
        clock.move(timedelta(seconds=1))

    def seen(actor, **given):
        return [made.index(each.id) for each in silences.list(actor, **given).items]

    assert (seen(owner), seen(owner, client_id="c1"), seen(OURS), seen(stranger)) == ([2, 1, 0], [2, 0], [2, 0], [2])
    with pytest.raises(NotFound):
        seen(OURS, client_id="c2")
    with pytest.raises(NotFound):
        silences.get(OURS, made[1])
    with pytest.raises(NotFound):
        silences.end(OURS, made[2])


def test_a_silence_that_is_over_is_past(silences, make, clock, owner):
    first, second = make(), make()
    silences.end(owner, first.id)
    assert [each.id for each in silences.list(owner, past=False).items] == [second.id]
    clock.move(HOUR)
    assert (silences.list(owner, past=False).items, len(silences.list(owner).items)) == ((), 2)


def test_a_silence_ends_once(silences, make, clock, owner):
    made, ended_at = make(), clock.now()
    assert silences.end(owner, made.id).ended_at == ended_at
    clock.move(timedelta(minutes=1))
    assert silences.end(owner, made.id).ended_at == ended_at
    with pytest.raises(Conflict):
        silences.extend(owner, made.id, ends_at=clock.now() + HOUR)


def test_a_silence_is_extended_while_it_lasts(silences, make, clock, owner):
    made = make()
    assert silences.extend(owner, made.id, ends_at=clock.now() + 2 * HOUR).ends_at == clock.now() + 2 * HOUR
    with pytest.raises(Invalid):
        silences.extend(owner, made.id, ends_at=clock.now())
