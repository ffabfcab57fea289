"""Exports come as one form: looked at, refused with the reason, or queued."""

from __future__ import annotations

import json

import pytest

from agency_core.api.bodies import UPLOAD_BYTES
from tests.analytics.conftest import csv_text
from tests.analytics.formats import X_POSTS
from tests.api.conftest import problem

URL = "/api/analytics/upload"
EXPORT = csv_text(X_POSTS.header, [X_POSTS.row])
OWN_TABLE = csv_text(["When", "Where", "Seen"], [["2026-11-01 10:00", "https://x.com/bakery/status/1902759600583606273", "1200"]])


def export(text: str = EXPORT, name: str = "posts.csv"):
    return {"file": (name, text.encode(), "text/csv")}


def test_a_dry_run_says_what_was_understood(api):
    answer = api.post(URL, files=export(), data={"dry_run": "true"})
    seen = answer.json()
    assert (answer.status_code, seen["importer"], seen["platform"], seen["problem"]) == (201, "x_posts", "x", "")
    assert api.get(answer.headers["location"]).json()["status"] == "read"
    started = api.post(f"/api/analytics/uploads/{seen['upload_id']}/start")
    assert (started.status_code, started.json()["status"]) == (202, "queued")


def test_an_export_is_queued_imported_and_read_back(api, agency):
    answer = api.post(URL, files=export())
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    assert agency.uploads.run_queued() == 1
    done = api.get(answer.headers["location"]).json()
    assert (done["status"], done["rows_added"], done["rows_rejected"]) == ("imported", 1, 0)
    assert api.get(f"{answer.headers['location']}/rejects").json() == {"rejects": [], "count": 0, "next_cursor": None}
    assert [each["id"] for each in api.get("/api/analytics/uploads").json()["uploads"]] == [done["id"]]
    assert api.get("/api/analytics?platform=twitter").json()["analytics"][0]["metrics"]["impressions"] == 1200


def test_a_table_that_nobody_knows_needs_a_mapping(api):
    said = problem(api.post(URL, files=export(OWN_TABLE)), 422, "invalid")
    assert said["field"] == "mapping"


@pytest.mark.parametrize("mapping", ["{", "[]", '{"views": 3}', '"text"', "null", '{"views": "\\u0000"}'])
def test_a_mapping_that_is_none_is_refused(api, mapping):
    assert problem(api.post(URL, files=export(), data={"mapping": mapping}), 422, "invalid")["field"] == "mapping"


def test_a_form_without_a_file_is_refused(api):
    answer = api.post(URL, files={"other": ("a.csv", b"a", "text/csv")})
    assert problem(answer, 422, "invalid")["field"] == "file"


@pytest.mark.parametrize(("field", "value"), [("platform", "myspace"), ("dry_run", "perhaps"), ("client_id", "c" * 65)])
def test_a_wrong_part_of_the_form_is_named(api, field, value):
    assert problem(api.post(URL, files=export(), data={field: value}), 422, "invalid")["field"] == field


def test_an_unknown_client_is_not_found(api):
    assert problem(api.post(URL, files=export(), data={"client_id": "nobody"}), 404, "not_found")["field"] == "client_id"


@pytest.mark.parametrize("name", ["../../evil.csv", "..\\evil.csv", "/etc/evil.csv", "e" * 400 + ".csv"])
def test_a_file_name_never_leads_out_of_the_folder(api, agency, name):
    assert api.post(URL, files=export("", name)).status_code == 422
    assert [path.name for path in agency.settings.data.parent.rglob("*evil*")] == []
    assert all(path.parent == agency.settings.data / "uploads" for path in agency.settings.data.parent.rglob("*.csv"))


