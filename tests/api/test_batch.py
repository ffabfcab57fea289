"""Counts of many posts in one call: all or none, or the good ones, with what is wrong row by row."""

import time

from tests.api.conftest import problem

URL = "/api/analytics/batch"
FIRST = 2088707180694323466


def row(number=0, **changes):
    values = {
        "platform": "twitter", "external_id": str(FIRST - (number << 24)), "taken_at": "2026-11-20T09:00:00Z",
        "metrics": {"impressions": 100 + number, "likes": 3},
    }
    return {**values, **changes}


def test_a_batch_is_kept_once(api):
    body = {"rows": [row(), row(1)]}
    assert api.post(URL, json=body).json() == {"added": 2, "unchanged": 0, "rejected": 0, "problems": []}
    assert api.post(URL, json=body).json() == {"added": 0, "unchanged": 2, "rejected": 0, "problems": []}
    found = api.get("/api/analytics?platform=x").json()["analytics"]
    assert [(each["source"], each["metrics"]["impressions"]) for each in found] == [("api", 101.0), ("api", 100.0)]


def test_wrong_rows_are_named_by_index_field_rule_and_remedy(api):
    body = {"rows": [row(), row(1, platform="myspace"), row(2, metrics={"views": -1}), row(3, taken_at="yesterday"), 4]}
    said = problem(api.post(URL, json=body), 422, "invalid")
    assert [each["field"] for each in said["errors"]] == ["rows[1].platform", "rows[2].metrics", "rows[3].taken_at", "rows[4]"]
    assert api.get("/api/analytics").json()["count"] == 0


def test_a_row_that_only_the_desk_knows_to_be_wrong_is_named_too(api):
    said = problem(api.post(URL, json={"rows": [row(), row(1, content_id="nope"), row(2, external_id="word")]}), 422, "invalid")
    assert [each["field"] for each in said["errors"]] == ["rows[1].content_id", "rows[2].external_id"]
    assert api.get("/api/analytics").json()["count"] == 0


def test_good_rows_are_kept_when_that_is_asked_for(api):
    body = {"partial": True, "rows": [row(platform="myspace", metrics={}), row(1), 4, row(2, external_id="word"), row(3)]}
    said = api.post(URL, json=body).json()
    assert (said["added"], said["rejected"]) == (2, 3)
    assert [(each["index"], each["field"]) for each in said["problems"]] == [
        (0, "platform"), (0, "metrics"), (2, "row"), (3, "external_id"),
    ]
    assert all(each["rule"] and each["remedy"] for each in said["problems"])


def test_nothing_but_wrong_rows_keeps_nothing(api):
    said = api.post(URL, json={"partial": True, "rows": [row(platform="myspace")]}).json()
    assert (said["added"], said["unchanged"], said["rejected"]) == (0, 0, 1)
    assert api.post(URL, json={"rows": []}).json()["added"] == 0


def test_more_than_ten_thousand_rows_are_refused(api):
    for partial in (False, True):
        said = problem(api.post(URL, json={"partial": partial, "rows": [row()] * 10_001}), 422, "invalid")
        assert said["field"] == "rows"


def test_an_unknown_client_is_not_found(api):
    assert problem(api.post(URL, json={"client_id": "nobody", "rows": [row()]}), 404, "not_found")["field"] == "client_id"


def test_ten_thousand_rows_take_little_time(api):
    body = {"rows": [row(number) for number in range(10_000)]}
    began = time.process_time()
    assert api.post(URL, json=body).json()["added"] == 10_000
    assert time.process_time() - began < 1.5
