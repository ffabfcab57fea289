"""Reports: made once when due, asked for, given up, made again, mailed once to each, handed out to those who may, deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from agency_core.analytics import report_child, report_pdf
from agency_core.domain.audit import AuditFilter
from agency_core.domain.client import ClientChanges, NewClient
from agency_core.domain.paging import Page
from agency_core.domain.report import ReportKind, ReportState
from agency_core.domain.report_plan import Brand, PlanChanges
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound
from agency_core.models import ReportRow
from agency_core.security import kept_files
from agency_core.store.queries import client as clients
from tests.services.told_posts import keep, month, post
from tests.services.told_reports import written_at_once

OCTOBER = date(2026, 10, 1)
MONTHLY = ReportKind.MONTHLY
ANN = "ann@example.org"


@pytest.fixture
def bakery(agency, owner):
    return agency.clients.create(owner, new=NewClient("Bread & Co", "Europe/Berlin", id="bread"))


@pytest.fixture
def quick(monkeypatch):
    """Files are written at once; what happens at a step is in it."""
    return written_at_once(monkeypatch)


@pytest.fixture
def october(agency, owner, bakery, quick):
    """A finished report."""
    made = agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=OCTOBER)
    assert agency.reports.run_queued() == 1
    return agency.reports.get(owner, made.id)


@pytest.fixture
def plan(agency, owner, bakery):
    def save(**values):
        return agency.report_plans.save(owner, bakery.id, changes=PlanChanges(**values))

    return save


def test_a_real_report_has_all_its_files_and_says_what_it_found(agency, owner, bakery):
    keep(agency, bakery.id, [*month(date(2026, 9, 1), [10] * 20), *month(OCTOBER, [20] * 25, text="=1+1"),
                             post("instagram", datetime(2026, 10, 31, 22, 30, tzinfo=UTC), 30),
                             post("instagram", datetime(2026, 10, 31, 23, 30, tzinfo=UTC), 99)])  # fmt: skip
    picture = BytesIO()
    Image.new("RGB", (60, 20), "#7a3b12").save(picture, "PNG")
    logo = agency.library.add(owner, bakery.id, name="logo.png", chunks=[picture.getvalue()])
    agency.report_plans.save(owner, bakery.id, changes=PlanChanges(brand=Brand("Mill Media", "#7a3b12", logo.id, "At the mill")))
    made = agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=OCTOBER)
    assert agency.reports.run_queued() == 1
    view = agency.reports.get(owner, made.id)
    assert (view.state, view.error, view.notice, view.progress) == (ReportState.DONE, "", "", 1.0)
    assert view.files == ("report-csv.zip", "report.html", "report.pdf", "report.xlsx")
    assert view.prose["summary"][0] == "26 posts went out: LinkedIn (25) and Instagram (1)."  # 23:30 UTC is November in Berlin
    html = kept_files.read(agency.reports.file(owner, view.id, "report.html")).decode()
    assert ("Mill Media" in html, "#7a3b12" in html, "data:image/png;base64," in html, "At the mill" in html) == (True,) * 4
    assert kept_files.read(agency.reports.file(owner, view.id, "report.pdf"))[:5] == b"%PDF-"
    downloads = agency.door.audit.list(owner, AuditFilter(action="report.downloaded", client_id=bakery.id)).items
    assert [each.said["file"] for each in downloads] == ["report.pdf", "report.html"]
    assert sorted(each.name for each in (agency.settings.data / "reports").iterdir()) == [view.id]


def test_without_pango_and_browser_a_report_says_how_to_get_a_pdf(tmp_path, monkeypatch):
    monkeypatch.setattr(report_pdf, "by_chromium", lambda _page, _target: False)
    told = list(report_child._answers(['{"file": "report.html"}', '{"no_pdf": true}', '{"end": true}'], tmp_path))
    assert told == [{"file": "report.html"}, {"notice": report_pdf.MISSING}]


def test_a_child_that_dies_is_told():
    assert list(report_child._answers(['{"file": "report.html"}'], None))[-1] == {"failed": report_child.STOPPED}


def test_a_report_is_due_once_on_monday_at_six_and_on_the_first(agency, owner, bakery, plan, quick, clock):
    plan(weekly=True, monthly=True)
    made = []
    for _ in range(16 * 6):
        clock.move(timedelta(hours=4))
        if agency.reports.run_queued():
            made.append((clock.now().isoformat(), [each.title for each in agency.reports.list(owner, client_id="bread").items]))
    assert [(at, titles[0]) for at, titles in made] == [
        ("2026-11-30T05:00:00+00:00", "Bread & Co: Week of 23 November 2026"),
        ("2026-12-01T05:00:00+00:00", "Bread & Co: November 2026"),
        ("2026-12-07T05:00:00+00:00", "Bread & Co: Week of 30 November 2026"),
    ]
    assert len(made[-1][1]) == 3


def test_a_long_standstill_is_made_up_for_by_one_period(agency, owner, plan, quick, clock):
    plan(weekly=True, monthly=True)
    clock.move(timedelta(days=100))
    assert agency.reports.run_queued() == 2
    assert agency.reports.run_queued() == 0
    assert sorted(each.title for each in agency.reports.list(owner).items) == [
        "Bread & Co: February 2027", "Bread & Co: Week of 22 February 2027",
    ]


def test_what_is_switched_on_begins_with_the_next_due_time_and_editing_does_not_begin_anew(agency, plan, quick, clock):
    plan(weekly=True)
    assert agency.reports.run_queued() == 0
    clock.move(timedelta(days=6))
    plan(weekly=True, brand=Brand(name="Mill Media"))
    clock.move(timedelta(days=1))
    plan(weekly=True, recipients=(ANN,))
    assert agency.reports.run_queued() == 1


def test_a_plan_that_is_switched_off_makes_nothing(agency, plan, quick, clock):
    plan(weekly=True)
    plan(weekly=False)
    clock.move(timedelta(days=60))
    assert agency.reports.run_queued() == 0


def test_a_report_made_by_hand_stands_for_the_one_that_is_due(agency, owner, bakery, plan, quick, clock):
    plan(weekly=True)
    clock.move(timedelta(days=7) - timedelta(hours=4))
    agency.reports.make(owner, client_id=bakery.id, kind=ReportKind.WEEKLY, first=date(2026, 11, 23))
    assert agency.reports.run_queued() == 1
    clock.move(timedelta(hours=4))
    assert agency.reports.run_queued() == 0


def test_two_engines_enter_a_report_once(agency, owner, plan, quick, clock):
    plan(weekly=True)
    clock.move(timedelta(days=7))
    agency.reports._enter_due()
    agency.reports._enter_due()
    assert len(agency.reports.list(owner).items) == 1


def test_the_same_period_is_not_made_twice_at_a_time(agency, owner, bakery, quick):
    agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=OCTOBER)
    with pytest.raises(Conflict):
        agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=OCTOBER)
    agency.reports.run_queued()
    agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=OCTOBER)


def test_a_report_is_cancelled_while_it_is_made_and_made_after_all(agency, owner, bakery, quick):
    made = agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=OCTOBER)
    quick["report.html"] = lambda: agency.reports.cancel(owner, made.id)
    agency.reports.run_queued()
    view = agency.reports.get(owner, made.id)
    assert (view.state, view.files, list((agency.settings.data / "reports").iterdir())) == (ReportState.CANCELLED, (), [])
    quick.clear()
    assert agency.reports.retry(owner, made.id).state == ReportState.QUEUED
    agency.reports.run_queued()
    assert agency.reports.get(owner, made.id).state == ReportState.DONE


def test_a_report_that_fails_says_why_and_keeps_nobody_waiting(agency, owner, bakery, quick, clock):
    first = agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=OCTOBER)
    clock.move(timedelta(seconds=1))
    second = agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=date(2026, 9, 1))
    turns = iter([ZeroDivisionError("x")])

    def fail():
        for error in turns:
            raise error

    quick["report.html"] = fail
    assert agency.reports.run_queued() == 2
    view = agency.reports.get(owner, first.id)
    assert (view.state, view.error) == (ReportState.FAILED, "Making it failed (ZeroDivisionError); the log has the details.")
    assert agency.reports.get(owner, second.id).state == ReportState.DONE


def test_a_report_whose_engine_ended_is_made_anew(agency, owner, bakery, quick):
    made = agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=OCTOBER)
    with agency.db.transaction() as session:
        session.get_one(ReportRow, made.id).state = ReportState.MAKING
    assert agency.reports.run_queued() == 1
    assert agency.reports.get(owner, made.id).state == ReportState.DONE


def test_what_is_over_cannot_be_cancelled_and_what_is_done_not_retried(agency, owner, october):
    for act in (agency.reports.cancel, agency.reports.retry):
        with pytest.raises(Conflict):
            act(owner, october.id)


@pytest.mark.parametrize("name", ["../../agency.sqlite3", "report.exe", "", "report.html/..", "/etc/passwd"])
def test_no_other_file_is_handed_out(agency, owner, october, name):
    with pytest.raises(NotFound):
        agency.reports.file(owner, october.id, name)


def test_a_stranger_sees_and_does_nothing(agency, stranger, october):
    reports, plans = agency.reports, agency.report_plans
    for act in (
        lambda: reports.get(stranger, october.id), lambda: reports.file(stranger, october.id, "report.html"),
        lambda: reports.cancel(stranger, october.id), lambda: reports.retry(stranger, october.id),
        lambda: reports.send(stranger, october.id), lambda: reports.delete(stranger, october.id),
        lambda: reports.list(stranger, client_id="bread"), lambda: plans.get(stranger, "bread"),
        lambda: reports.make(stranger, client_id="bread", kind=MONTHLY, first=OCTOBER),
        lambda: plans.save(stranger, "bread", changes=PlanChanges()), lambda: plans.cover(stranger, "bread", Brand()),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            act()
    assert reports.list(stranger).items == ()


def test_who_may_not_decide_makes_but_neither_sends_nor_deletes_nor_plans(agency, writer, october):
    for act in (
        lambda: agency.reports.send(writer, october.id), lambda: agency.reports.delete(writer, october.id),
        lambda: agency.report_plans.save(writer, "bread", changes=PlanChanges()),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            act()
    assert agency.reports.make(writer, client_id="bread", kind=MONTHLY, first=date(2026, 9, 1)).state == ReportState.QUEUED
    with pytest.raises(Forbidden):
        agency.report_plans.save(replace(writer, can_write=False), "bread", changes=PlanChanges())


def test_deleting_takes_the_files_along(agency, owner, october):
    agency.reports.delete(owner, october.id)
    assert list((agency.settings.data / "reports").iterdir()) == []
    with pytest.raises(NotFound):
        agency.reports.get(owner, october.id)


def test_what_is_under_way_is_not_deleted(agency, owner, bakery, quick):
    made = agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=OCTOBER)
    with pytest.raises(Conflict):
        agency.reports.delete(owner, made.id)


def test_files_of_a_client_that_is_gone_go_with_the_next_report(agency, owner, october):
    other = agency.clients.create(owner, new=NewClient("Milk", id="milk"))
    with agency.db.transaction() as session:
        clients.erase(session, "bread")
    left = agency.reports.make(owner, client_id=other.id, kind=MONTHLY, first=OCTOBER)
    agency.reports.run_queued()
    assert [each.name for each in (agency.settings.data / "reports").iterdir()] == [left.id]


def test_a_list_reads_no_content(agency, owner, bakery, quick, count_queries):
    for first in (OCTOBER, date(2026, 9, 1), date(2026, 8, 1)):
        agency.reports.make(owner, client_id=bakery.id, kind=MONTHLY, first=first)
    agency.reports.run_queued()
    with count_queries(agency) as counted:
        found = agency.reports.list(owner, client_id=bakery.id, page=Page(limit=2))
    assert (len(found.items), bool(found.next_cursor), counted.selects) == (2, True, 1)


def test_a_report_keeps_its_words_when_the_client_is_renamed(agency, owner, october):
    agency.clients.update(owner, "bread", changes=ClientChanges(name="Rolls"))
    assert agency.reports.get(owner, october.id).title == "Bread & Co: October 2026"


@pytest.mark.parametrize("logo", ["nope", "other"])
def test_a_logo_must_be_a_picture_of_the_client(agency, owner, bakery, logo):
    if logo == "other":
        other = agency.clients.create(owner, new=NewClient("Milk", id="milk"))
        picture = BytesIO()
        Image.new("RGB", (6, 2)).save(picture, "PNG")
        logo = agency.library.add(owner, other.id, name="logo.png", chunks=[picture.getvalue()]).id
    with pytest.raises((Invalid, NotFound)):
        agency.report_plans.save(owner, bakery.id, changes=PlanChanges(brand=Brand(logo=logo)))
    assert agency.report_plans.picture(bakery.id, Brand(logo=logo)) == ""