def test_a_form_of_too_many_parts_or_broken_ones_is_refused(api):
    many = b"".join(b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\nb\r\n' % n for n in range(3_000)) + b"--x--\r\n"
    broken = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n' + b"X: " + b"y" * 200_000
    for body in (many, broken, b"--y--", b""):
        answer = api.post(URL, content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
        assert (answer.status_code in {400, 422}, answer.headers["content-type"]) == (True, "application/problem+json")


def test_a_file_past_the_limit_is_refused_unread(api):
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(UPLOAD_BYTES + 1)}
    said = problem(api.post(URL, content=b"--x--", headers=headers), 413, "too_large")
    assert "52 MB" in said["detail"]


def test_a_preview_follows_another_mapping(api):
    made = api.post(URL, files=export(OWN_TABLE), data={"dry_run": "true"}).json()
    assert made["problem"]
    wish = {"mapping": json.loads('{"published_at": "When", "link": "Where", "views": "Seen"}'), "platform": "x"}
    seen = api.post(f"/api/analytics/uploads/{made['upload_id']}/preview", json=wish)
    assert seen.status_code == 200
    assert seen.json()["mapping"] == wish["mapping"]


def done(api, agency, text=EXPORT):
    """The path of an upload that is imported."""
    answer = api.post(URL, files=export(text))
    assert agency.uploads.run_queued() == 1
    return answer.headers["location"]


def test_an_import_is_taken_back(api, agency):
    path = done(api, agency)
    undone = api.post(f"{path}/undo")
    assert (undone.status_code, undone.json()["status"], undone.json()["rows_added"]) == (200, "undone", 0)
    assert api.get("/api/analytics?platform=x").json()["count"] == 0
    assert problem(api.post(f"{path}/undo"), 409, "conflict")["field"] == "status"
    assert api.post(f"{path}/start").json()["status"] == "queued"


def test_what_waits_is_cancelled(api, agency):
    path = api.post(URL, files=export()).headers["location"]
    cancelled = api.post(f"{path}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (202, "cancelled")
    assert agency.uploads.run_queued() == 0


@pytest.mark.parametrize("asked", [{"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}])
def test_errors_are_downloaded_as_csv(api, asked):
    broken = EXPORT.replace("1200", "=many")
    seen = api.post(URL, files=export(broken), data={"dry_run": "true"}).json()
    path = f"/api/analytics/uploads/{seen['upload_id']}/rejects"
    (row,) = api.get(path).json()["rejects"]
    assert (row["line"], row["column"], row["value"]) == (2, "Impressions", "=many")
    answer = api.get(path, **asked)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.content.decode("utf-8-sig").splitlines()[1].startswith("2,Impressions,'=many,")


def test_an_export_is_kept_for_the_time_that_is_said(api, agency):
    seen = api.post(URL, files=export(), data={"dry_run": "true"}).json()
    path = f"/api/analytics/uploads/{seen['upload_id']}"
    ahead = api.post(f"{path}/start", json={"exported_at": "2027-01-01T00:00:00Z"})
    assert problem(ahead, 422, "invalid")["field"] == "exported_at"
    assert api.post(f"{path}/start", json={"exported_at": "2026-11-10T18:00:00Z"}).status_code == 202
    agency.uploads.run_queued()
    (counted,) = api.get("/api/analytics?platform=x").json()["analytics"]
    assert counted["taken_at"] == "2026-11-10T18:00:00Z"


def test_a_mapping_is_remembered_renamed_and_forgotten(api, agency):
    mapping = {"published_at": "When", "url": "Where", "views": "Seen"}
    api.post(URL, files=export(OWN_TABLE, "Hootsuite.csv"), data={"mapping": json.dumps(mapping), "platform": "x"})
    agency.uploads.run_queued()
    (one,) = api.get("/api/analytics/recipes").json()["recipes"]
    assert (one["name"], one["platform"], one["mapping"]) == ("Hootsuite", "x", mapping)
    assert api.post(URL, files=export(OWN_TABLE), data={"dry_run": "true"}).json()["recipe"] == "Hootsuite"
    path = f"/api/analytics/recipes/{one['fingerprint']}"
    assert api.patch(path, json={"name": "Ours"}).json()["name"] == "Ours"
    assert problem(api.patch(path, json={"mapping": {"views": "Seen"}}), 422, "invalid")["field"] == "mapping"
    assert api.delete(path).status_code == 204
    assert api.get("/api/analytics/recipes").json()["recipes"] == []
