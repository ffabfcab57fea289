"""Sheets of counts by day: whatever the columns are called and however days are written, totals come out or a reason does."""

from datetime import date

import pytest

from agency_core.analytics.count_sheet import counted
from agency_core.errors import Invalid
from tests.analytics.workbooks import xlsx

TODAY = date(2026, 11, 22)


def read(tmp_path, text, kind="followers", name="a.csv"):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    told, *rows = counted(file, kind, TODAY)
    return told, rows


def days(rows):
    return [(each["row"]["day"], each["row"]["followers"]) for each in rows]


@pytest.mark.parametrize(
    "text",
    [
        "Date,Followers\n2026-11-20,10\n2026-11-21,12\n",
        "fecha;seguidores\n20.11.2026;10\n21.11.2026;12\n",
        "Datum\tAbonnenten\n20. November\t10\n21. November\t12\n",
        "\ufeffDate,Total followers\n11/20/2026,10\n11/21/2026,12\n",
        "Day,Subscribers\n20/11/2026,10\n21/11/2026,12\n",
        "Profile: bakery\n\nDate,Followers,Note\nNov 20 2026,10,a\nNov 21 2026,12,b\n",
        "日期,粉丝数\n11月20日,10\n11月21日,12\n",
    ],
)
def test_dates_and_totals_are_read_whatever_they_are_called(tmp_path, text):
    assert days(read(tmp_path, text)[1]) == [("2026-11-20", 10), ("2026-11-21", 12)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("December 31", "January 1"), ("31 de diciembre", "1 de enero"), ("31 décembre", "1 janv."), ("31. Dez", "1. Jan"),
        ("31 tháng Mười Hai", "1 tháng Một"), ("31 tháng 12", "1 tháng 1"), ("31 grudnia", "1 stycznia"),
        ("31 Aralık", "1 Ocak"), ("31 декабря", "1 января"), ("31 de dezembro", "1 de janeiro"),
    ],
)
def test_days_without_a_year_are_the_latest_that_can_be(tmp_path, first, second):
    rising = f"Date,Followers,Difference in followers from previous day\n{first},10,0\n{second},12,2\n"
    assert days(read(tmp_path, rising)[1]) == [("2025-12-31", 10), ("2026-01-01", 12)]


def test_the_newest_day_may_come_first(tmp_path):
    text = "Date,Followers\n2 January,30\n1 January,20\n31 December,10\n30 December,5\n"
    assert days(read(tmp_path, text)[1]) == [("2026-01-02", 30), ("2026-01-01", 20), ("2025-12-31", 10), ("2025-12-30", 5)]


def test_followers_that_came_are_no_totals_and_the_file_says_so(tmp_path):
    header = ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"]
    sheets = {"Visitors": [["Date", "Views"]], "New followers": [header, ["11/20/2026", 0, 3, 0, 3]]}
    with pytest.raises(Invalid, match="how many followers came on each day"):
        read(tmp_path, xlsx(sheets), name="a.xlsx")
    with pytest.raises(Invalid, match="totals cannot be made"):
        read(tmp_path, "Date,New followers\n2026-11-20,3\n")


def test_a_bad_row_names_line_column_value_rule_and_remedy(tmp_path):
    text = "Date,Followers\n2026-11-20,many\n2026-13-40,5\n2026-11-24,5\n,5\n2026-11-21,-1\n2026-11-21,\n2026-11-22,7\n"
    _, rows = read(tmp_path, text)
    assert days(rows[-1:]) == [("2026-11-22", 7)]
    assert [tuple(each["error"][name] for name in ("line", "column", "value", "rule")) for each in rows[:-1]] == [
        (2, "Followers", "many", "is not a number"), (3, "Date", "2026-13-40", "is a date that does not exist"),
        (4, "Date", "2026-11-24", "lies ahead"), (5, "Date", "", "has no date"), (6, "Followers", "-1", "is below zero"),
        (7, "Followers", "", "holds no count"),
    ]
    assert all(each["error"]["remedy"] for each in rows[:-1])


def test_competitors_are_read_with_what_is_known_of_them(tmp_path):
    text = "Network,Profile,Day,Followers,Posts,Engagement,Mood\nx,@rival,2026-11-20,1 000,4,250,good\nx,@rival,2026-11-21,,1,\n"
    told, rows = read(tmp_path, text, "competitors")
    assert told["ignored"] == ["Mood"]
    assert rows[0]["row"] == {
        "line": 2, "day": "2026-11-20", "platform": "x", "handle": "@rival", "date": "2026-11-20", "followers": 1000, "posts": 4,
        "interactions": 250,
    }


@pytest.mark.parametrize(
    ("kind", "text"), [("followers", "Date,Likes\n2026-11-20,4\n"), ("competitors", "Date,Followers\n2026-11-20,4\n")]
)
def test_a_missing_column_is_named(tmp_path, kind, text):
    with pytest.raises(Invalid, match="has no column"):
        read(tmp_path, text, kind)
