from datetime import UTC, date, datetime, timedelta

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.annotation import Note, NoteKind
from agency_core.domain.client import NewClient
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.errors import Forbidden, Invalid, NotFound
from agency_core.models import AccountRow, AlertRow, PostRow, UploadRow
from agency_core.services.tally import changing
from agency_core.store.queries import history

NOV = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}


@pytest.fixture
def client(agency, owner):
    """In Auckland, where the day begins 13 hours before it does in UTC."""
    return agency.clients.create(owner, new=NewClient("Bread", "Pacific/Auckland", id="bread", connect_sandbox=False)).id


@pytest.fixture
def found(agency, owner, client):
    def finding(**period):
        return agency.annotations.between(owner, client_id=client, **{**NOV, **period})

    return finding


@pytest.fixture
def alert(agency, client):
    def firing(severity, fired, resolved=None, **more):
        row = AlertRow(
            id=new_id(fired), client_id=client, rule="r", severity=severity, state="resolved" if resolved else "firing",
            subject=str(fired), summary=f"A {severity} thing", link="/deliveries", first_seen_at=fired, fired_at=fired,
            last_seen_at=fired, resolved_at=resolved, **more,
        )
        with agency.db.transaction() as session:
            session.add(row)

    return firing


def at(day, hour=0):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def noted(agency, client, noun, subject, states, moment, why=""):
    with agency.db.transaction() as session:
        history.note(session, Change(client, noun, subject, *states, "person:owner", moment, why))


def test_a_note_is_found_by_every_period_that_it_touches(agency, owner, client, found):
    first, last = date(2026, 10, 25), date(2026, 11, 3)
    made = agency.annotations.add(owner, client_id=client, first=first, last=last, label=" Fair  in Rome ")
    note = Note(first, last, "Fair in Rome", NoteKind.NOTE, id=made.id)
    assert found() == (note,)
    assert found(first=date(2026, 10, 1), last=date(2026, 10, 25)) == (note,)
    assert found(first=date(2026, 11, 4)) == ()
    assert found(first=date(2026, 10, 1), last=date(2026, 10, 24)) == ()


def test_a_note_is_changed_and_taken_away(agency, owner, client, found):
    made = agency.annotations.add(owner, client_id=client, first=date(2026, 11, 3), label="Fair")
    changed = agency.annotations.change(owner, made.id, last=date(2026, 11, 5), label="The fair")
    assert (changed.first, changed.last, changed.label) == (date(2026, 11, 3), date(2026, 11, 5), "The fair")
    assert agency.annotations.get(owner, made.id) == changed
    assert agency.annotations.delete(owner, made.id) == changed
    assert found() == ()
    with agency.db.reading() as session:
        trail = [(each.to_state, each.why) for each in history.of_subject(session, "note", made.id)]
    assert trail == [("noted", "Fair"), ("changed", "The fair"), ("deleted", "The fair")]


@pytest.mark.parametrize(("values", "field"), [
    ({"label": " "}, "label"), ({"label": "x" * 121}, "label"), ({"label": "a\nb\x07"}, "label"),
    ({"last": date(2026, 11, 2)}, "last"), ({"last": date(2027, 11, 4)}, "last"), ({"first": date(1999, 1, 1)}, "last"),
])
def test_what_cannot_be_noted_is_refused_by_its_field(agency, owner, client, values, field):
    usual = {"first": date(2026, 11, 3), "label": "Fair"}
    with pytest.raises(Invalid) as refused:
        agency.annotations.add(owner, client_id=client, **{**usual, **values})
    assert refused.value.field == field


@pytest.mark.parametrize("period", [
    {"first": date(2026, 12, 1)}, {"first": date(2020, 1, 1)}, {"first": date(1, 1, 1), "last": date(1, 1, 2)},
])
def test_a_period_out_of_bounds_is_refused(found, period):
    with pytest.raises(Invalid):
        found(**period)


def test_pauses_are_spans_in_the_days_of_the_client(agency, client, found):
    for moment, to in ((at(2, 20), "publishing paused"), (at(4, 9), "publishing resumed")):
        noted(agency, client, "client", client, ("", to), moment)
    noted(agency, "", "switch", "publishing_paused", ("off", "on"), at(10), "The network is down")
    noted(agency, "", "switch", "publishing_paused", ("on", "off"), at(10, 5))
    noted(agency, client, "client", client, ("", "publishing paused"), at(21))
    noted(agency, "other", "client", "other", ("", "publishing paused"), at(12))
    day = date(2026, 11, 10)
    assert found() == (
        Note(date(2026, 11, 21), date(2026, 11, 23), "Publishing paused", NoteKind.PAUSE, "/operations"),
        Note(day, day, "All publishing paused: The network is down", NoteKind.PAUSE, "/operations"),
        Note(date(2026, 11, 3), date(2026, 11, 4), "Publishing paused", NoteKind.PAUSE, "/operations"),
    )


