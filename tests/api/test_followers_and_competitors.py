"""Followers and competitors over the API: given, read from sheets, compared, and refused by name."""

from __future__ import annotations

import pytest

from tests.api.conftest import problem

PERIOD = {"client_id": "default", "first": "2026-10-27", "last": "2026-11-23"}
SHEET = b"Date,Followers\n2026-11-20,10\n2026-11-21,nope\n2026-11-22,12\n"
RIVALS = b"handle,platform,date,followers,posts,interactions\nrival,x,2026-11-16,100,3,30\nrival,x,2026-11-23,110,4,90\n"


def follow(api, *rows):
    return api.post("/api/analytics/followers", json={"rows": [
        {"day": day, "platform": "linkedin", "followers": number} for day, number in rows
    ]})


@pytest.fixture
def rival(api) -> str:
    made = api.post("/api/competitors", json={"platform": "twitter", "handle": "@Rival", "name": "Rival"})
    assert made.status_code == 201
    return made.json()["id"]


def test_followers_are_recorded_once_and_told_with_their_growth(api):
    assert follow(api, ("2026-11-01", 100), ("2026-11-22", 110)).json() == {"added": 2, "changed": 0, "unchanged": 0}
    assert follow(api, ("2026-11-22", 110)).json() == {"added": 0, "changed": 0, "unchanged": 1}
    (told,) = api.get("/api/analytics/followers", params=PERIOD).json()["followers"]
    assert [(each["day"], each["followers"], each["source"]) for each in told["counts"]] == [
        ("2026-11-01", 100, "api"), ("2026-11-22", 110, "api"),
    ]
    (grown,) = api.get("/api/analytics/followers/growth", params=PERIOD).json()["growth"]
    assert (grown["gained"], grown["share"], grown["before"]) == (10, 0.1, None)


@pytest.mark.parametrize(
    "row",
    [
        {"day": "2026-11-20", "platform": "linkedin", "followers": -1}, {"day": "yesterday", "platform": "x", "followers": 1},
        {"day": "2027-01-01", "platform": "linkedin", "followers": 1}, {"day": "2026-11-20", "platform": "opera", "followers": 1},
        {"day": "2026-11-20", "platform": "linkedin", "followers": 1.5}, {"day": "2026-11-20", "platform": "x"},
    ],
)
def test_followers_that_cannot_be_are_refused(api, row):
    assert problem(api.post("/api/analytics/followers", json={"rows": [row]}), 422, "invalid")["remedy"]


def test_a_sheet_of_followers_is_a_dry_run_until_it_is_told_otherwise(api):
    def handed_in(**how):
        sent = {"platform": "tiktok", "profile": "p", **how}
        return api.post("/api/analytics/followers/import", data=sent, files={"file": ("a.csv", SHEET)}).json()

    seen = handed_in()
    assert (seen["is_dry_run"], seen["kept"]["added"], seen["rows_rejected"]) == (True, 2, 1)
    assert seen["rejects"][0]["line"] == 3
    assert api.get("/api/analytics/followers", params=PERIOD).json()["followers"] == []
    assert handed_in(dry_run="false")["kept"] == {"added": 2, "changed": 0, "unchanged": 0}
    assert len(api.get("/api/analytics/followers", params=PERIOD).json()["followers"][0]["counts"]) == 2


def test_a_competitor_is_entered_once_changed_and_removed(api, rival):
    again = api.post("/api/competitors", json={"platform": "x", "handle": "rival"})
    assert problem(again, 409, "exists")["detail"]
    assert api.patch(f"/api/competitors/{rival}", json={"name": "Another"}).json()["name"] == "Another"
    assert [each["handle"] for each in api.get("/api/competitors").json()["competitors"]] == ["rival"]
    assert api.get("/api/competitors", params={"platform": "linkedin"}).json()["count"] == 0
    assert api.delete(f"/api/competitors/{rival}").status_code == 204
    assert problem(api.get(f"/api/competitors/{rival}"), 404, "not_found")["detail"]


def test_counts_of_a_competitor_are_given_read_and_taken_away(api, rival):
    row = {"day": "2026-11-20", "followers": 100, "posts": 3}
    counts = f"/api/competitors/{rival}/counts"
    assert api.post(counts, json={"rows": [row]}).json() == {"added": 1, "changed": 0, "unchanged": 0}
    assert api.get(counts).json()["counts"] == [
        {**row, "competitor_id": rival, "interactions": None, "source": "api"},
    ]
    assert api.delete(f"{counts}/2026-11-20").status_code == 204
    assert problem(api.delete(f"{counts}/2026-11-20"), 404, "not_found")["detail"]


def test_the_benchmark_tells_what_was_read_from_a_sheet(api, rival):
    sent = {"data": {"dry_run": "false"}, "files": {"file": ("c.csv", RIVALS)}}
    assert api.post("/api/competitors/import", **sent).json()["kept"]["added"] == 2
    told = api.get("/api/competitors/benchmark", params={**PERIOD, "first": "2026-11-17"}).json()
    own, other = told["standings"]
    assert (own["competitor_id"], other["name"], other["posts"], other["voice"]) == ("", "Rival", 4, 1.0)
    assert (other["rate"], told["benchmarks"][0]["weekly"]) == (90 / 4 / 110 * 1000, 4.0)
