"""What the text of a cell means."""

from __future__ import annotations

import pytest

from agency_core.analytics.cells import count, duration, fold, fraction, labels, number, percent
from agency_core.errors import Invalid


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("376.0", 376), ("-3", -3), ("1.5e3", 1500), (".5", 0.5), (" 12 ", 12),
        ("12,400", 12400), ("1,234,567.5", 1234567.5), ("1 234", 1234), ("1\u202f234\u00a0567", 1234567), ("1'234", 1234),
        ("1.234.567", 1234567), ("1.234,5", 1234.5), ("0,75", 0.75), ("1 234,5", 1234.5), ("1.234", 1.234),
    ],
)
def test_a_number_is_read_as_it_is_written(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", " ", "-", "—", "undefined", "Undefined", "N/A", "n/a", "#N/A", "null", "NaN", "None"])
@pytest.mark.parametrize("unit", [number, count, percent, fraction, duration])
def test_what_is_not_given_is_none(unit, text):
    assert unit(text) is None


@pytest.mark.parametrize("text", ["inf", "-Infinity", "1_000", "0x1f", "12 apples", "1,2,3", "=1+1", "١٢", "1,23,456", "--5"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Invalid, match="is not a number"):
        number(text)


@pytest.mark.parametrize("text", ["1e309", "9" * 400])
def test_a_number_beyond_all_bounds_is_refused(text):
    with pytest.raises(Invalid, match="is not a finite number"):
        number(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [("-1", "is below zero"), ("1.5", "is not a whole number"), ("1.234", "is not a whole number"),
     ("1e17", "is too large to be a count"), ("99999999999999999999", "is too large to be a count")],
)
def test_what_counts_nothing_is_refused(text, rule):
    with pytest.raises(Invalid) as refused:
        count(text)
    assert refused.value.message == rule


def test_shares_are_fractions():
    assert [percent("4.5"), percent("4.5%"), percent("4,5 %"), fraction("0.045"), fraction("4.5%")] == [
        pytest.approx(0.045)
    ] * 5


@pytest.mark.parametrize(
    ("text", "seconds"), [("4:34", 274), ("0:04:34", 274), ("12:00:01", 43201), ("4197", 4197), ("1.5", 1.5)]
)
def test_a_duration_is_in_seconds(text, seconds):
    assert duration(text) == seconds


def test_names_of_columns_are_folded():
    written = ["Post ID", " post id ", "POST_ID", "\ufeffPost\u00a0ID", "Ｐｏｓｔ ＩＤ", "Post\u200b ID", "Post\n ID"]
    assert {fold(name) for name in written} == {"post id"}


def test_labels_are_distinct_and_stay_so():
    once = labels(("Views", "views", "", "Views", " Views (2) ", ""))
    assert once == ("Views", "views (2)", "Column 3", "Views (3)", "Views (2) (2)", "Column 6")
    assert labels(once) == once
