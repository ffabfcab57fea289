from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from agency_core.ui.month_board.grid import Card, Moved, Opened, board_data, month_days, moved, opened, week_days

BERLIN = ZoneInfo("Europe/Berlin")
CARD = Card(
    id="c1", at=datetime(2026, 11, 24, 9, 30, tzinfo=BERLIN), title="<b>Lessons</b>",
    platforms=("LinkedIn", "Instagram"), word="Scheduled", icon="schedule", tone="info", movable=True,
)
FIXED = Card(
    id="c2", at=datetime(2026, 11, 24, 8, 0, tzinfo=BERLIN), title="Done", platforms=("X",),
    word="Published", icon="check_circle", tone="ok", movable=False,
)
CARDS = {CARD.id: CARD, FIXED.id: FIXED}


@pytest.mark.parametrize(
    ("month", "first", "last", "weeks"),
    [
        (date(2026, 11, 22), date(2026, 10, 26), date(2026, 12, 6), 6),
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28), 4),
        (date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 3), 5),
    ],
)
def test_month_is_whole_weeks_from_monday(month: date, first: date, last: date, weeks: int) -> None:
    days = month_days(month)
    assert (days[0], days[-1], len(days)) == (first, last, weeks * 7)


def test_week_begins_on_monday() -> None:
    days = week_days(date(2026, 11, 22))
    assert (days[0], days[-1], len(days)) == (date(2026, 11, 16), date(2026, 11, 22), 7)


def test_month_move_keeps_the_time_of_day() -> None:
    answer = moved({"id": "c1", "day": "2026-11-26"}, CARDS)
    assert answer == Moved("c1", date(2026, 11, 26))
    assert answer is not None
    assert answer.wall(CARD.at) == datetime(2026, 11, 26, 9, 30)  # noqa: DTZ001 - wall time is naive by meaning


def test_week_move_keeps_the_minutes() -> None:
    answer = moved({"id": "c1", "day": "2026-11-24", "hour": 14}, CARDS)
    assert answer == Moved("c1", date(2026, 11, 24), 14)
    assert answer is not None
    assert answer.wall(CARD.at) == datetime(2026, 11, 24, 14, 30)  # noqa: DTZ001 - wall time is naive by meaning


@pytest.mark.parametrize(
    "answer",
    [
        None, "c1", [], {}, {"id": "c1"}, {"id": "c1", "day": "tomorrow"}, {"id": "nobody", "day": "2026-11-26"},
        {"id": "c2", "day": "2026-11-26"}, {"id": "c1", "day": "2026-11-24"},
        {"id": "c1", "day": "2026-11-24", "hour": 9}, {"id": "c1", "day": "2026-11-26", "hour": 24},
        {"id": "c1", "day": "2026-11-26", "hour": "9"},
    ],
)
def test_a_senseless_move_is_no_move(answer: object) -> None:
    assert moved(answer, CARDS) is None


def test_opened_names_a_card_on_the_board() -> None:
    assert opened({"id": "c2"}, CARDS) == Opened("c2")


@pytest.mark.parametrize("answer", [None, {}, {"id": "nobody"}, "c1"])
def test_opening_what_is_not_there_does_nothing(answer: object) -> None:
    assert opened(answer, CARDS) is None


def test_board_data_orders_cards_by_time_and_marks_today() -> None:
    today = date(2026, 11, 24)
    data = board_data("month", month_days(today), [CARD, FIXED], today, 11)
    assert [card["id"] for card in data["cards"]] == ["c2", "c1"]
    assert [day["iso"] for day in data["days"] if day["today"]] == ["2026-11-24"]
    assert next(day["iso"] for day in data["days"] if day["outside"]) == "2026-10-26"
    assert data["cards"][1] == {
        "id": "c1", "day": "2026-11-24", "hour": 9, "time": "09:30", "title": "<b>Lessons</b>",
        "platforms": "LinkedIn, Instagram", "word": "Scheduled", "icon": "schedule", "tone": "info", "movable": True,
    }


def test_no_day_of_a_week_is_outside() -> None:
    data = board_data("week", week_days(date(2026, 12, 1)), [], date(2026, 12, 1), 12)
    assert [day["outside"] for day in data["days"]] == [False] * 7
