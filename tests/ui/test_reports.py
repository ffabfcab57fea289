"""The Reports page: make, watch, read, download, send, delete, and the plan with its cover."""

from __future__ import annotations

from datetime import date

import pytest

from agency_core.analytics import report_child
from agency_core.domain.report import ReportKind, ReportState
from agency_core.domain.report_plan import Brand, PlanChanges
from agency_core.models import ReportRow


@pytest.fixture
def quick(monkeypatch):
    def made(_content, _posts, _logo, folder):
        for name in report_child.FILES:
            (folder / name).write_text(name, encoding="utf-8")
            yield {"file": name}

    monkeypatch.setattr(report_child, "made", made)


@pytest.fixture
def october(agency, owner, client, quick):
    made = agency.reports.make(owner, client_id=client.id, kind=ReportKind.MONTHLY, first=date(2026, 10, 1))
    agency.reports.run_queued()
    return made


def shown(elements) -> str:
    return "\n".join(one.value.replace("\\", "") for one in elements)


def test_no_report_yet_says_what_to_do(client, open_page):
    page = open_page("reports", client="bread")
    assert not page.exception
    assert "No report yet." in shown(page.markdown)
    assert page.selectbox(key="reports_first_choice").value == "2026-10-01"


def test_a_report_is_made_watched_and_cancelled(agency, owner, client, open_page):
    page = open_page("reports", client="bread")
    page.button(key="reports_make").click().run()
    assert not page.exception
    [view] = agency.reports.list(owner).items
    assert (view.state, view.title) == (ReportState.QUEUED, "Bread & Co: October 2026")
    page.button(key="reports_cancel").click().run()
    assert agency.reports.get(owner, view.id).state == ReportState.CANCELLED
    page.button(key="reports_retry").click().run()
    assert agency.reports.get(owner, view.id).state == ReportState.QUEUED


def test_a_week_can_be_chosen(client, open_page):
    page = open_page("reports", client="bread", reports_kind="weekly")
    assert page.selectbox(key="reports_first_choice").value == "2026-11-16"


def test_a_report_is_read_on_the_page_and_handed_out(october, open_page):
    page = open_page("reports", client="bread", report=october.id)
    assert not page.exception
    assert "No post of Bread & Co was published in this period" in shown(page.markdown)
    assert [one.label for one in page.get("download_button")] == ["PDF", "HTML", "XLSX", "CSV"]
    assert "Mail is off" in shown(page.caption)


def test_words_of_people_stay_words(agency, october, open_page):
    with agency.db.transaction() as session:
        row = session.get_one(ReportRow, october.id)
        row.content = {**row.content, "prose": {**row.content["prose"], "summary": [":material/bomb: **x** <b>y</b>"]}}
    page = open_page("reports", client="bread", report=october.id)
    [found] = [one.value for one in page.markdown if "bomb" in one.value]
    assert ("**x**" in found, "<b>" in found) == (False, False)


def test_deleting_asks_first(agency, owner, october, open_page):
    page = open_page("reports", client="bread", report=october.id)
    page.button(key="reports_delete").click().run()
    assert agency.reports.get(owner, october.id).state == ReportState.DONE
    page.button(key="reports_delete_yes").click().run()
    assert not page.exception
    assert agency.reports.list(owner).items == ()


def test_a_link_to_a_report_that_is_gone_says_so(october, open_page):
    page = open_page("reports", client="bread", report="gone")
    assert (len(page.exception), "The report of this link is gone." in shown(page.info)) == (0, True)


def test_the_plan_is_saved_with_its_addresses(agency, owner, client, open_page):
    page = open_page("reports", client="bread")
    page.toggle(key="reports_bread_monthly").set_value(True)
    page.text_area(key="reports_bread_recipients").set_value("ann@example.org\nben@example.org, ann@example.org")
    page.color_picker(key="reports_bread_colour").set_value("#7a3b12").run()
    page.button(key="reports_save").click().run()
    assert not page.exception
    plan = agency.report_plans.get(owner, "bread")
    assert (plan.monthly, plan.weekly, plan.recipients, plan.brand) == (
        True, False, ("ann@example.org", "ben@example.org"), Brand(colour="#7a3b12"),
    )


def test_a_colour_that_cannot_be_read_is_told_while_it_is_chosen(agency, owner, client, open_page):
    page = open_page("reports", client="bread")
    page.color_picker(key="reports_bread_colour").set_value("#ffe000").run()
    assert "has a contrast of" in shown(page.error)
    page.button(key="reports_save").click().run()
    assert agency.report_plans.get(owner, "bread").brand == Brand()


def test_recipients_show_what_became_of_them(agency, owner, october, open_page):
    agency.report_plans.save(owner, "bread", changes=PlanChanges(recipients=("ann@example.org",)))
    with agency.db.transaction() as session:
        session.get_one(ReportRow, october.id).sent_to = [{"address": "ann@example.org", "state": "unknown", "error": "Lost."}]
    page = open_page("reports", client="bread", report=october.id)
    found = page.dataframe[0].value
    assert (list(found["To"]), list(found["Said"])) == (["ann@example.org"], ["Lost."])
