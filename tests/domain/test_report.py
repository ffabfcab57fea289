"""Periods of reports, looks that can be read, addresses that mail can go to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency_core.domain.report import Period, ReportKind, last_over, period_of, recent, starts
from agency_core.domain.report_plan import LEAST_CONTRAST, Brand, checked_addresses, checked_brand, contrast
from agency_core.errors import Invalid

WEEKLY, MONTHLY = ReportKind.WEEKLY, ReportKind.MONTHLY
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS, st.sampled_from(ReportKind))
def test_a_day_lies_in_its_own_period_and_the_one_before_ends_the_day_before(day, kind):
    first = starts(kind, day)
    period, before = period_of(kind, first, date(2041, 6, 1).replace(year=day.year + 2)), last_over(kind, day)
    assert period.first <= day <= period.last
    assert (before.last - first).days == -1
    assert starts(kind, before.last) == before.first


@pytest.mark.parametrize(
    ("kind", "first", "last", "name"),
    [
        (MONTHLY, date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (MONTHLY, date(2024, 12, 1), date(2024, 12, 31), "December 2024"),
        (WEEKLY, date(2024, 12, 30), date(2025, 1, 5), "Week of 30 December 2024"),
    ],
)
def test_a_period_has_its_days_and_its_name(kind, first, last, name):
    found = period_of(kind, first, date(2025, 2, 1))
    assert (found, found.name) == (Period(kind, first, last), name)


def test_a_period_that_is_not_over_ends_today_and_says_so():
    found = period_of(MONTHLY, date(2026, 11, 1), date(2026, 11, 22))
    assert (found.last, found.is_over, found.name) == (date(2026, 11, 22), False, "November 2026, up to 22 November")


@pytest.mark.parametrize(
    ("kind", "first"), [(WEEKLY, date(2026, 11, 17)), (MONTHLY, date(2026, 11, 2)), (WEEKLY, date(2026, 11, 30)),
                        (MONTHLY, date(2019, 1, 1))],
)  # fmt: skip
def test_what_is_no_period_is_refused(kind, first):
    with pytest.raises(Invalid) as caught:
        period_of(kind, first, date(2026, 11, 22))
    assert caught.value.field == "first"


def test_recent_periods_begin_with_the_present_one():
    found = recent(MONTHLY, date(2026, 1, 15), 3)
    assert [(each.first, each.is_over) for each in found] == [
        (date(2026, 1, 1), False), (date(2025, 12, 1), True), (date(2025, 11, 1), True),
    ]


@pytest.mark.parametrize(("colour", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_the_guideline(colour, other, ratio):
    assert contrast(colour, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("colour", ["#ffffff", "#ffd400", "red", "#12345", "#1f4e79;background:url(x)", "", "#1F4E7G"])
def test_a_colour_that_cannot_be_read_is_refused(colour):
    with pytest.raises(Invalid) as caught:
        checked_brand(Brand(colour=colour))
    assert caught.value.field == "colour"


def test_a_brand_is_tidied():
    found = checked_brand(Brand(" Loaf\n& Co ", " #7A3B12 ", " pic ", "At  the mill"))
    assert found == Brand("Loaf & Co", "#7a3b12", "pic", "At the mill")
    assert contrast(found.colour) >= LEAST_CONTRAST


@pytest.mark.parametrize(("field", "brand"), [("name", Brand("x" * 121)), ("footer", Brand(footer="a\x00b"))])
def test_a_text_that_does_not_fit_is_refused(field, brand):
    with pytest.raises(Invalid) as caught:
        checked_brand(brand)
    assert caught.value.field == field


def test_addresses_are_kept_once():
    assert checked_addresses([" a@example.org ", "A@EXAMPLE.org", "b.c+d@mail.example.org"]) == (
        "a@example.org", "b.c+d@mail.example.org",
    )


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b", "a@@example.org", "a b@example.org", "a@example.org\nBcc: x@example.org", "Ann <a@example.org>",
     "a@-example.org", "a..b@example.org", ".a@example.org", "ä@example.org", "a@example.org,b@example.org",
     "a@" + "x" * 250 + ".org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address):
    with pytest.raises(Invalid) as caught:
        checked_addresses([address])
    assert caught.value.field == "recipients"


def test_too_many_recipients_are_refused():
    with pytest.raises(Invalid):
        checked_addresses(f"a{number}@example.org" for number in range(21))
