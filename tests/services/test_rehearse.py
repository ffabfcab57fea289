"""Rehearsals: the coming week on the side, in every weather, and the real agency as it was."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select

from agency_core.domain.client import NewClient
from agency_core.domain.content import ContentType, MediaItem, NewContent
from agency_core.domain.rehearsal import RehearsalStatus, Weather, shift_to_change
from agency_core.errors import AgencyError, Conflict, Forbidden, Invalid
from agency_core.models import AttemptRow, DeliveryRow
from agency_core.security.sealed_file import is_sealed_file
from tests.media import samples

PLATFORMS = ("linkedin", "instagram", "bluesky", "mastodon")


@pytest.fixture
def bakery(agency, owner):
    return agency.clients.create(owner, new=NewClient("Bread", "Europe/Berlin", id="bread"))


@pytest.fixture
def planned(agency, owner, clock, bakery):
    """Plans pieces, one every four hours; each is several deliveries."""

    def plan(count=4, platforms=PLATFORMS, **values):
        for number in range(count):
            kind = ContentType.IMAGE_POST if values.get("media") else ContentType.TEXT_POST
            content = agency.draft.create(owner, new=NewContent(
                kind, f"Loaf {number}", f"Loaf number {number}.", platforms,
                client_id=bakery.id, scheduled_time=clock.now() + timedelta(hours=1 + 4 * number), **values,
            ))  # fmt: skip
            agency.review.approve(owner, content.id)

    return plan


@pytest.fixture
def rehearsed(agency, owner, bakery):
    """Rehearses in a weather; what came of it."""

    def run(weather):
        started = agency.rehearse.start(owner, client_id=bakery.id, weather=weather)
        assert agency.rehearse.run_queued() == 1
        view = agency.rehearse.get(owner, started.id)
        assert (view.state, view.error, view.progress) == (RehearsalStatus.DONE, "", 1.0)
        return view.report

    return run


def untouched(agency) -> tuple[set[str], int]:
    with agency.db.reading() as session:
        return set(session.scalars(select(DeliveryRow.state))), session.scalar(select(func.count()).select_from(AttemptRow))


@pytest.mark.parametrize("weather", list(Weather))
def test_every_delivery_of_the_week_has_its_end_in_the_report(agency, planned, rehearsed, weather):
    planned()
    found = rehearsed(weather)
    ends = [found[state] for state in ("delivered", "failed", "missed", "unconfirmed", "waiting")]
    assert (found["deliveries"], sum(ends)) == (16, 16)
    assert untouched(agency) == ({"pending"}, 0)
    assert sum(hour["due"] for hour in found["hours"]) == 16
    used = {each["platform"]: each["deliveries"] for each in found["accounts"] if each["deliveries"]}
    assert used == dict.fromkeys(PLATFORMS, 4)


def test_calm_week_goes_out_in_time_and_asks_nobody(planned, rehearsed):
    planned()
    found = rehearsed(Weather.CALM)
    assert (found["delivered"], found["decisions"], found["incidents"], found["faults"]) == (16, [], [], [])
    assert found["lateness"]["max"] < 30


def test_media_of_the_library_are_sent_and_stay(agency, owner, bakery, planned, rehearsed):
    medium = agency.library.add(owner, bakery.id, name="loaf.jpg", chunks=samples.pieces(samples.picture((800, 800))))
    before = agency.library.file(medium).read_bytes()
    assert is_sealed_file(agency.library.file(medium))
    planned(2, media=(MediaItem(medium.url, "A loaf"),))
    assert rehearsed(Weather.CALM)["delivered"] == 8
    assert (agency.library.file(medium).read_bytes(), list(agency.settings.data.glob("rehearsals/*"))) == (before, [])


def test_outage_is_an_incident_and_holds_back_only_its_platform(planned, rehearsed):
    planned(6, ("linkedin",))
    found = rehearsed(Weather.OUTAGE)
    assert next(each["what"] for each in found["incidents"]) == "LinkedIn is down."
    assert found["delivered"] < 6
    assert len(found["decisions"]) == found["failed"] + found["missed"] + found["unconfirmed"]


def test_login_that_cannot_be_renewed_asks_for_a_person(planned, rehearsed):
    planned(20, ("linkedin",))
    found = rehearsed(Weather.TOKEN_EXPIRY)
    asks = [each for each in found["decisions"] if each["asks"].startswith("Connect it again.")]
    assert [(each["platform"], each["concerns"]) for each in asks] == [("linkedin", 20 - found["delivered"])]


def test_content_that_nobody_approved_is_a_decision(agency, owner, clock, bakery, planned, rehearsed):
    planned(1)
    soon = clock.now() + timedelta(hours=3)
    rolls = NewContent(ContentType.TEXT_POST, "Rolls", "Rolls.", ("linkedin",), client_id=bakery.id, scheduled_time=soon)
    agency.draft.create(owner, new=rolls)
    found = rehearsed(Weather.CALM)
    assert [(each["about"], each["asks"]) for each in found["decisions"]] == [
        ("Rolls", "It is a draft: approve it, or nothing goes out.")
    ]


def test_flaky_week_ends_truthfully(planned, rehearsed):
    planned(6, ("linkedin", "mastodon"))
    found = rehearsed(Weather.FLAKY)
    assert found["delivered"] + found["failed"] + found["unconfirmed"] == 12


def test_nothing_planned_is_refused(agency, owner, bakery):
    with pytest.raises(Invalid):
        agency.rehearse.start(owner, client_id=bakery.id, weather="calm")


def test_unknown_weather_is_refused(agency, owner, planned, bakery):
    planned(1)
    with pytest.raises(Invalid) as caught:
        agency.rehearse.start(owner, client_id=bakery.id, weather="hail")
    assert caught.value.field == "weather"


def test_second_rehearsal_of_a_client_waits_for_the_first(agency, owner, planned, bakery):
    planned(1)
    first = agency.rehearse.start(owner, client_id=bakery.id, weather="calm")
    with pytest.raises(Conflict):
        agency.rehearse.start(owner, client_id=bakery.id, weather="calm")
    assert agency.rehearse.cancel(owner, first.id).state == RehearsalStatus.CANCELLED
    with pytest.raises(Conflict):
        agency.rehearse.cancel(owner, first.id)
    assert agency.rehearse.run_queued() == 0


def test_cancelled_while_it_runs_ends_without_a_report(agency, owner, planned, bakery):
    planned(40)
    started = agency.rehearse.start(owner, client_id=bakery.id, weather="calm")
    engine = Thread(target=agency.rehearse.run_queued)
    engine.start()
    while agency.rehearse.get(owner, started.id).progress == 0.0 and engine.is_alive():
        time.sleep(0.05)
    agency.rehearse.cancel(owner, started.id)
    engine.join(20)
    view = agency.rehearse.get(owner, started.id)
    assert (engine.is_alive(), view.state, view.report) == (False, RehearsalStatus.CANCELLED, {})


def test_stranger_sees_and_starts_nothing(agency, owner, stranger, planned, bakery):
    planned(1)
    started = agency.rehearse.start(owner, client_id=bakery.id, weather="calm")
    assert agency.rehearse.list(stranger).items == ()
    for attempt in (
        lambda: agency.rehearse.get(stranger, started.id), lambda: agency.rehearse.cancel(stranger, started.id),
        lambda: agency.rehearse.start(stranger, client_id=bakery.id, weather="calm"),
    ):
        with pytest.raises((Forbidden, AgencyError)):
            attempt()


def test_clock_change_moves_a_time_that_does_not_exist():
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    shift = shift_to_change(start, "Europe/Berlin")
    assert shift.change == datetime(2027, 3, 28, 1, tzinfo=UTC)
    sunday = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)  # 02:30 in Berlin
    assert shift.moved(sunday) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30, as 02:30 does not exist
    assert shift.remark(sunday) == "02:30 does not exist on 2027-03-28: it goes out at 03:30."
    assert shift.remark(sunday + timedelta(hours=8)) == ""


def test_time_that_comes_twice_is_told():
    shift = shift_to_change(datetime(2026, 10, 12, 9, tzinfo=UTC), "Europe/Berlin")
    sunday = datetime(2026, 10, 18, 0, 30, tzinfo=UTC)  # 02:30 in Berlin, still summer
    assert shift.moved(sunday) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert shift.remark(sunday) == "02:30 comes twice on 2026-10-25: it goes out the first time."


def test_zone_whose_clocks_never_change_is_not_moved():
    assert shift_to_change(datetime(2026, 11, 23, tzinfo=UTC), "Asia/Tokyo") is None
