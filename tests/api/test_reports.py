"""A report is asked for, watched, read, handed out, sent and deleted over the API; its page can do nothing to its reader."""

from __future__ import annotations

import pytest

from agency_core.analytics import report_child
from tests.api.conftest import STORYTELLER, problem

BRAND = {"name": "Mill Media", "colour": "#7a3b12", "footer": "At the mill"}
PLAN = {"weekly": True, "recipients": ["ann@example.org"], "brand": BRAND}


@pytest.fixture
def quick(monkeypatch):
    """Files are written without a process."""

    def made(_content, _posts, _logo, folder):
        for name in report_child.FILES:
            (folder / name).write_text(name, encoding="utf-8")
            yield {"file": name}

    monkeypatch.setattr(report_child, "made", made)


@pytest.fixture
def october(api, agency, quick):
    """A finished report."""
    api.post("/api/agents", json=STORYTELLER)
    place = api.post("/api/reports", json={"kind": "monthly", "first": "2026-10-01"}).headers["location"]
    agency.reports.run_queued()
    return api.get(place).json()


def test_a_report_is_queued_made_and_listed(api, agency, quick):
    api.post("/api/agents", json=STORYTELLER)
    answer = api.post("/api/reports", json={"kind": "weekly", "first": "2026-11-16"})
    assert (answer.status_code, answer.json()["state"], answer.json()["last"]) == (202, "queued", "2026-11-22")
    assert agency.reports.run_queued() == 1
    done = api.get(answer.headers["location"]).json()
    assert (done["state"], done["files"], bool(done["prose"]["summary"])) == ("done", sorted(report_child.FILES), True)
    assert [each["id"] for each in api.get("/api/reports").json()["reports"]] == [done["id"]]


def test_the_page_is_handed_out_locked_up(api, october):
    answer = api.get(f"/api/reports/{october['id']}/files/report.html")
    assert (answer.text, answer.headers["content-type"]) == ("report.html", "text/html; charset=utf-8")
    assert answer.headers["content-security-policy"] == (
        "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    assert "private" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [("report.pdf", "application/pdf", "inline"), ("report-csv.zip", "application/zip", "attachment"),
     ("report.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment")],
)  # fmt: skip
def test_other_files_come_with_their_type_and_name(api, october, name, kind, shown):
    answer = api.get(f"/api/reports/{october['id']}/files/{name}")
    assert (answer.headers["content-type"], answer.headers["content-disposition"].partition(";")[0]) == (kind, shown)


@pytest.mark.parametrize("name", ["agency.sqlite3", "..%2F..%2Fagency.sqlite3", "%2Fetc%2Fpasswd", "report.html%00"])
def test_no_other_file_is_handed_out(api, october, name):
    assert api.get(f"/api/reports/{october['id']}/files/{name}").status_code == 404


def test_a_plan_is_saved_and_read(api):
    api.post("/api/agents", json=STORYTELLER)
    client = api.get("/api/clients").json()["clients"][0]["id"]
    assert api.get(f"/api/reports/plans/{client}").json()["weekly"] is False
    saved = api.put(f"/api/reports/plans/{client}", json=PLAN)
    assert saved.status_code == 200
    found = api.get(f"/api/reports/plans/{client}").json()
    assert (found["recipients"], found["brand"]["colour"], found["monthly"]) == (["ann@example.org"], "#7a3b12", False)
    assert found["mail"].startswith("Mail is off")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"recipients": ["ann@example.org\r\nBcc: eve@example.org"]}, "recipients"), ({"brand": {"colour": "#ffff00"}}, "colour"),
     ({"brand": {"logo": "nope"}}, "media_id")],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused_by_field(api, change, field):
    api.post("/api/agents", json=STORYTELLER)
    client = api.get("/api/clients").json()["clients"][0]["id"]
    refused = api.put(f"/api/reports/plans/{client}", json={**PLAN, **change})
    assert (refused.status_code in {404, 422}, refused.json()["field"]) == (True, field)


def test_sending_without_mail_says_what_to_set(api, october):
    said = problem(api.post(f"/api/reports/{october['id']}/send", json={"recipients": ["ann@example.org"]}), 409, "conflict")
    assert "AGENCY_SMTP_URL" in said["detail"]


def test_a_report_is_cancelled_retried_and_deleted(api, quick):
    api.post("/api/agents", json=STORYTELLER)
    place = api.post("/api/reports", json={"kind": "monthly", "first": "2026-10-01"}).headers["location"]
    assert api.post(f"{place}/cancel").json()["state"] == "cancelled"
    assert api.post(f"{place}/retry").json()["state"] == "queued"
    problem(api.delete(place), 409, "conflict")
    api.post(f"{place}/cancel")
    assert (api.delete(place).status_code, api.get(place).status_code) == (204, 404)