def test_alerts_that_fired_are_spans_until_they_were_resolved(alert, found):
    alert("warning", at(3), at(5))
    alert("critical", at(20))
    alert("info", at(6), at(7))
    alert("critical", datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC))
    assert found() == (
        Note(date(2026, 11, 20), date(2026, 11, 23), "A critical thing", NoteKind.CRITICAL, "/deliveries"),
        Note(date(2026, 11, 3), date(2026, 11, 5), "A warning thing", NoteKind.WARNING, "/deliveries"),
    )


def test_a_campaign_lasts_from_its_first_to_its_last_post(agency, client, found):
    with agency.db.transaction() as session, changing(session, client) as change:
        posts = [
            PostRow(client_id=client, platform="x", external_id=str(day), published_at=at(day), campaign=campaign, text="")
            for day, campaign in ((2, "Spring & more"), (5, "Spring & more"), (9, "Other"))
        ]
        session.add_all(posts)
        session.flush()
        change.made(each.pk for each in posts)
        change.renamed(each.pk for each in posts)
    assert found(last=date(2026, 11, 8)) == (
        Note(date(2026, 11, 2), date(2026, 11, 5), "Campaign Spring & more", NoteKind.CAMPAIGN,
             "/analytics?analytics_campaign=Spring%20%26%20more"),
    )
    assert [each.label for each in found()] == ["Campaign Other", "Campaign Spring & more"]


def test_reconnected_accounts_and_imports_are_days(agency, client, found):
    with agency.db.transaction() as session:
        session.add(AccountRow(
            id="acc", client_id=client, platform="x", network="sandbox", external_id="1", display_name="Bread",
            status="connected", credentials={}, last_error="", created_at=at(1),
        ))
        for name, importer, day in (("may.csv", "x_posts", 6), ("plan.csv", "posts", 7)):
            session.add(UploadRow(
                id=name, client_id=client, filename=name, path="", sha256=name, importer=importer, platform="x",
                status="imported", created_at=at(day), finished_at=at(day),
            ))
    noted(agency, client, "account", "acc", ("reconnect", "connected"), at(3), "Bread (sandbox)")
    noted(agency, client, "account", "acc", ("", "connected"), at(1), "Bread (sandbox)")
    third, sixth = date(2026, 11, 3), date(2026, 11, 6)
    assert found() == (
        Note(third, third, "Reconnected Bread (sandbox)", NoteKind.ACCOUNT, "/accounts"),
        Note(sixth, sixth, "Imported figures of X: may.csv", NoteKind.IMPORT, "/analytics?analytics_tab=Upload"),
    )


def test_of_many_notes_the_most_important_are_kept(agency, owner, client, alert, found):
    for day in range(1, 29):
        alert("warning", at(day), at(day, 1))
        agency.annotations.add(owner, client_id=client, first=date(2026, 11, day), label=f"Day {day}")
    kinds = [each.kind for each in found()]
    assert (len(kinds), kinds.count(NoteKind.NOTE), kinds.count(NoteKind.WARNING)) == (50, 28, 22)


def test_looking_asks_as_often_however_much_happened(agency, owner, client, alert, found, count_queries):
    found()
    with count_queries(agency) as few:
        found()
    for day in range(1, 21):
        alert("critical", at(day), at(day, 1))
        agency.annotations.add(owner, client_id=client, first=date(2026, 11, day), label="x")
    with count_queries(agency) as many:
        found()
    assert few.selects == many.selects <= 9


def test_a_person_of_another_client_sees_and_changes_nothing(agency, owner, client, alert):
    made = agency.annotations.add(owner, client_id=client, first=date(2026, 11, 3), label="Fair")
    stranger = Actor(ActorKind.PERSON, "stranger", frozenset({"other"}))
    for act in (
        lambda: agency.annotations.between(stranger, client_id=client, **NOV), lambda: agency.annotations.get(stranger, made.id),
        lambda: agency.annotations.change(stranger, made.id, label="Mine"),
        lambda: agency.annotations.delete(stranger, made.id),
        lambda: agency.annotations.add(stranger, client_id=client, first=date(2026, 11, 3), label="Mine"),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_reader_sees_alerts_of_the_client_but_not_of_the_system(agency, client, alert):
    alert("critical", at(3), at(4))
    with agency.db.transaction() as session:
        session.add(AlertRow(
            id="sys", client_id="", rule="r", severity="critical", state="resolved", subject="s", summary="Down",
            first_seen_at=at(5), fired_at=at(5), last_seen_at=at(5), resolved_at=at(5) + timedelta(hours=1),
        ))
    reader = Actor(ActorKind.PERSON, "reader", frozenset({client}), can_write=False)
    assert [each.label for each in agency.annotations.between(reader, client_id=client, **NOV)] == ["A critical thing"]
    with pytest.raises(Forbidden):
        agency.annotations.add(reader, client_id=client, first=date(2026, 11, 3), label="Mine")
