"""What a report says: only what its figures carry, each reason with its evidence, and "not enough data" otherwise."""

from __future__ import annotations

import pytest

from agency_core.analytics.report_prose import told
from agency_core.analytics.report_reasons import clear_difference, reasons
from tests.analytics.report_content import content, deliveries, platform


def flat(text):
    return text.replace("\u202f", " ")


def whys(found):
    return [flat(each["text"]) for each in reasons(found)]


def test_every_reason_names_its_evidence():
    found = content((40,) * 12, (10,) * 10, notes=[{"first": "2026-10-03", "last": "2026-10-03", "label": "Fair"}])
    given = list(reasons(found))
    assert len(given) == 3
    assert [each for each in given if not each["basis"]] == []


def test_more_posts_are_told_apart_from_better_posts():
    assert whys(content((10,) * 15, (10,) * 10))[0] == (
        "5 posts more than before: at the earlier average that alone stands for +50 of the +50 interactions."
    )


def test_a_clear_rise_per_post_is_called_more_than_chance():
    said = whys(content((38, 40, 42, 39, 41, 40), (9, 10, 11, 10, 9, 11)))
    assert said[0] == (
        "The change, +180 interactions, is the average per post: 40.0 after 10.0. That is more than posts differ by chance."
    )


def test_a_rise_that_posts_show_anyway_may_be_chance():
    said = whys(content((2, 90, 5, 60, 9, 40), (3, 50, 4, 60, 9, 30)))
    assert "it may be chance" in said[0]


def test_one_post_that_made_most_of_it_is_named():
    said = whys(content((10, 10, 10, 10, 10, 150), (10,) * 6))
    assert "One post made 75 % of all interactions: “The best” on LinkedIn. " \
        "Without it the average of the others is 10.0 a post." in said


def test_the_platform_that_moved_most_is_named():
    moved = [platform("LinkedIn", 10, interactions=(300, 100)), platform("X", 10, interactions=(110, 100), aim=(None, None))]
    said = whys(content((20,) * 20, (10,) * 20, platforms=moved))
    assert "Most of the change is LinkedIn: +200 interactions, with 10 posts after 10; all other platforms together +10." in said


@pytest.mark.parametrize(
    ("now", "before"), [((), ()), ((10,) * 4, (20,) * 10), ((20,) * 10, (10,) * 4), ((10,) * 10, (10,) * 10)],
)
def test_too_few_posts_or_no_change_give_no_reason(now, before):
    assert [each for each in whys(content(now, before)) if "One post" not in each] == []


def test_no_cause_is_claimed_anywhere():
    found = content(
        (5, 9, 80, 7, 6, 9), (30,) * 9, timing={"now": 0.2, "before": 0.7},
        pauses=[{"from": "2026-10-05T08:00:00+00:00", "until": "2026-10-06T08:00:00+00:00", "all": False}],
        insights=[{"claim": "Mornings do better.", "since": "2026-10-02T00:00:00+00:00", "sample": 20, "fresh": True}],
        alerts=[{"summary": "Nothing goes out", "severity": "critical", "from": "2026-10-05T08:00:00+00:00", "until": ""}],
    )
    words = " ".join([*whys(found), *told(found)["summary"], *told(found)["changes"]]).lower()
    assert len(whys(found)) == 7
    assert [claim for claim in ("because", "caused", "due to", "thanks to", "led to") if claim in words] == []


def test_a_pause_is_told_in_the_clients_zone():
    found = content(pauses=[{"from": "2026-10-05T08:00:00+00:00", "until": "2026-10-05T20:00:00+00:00", "all": True}])
    assert whys(found) == ["All publishing was held back for 12 h: Mon 5 Oct 10:00 to Mon 5 Oct 22:00."]


def test_lost_deliveries_are_counted_against_those_before():
    lost = {"counts": deliveries(delivered=8, failed=1, missed=2), "late": 0, "late_list": [], "lost": [], "lost_more": 0}
    said = whys(content(deliveries=lost))[0]
    assert said.startswith("3 deliveries did not go out or could not be confirmed (0 in the period before)")


def test_insights_of_earlier_periods_are_no_reason():
    old = [{"claim": "Old.", "since": "2026-01-02T00:00:00+00:00", "sample": 20, "fresh": False}]
    assert whys(content(insights=old)) == []


def test_an_empty_period_says_so_and_compares_nothing():
    found = told(content((), ()))
    assert found["summary"] == ["No post of Bread & Co was published in this period, so there are no figures of posts to report."]
    assert (found["changes"], found["whys"]) == ([], [])


def test_a_first_period_has_nothing_to_compare_with():
    assert [flat(each) for each in told(content((10,) * 10, ()))["changes"]] == [
        "Not enough data to compare: there is no published post in the 31 days before (31 Aug to 30 Sep 2026)."
    ]


def test_a_change_is_told_with_both_figures():
    said = [flat(each) for each in told(content((20,) * 10, (10,) * 10))["changes"]]
    assert said[1:3] == ["Posts: 10 after 10.", "Interactions: 200 after 100 (+100 %)."]


def test_a_change_on_few_posts_is_no_trend():
    said = [flat(each) for each in told(content((20,) * 3, (10,) * 10))["changes"]]
    assert "Interactions: 60 after 100 (−40 %, on too few posts to call it a trend)." in said


@pytest.mark.parametrize(
    ("posts", "rate", "said"),
    [
        (10, 0.02, "LinkedIn reached an engagement rate of 2.0 %, below the aim of 3 % to 5 %."),
        (10, 0.03, "LinkedIn reached an engagement rate of 3.0 %, within the aim of 3 % to 5 %."),
        (10, 0.06, "LinkedIn reached an engagement rate of 6.0 %, above the aim of 3 % to 5 %."),
        (4, 0.02, "LinkedIn: 4 posts are too few to judge its rate against the aim of 3 % to 5 %."),
    ],
)
def test_a_rate_is_judged_where_there_are_enough_posts(posts, rate, said):
    assert flat(told(content(platforms=[platform(posts=posts, rate=rate)]))["summary"][2]) == said


def test_what_was_not_counted_is_no_zero():
    found = content((10,) * 8)
    found["totals"]["now"]["posts"] = 10
    assert "2 posts have no figures yet, which is not the same as zero." in told(found)["limits"]
    assert "(8 of 10 posts are counted)" in told(found)["summary"][1]


def test_young_posts_and_an_open_period_are_confessed():
    said = told(content(young=3, is_over=False))["limits"]
    assert said[0] == "The period is not over: every figure will still grow."
    assert "a comparison is unfair to this period" in said[1]


def test_the_same_posts_differ_by_nothing():
    assert (clear_difference([5, 9, 7], [5, 9, 7]), clear_difference([500, 510, 505], [5, 6, 5])) == (False, True)
