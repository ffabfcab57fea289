"""Followers: asked for once a day, kept once a day, told with their gaps; growth against the period before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from agency_core.domain.audience import CountFile, Kept, NewFollowers
from agency_core.domain.numbers import PostFilter
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.errors import Forbidden, Invalid, NotFound
from agency_core.models import AccountRow, FollowersRow
from agency_core.services.headcount import SPREAD_MINUTES, tries_due

CLIENT, DAY = "default", timedelta(days=1)
STEP = timedelta(minutes=10)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def here(desk, owner):
    """The client of this installation."""
    return desk.clients.own(owner)


def wanted(days: int = 7, platform: str = "", last: date = TODAY) -> PostFilter:
    return PostFilter(CLIENT, last - timedelta(days=days - 1), last, platform)


def counted(desk, owner, days: int = 400) -> dict[str, list[tuple[str, int, str]]]:
    found = desk.audience.history(owner, wanted=wanted(days, last=TODAY + timedelta(days=30)))
    return {one.platform: [(each.day.isoformat(), each.followers, each.source) for each in one.counts] for one in found}


def pass_time(desk, clock, span: timedelta) -> int:
    """Let the task run every ten minutes; how many accounts were counted."""
    done = 0
    for _ in range(span // STEP):
        done += desk.headcount.count_due()
        clock.move(STEP)
    return done


def rows(*counts: tuple[str, int], platform: str = "linkedin") -> list[NewFollowers]:
    return [NewFollowers(date.fromisoformat(day), platform, number) for day, number in counts]


@pytest.fixture
def one_platform(desk):
    """Only LinkedIn is connected."""
    with desk.db.transaction() as session:
        session.execute(update(AccountRow).where(AccountRow.platform != "linkedin").values(status="disconnected"))
    return desk


def test_an_account_is_counted_once_a_day_on_the_days_of_the_client(one_platform, owner, network, clock):
    network.followers = [100, 103, 99]
    clock.move(timedelta(hours=15))
    assert pass_time(one_platform, clock, 3 * DAY) == 3
    assert counted(one_platform, owner)["linkedin"] == [
        ("2026-11-24", 100, "network"), ("2026-11-25", 103, "network"), ("2026-11-26", 99, "network"),
    ]
    assert network.calls.count("audience") == 3


def test_accounts_are_asked_at_minutes_of_their_own():
    def minute_of(account_id: str) -> int:
        day = datetime(2026, 11, 23, tzinfo=UTC)
        return next(minute for minute in range(24 * 60) if tries_due(account_id, day + timedelta(minutes=minute)))

    minutes = [minute_of(f"account-{number}") for number in range(100)]
    assert (len(set(minutes)) > 90, max(minutes) < SPREAD_MINUTES, max(minutes) - min(minutes) > SPREAD_MINUTES / 2) == (
        True, True, True,
    )
    assert minutes == [minute_of(f"account-{number}") for number in range(100)]


def test_one_that_does_not_answer_is_asked_again_and_then_left_until_tomorrow(one_platform, owner, network, clock):
    clock.move(timedelta(hours=15))
    network.followers = [PlatformError(Failure.TRANSIENT, "no")] * 3 + [7]
    assert pass_time(one_platform, clock, DAY) == 0
    assert network.calls.count("audience") == 3
    assert pass_time(one_platform, clock, DAY) == 1
    assert counted(one_platform, owner)["linkedin"] == [("2026-11-25", 7, "network")]


def test_what_a_network_keeps_to_itself_is_missing_and_not_asked_for_twice(one_platform, owner, network, clock):
    clock.move(timedelta(hours=15))
    network.followers = [None]
    assert pass_time(one_platform, clock, DAY) == 0
    assert (counted(one_platform, owner), network.calls.count("audience")) == ({}, 1)


def test_a_token_that_ran_out_is_renewed_and_the_question_asked_again(one_platform, owner, network, clock):
    clock.move(timedelta(hours=15))
    network.followers = [PlatformError(Failure.AUTH_EXPIRED, "old"), 55]
    assert pass_time(one_platform, clock, DAY) == 1
    assert (network.refreshes, counted(one_platform, owner)["linkedin"][0][1]) == (1, 55)


@pytest.mark.parametrize("status", ["paused", "reconnect", "disconnected"])
def test_only_connected_accounts_are_asked(one_platform, network, clock, status):
    clock.move(timedelta(hours=15))
    with one_platform.db.transaction() as session:
        session.execute(update(AccountRow).values(status=status))
    assert (pass_time(one_platform, clock, DAY), network.calls) == (0, [])


def test_a_parked_account_is_left_alone_until_it_may_be_called(one_platform, network, clock):
    clock.move(timedelta(hours=15))
    with one_platform.db.transaction() as session:
        session.execute(update(AccountRow).values(parked_until=clock.now() + DAY))
    assert (pass_time(one_platform, clock, DAY), network.calls) == (0, [])
    assert pass_time(one_platform, clock, DAY) == 1


def test_counts_given_are_kept_once_and_the_last_of_a_day_stays(desk, owner):
    given = rows(("2026-11-20", 10), ("2026-11-21", 12))
    assert desk.audience.record(owner, CLIENT, given) == Kept(2, 0, 0)
    assert desk.audience.record(owner, CLIENT, given) == Kept(0, 0, 2)
    assert desk.audience.record(owner, CLIENT, rows(("2026-11-21", 15), ("2026-11-22", 16))) == Kept(1, 1, 0)
    assert [each[:2] for each in counted(desk, owner)["linkedin"]] == [
        ("2026-11-20", 10), ("2026-11-21", 15), ("2026-11-22", 16),
    ]


def test_many_counts_are_kept_at_once(desk, owner):
    many = [NewFollowers(date(2000, 1, 1) + timedelta(days=day), "x", day, profile) for profile in "ab" for day in range(2000)]
    assert desk.audience.record(owner, CLIENT, many) == Kept(4000, 0, 0)
    assert desk.audience.record(owner, CLIENT, many) == Kept(0, 0, 4000)
    with desk.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(FollowersRow)) == 4000


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (NewFollowers(TODAY + DAY, "linkedin", 1), "rows.0.day"), (NewFollowers(date(1999, 1, 1), "linkedin", 1), "rows.0.day"),
        (NewFollowers(TODAY, "linkedin", -1), "rows.0.followers"), (NewFollowers(TODAY, "opera", 1), "rows.0.platform"),
        (NewFollowers(TODAY, "mastodon", 1), "rows.0.profile"),
    ],
)
def test_counts_that_cannot_be_are_refused_whole(desk, owner, row, field):
    with pytest.raises(Invalid) as refused:
        desk.audience.record(owner, CLIENT, [row])
    assert (refused.value.field, bool(refused.value.remedy), counted(desk, owner)) == (field, True, {})


def test_growth_is_told_against_the_period_before_and_per_post(desk, owner, scheduled, clock):
    scheduled(timedelta(hours=1))
    clock.move(timedelta(hours=1))
    desk.publish.drain()
    given = rows(("2026-11-09", 100), ("2026-11-16", 110), ("2026-11-18", 121), ("2026-11-23", 132))
    desk.audience.record(owner, CLIENT, given)
    (found,) = desk.audience.growth(owner, wanted=wanted(7))
    assert (found.followers, found.since, found.until) == (132, date(2026, 11, 16), TODAY)
    assert (found.gained, round(found.share, 3), found.before, round(found.share_before, 3)) == (22, 0.2, 10, 0.1)
    assert (found.posts, found.per_post) == (1, 22.0)


def test_growth_of_too_few_counts_is_not_told(desk, owner):
    desk.audience.record(owner, CLIENT, rows(("2026-11-01", 5), ("2026-11-23", 132)))
    (found,) = desk.audience.growth(owner, wanted=wanted(7))
    assert (found.followers, found.gained, found.share, found.before, found.per_post) == (132, None, None, None, None)
    assert desk.audience.growth(owner, wanted=wanted(7, last=date(2026, 11, 15))) == ()


def test_a_file_is_looked_at_first_and_brings_each_day_once(desk, owner):
    def handed_in(**how):
        text = b"Date;Seguidores\n20 de noviembre;10\n21 de noviembre;nope\n22 de noviembre;12\n"
        return desk.audience.read(owner, CLIENT, CountFile("a.csv", [text[:9], text[9:]]), name="tiktok", profile="p", **how)

    seen = handed_in()
    assert (seen.kept, seen.is_dry_run, counted(desk, owner)) == (Kept(2, 0, 0), True, {})
    assert [(each.line, each.column, each.value) for each in seen.rejects] == [(3, "Seguidores", "nope")]
    assert (seen.first, seen.last) == (date(2026, 11, 20), date(2026, 11, 22))
    assert handed_in(is_dry_run=False).kept == Kept(2, 0, 0)
    assert handed_in(is_dry_run=False).kept == Kept(0, 0, 2)
    assert counted(desk, owner)["tiktok"] == [("2026-11-20", 10, "import"), ("2026-11-22", 12, "import")]
    assert list((desk.settings.data / "uploads").iterdir()) == []


def test_where_counts_come_from_is_said_of_every_account(desk, owner):
    desk.audience.record(owner, CLIENT, rows(("2026-11-20", 10)))
    said = {each.platform: (each.last.followers if each.last else None, each.said) for each in desk.audience.sources(
        owner, client_id=CLIENT
    )}
    assert said["linkedin"] == (10, "Asked once a day.")
    assert said["instagram"] == (None, "Asked once a day. No count has come yet.")


def test_strangers_see_and_bring_nothing(desk, owner, stranger, writer):
    desk.audience.record(writer, CLIENT, rows(("2026-11-20", 10)))
    for ask in (
        lambda: desk.audience.history(stranger, wanted=wanted()), lambda: desk.audience.growth(stranger, wanted=wanted()),
        lambda: desk.audience.sources(stranger, client_id=CLIENT),
        lambda: desk.audience.record(stranger, CLIENT, rows(("2026-11-20", 11))),
        lambda: desk.audience.read(stranger, CLIENT, CountFile("a.csv", [b"x"]), name="x"),
    ):
        with pytest.raises((NotFound, Forbidden)):
            ask()
    assert counted(desk, owner)["linkedin"] == [("2026-11-20", 10, "api")]


def test_the_demo_says_that_its_followers_are_made_up_and_has_a_gap(agency, owner, clock):
    agency.demo.create(owner)
    wanted = PostFilter("demo", clock.now().date() - timedelta(days=59), clock.now().date())
    found = agency.audience.history(owner, wanted=wanted)
    assert {each.source for one in found for each in one.counts} == {"demo"}
    assert {len(one.counts) for one in found} == {57}
    growing = agency.audience.growth(owner, wanted=PostFilter("demo", wanted.last - timedelta(days=27), wanted.last))
    assert all(each.gained > 0 and each.before > 0 for each in growing)
