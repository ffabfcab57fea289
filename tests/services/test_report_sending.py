"""Reports by mail: each address on its own, once; what is not certain is left to a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from agency_core.agency import make_agency
from agency_core.domain.client import NewClient
from agency_core.domain.report import Mailing, ReportKind, ReportState
from agency_core.domain.report_plan import PlanChanges
from agency_core.errors import Conflict, Invalid
from agency_core.models import ReportRow
from tests.services.mail_server import MailServer
from tests.services.told_reports import written_at_once

ANN, BEN = "ann@example.org", "ben@example.org"


@pytest.fixture
def bakery(agency, owner, monkeypatch):
    written_at_once(monkeypatch)
    return agency.clients.create(owner, new=NewClient("Bread & Co", "Europe/Berlin", id="bread"))


@pytest.fixture
def october(agency, owner, bakery):
    """A finished report."""
    made = agency.reports.make(owner, client_id=bakery.id, kind=ReportKind.MONTHLY, first=date(2026, 10, 1))
    agency.reports.run_queued()
    return made


@pytest.fixture
def plan(agency, owner, bakery):
    def save(**values):
        return agency.report_plans.save(owner, bakery.id, changes=PlanChanges(**values))

    return save


@pytest.fixture
def post_office(agency, clock, tmp_path):
    """A mail server, and the same agency with mail switched on."""
    server = MailServer(tmp_path)
    settings = agency.settings.model_copy(update={
        "smtp_url": type(agency.settings.smtp_url)(server.url()), "mail_from": "reports@mill.example",
    })
    made = make_agency(settings, clock=clock)
    yield made, server
    made.publish.stop()
    made.db.close()
    server.close()


def states(view):
    return {each.address: each.state for each in view.recipients}


def test_mail_that_is_off_is_said(agency, owner, october, plan):
    assert plan(recipients=(ANN,)).mail.startswith("Mail is off: AGENCY_SMTP_URL is not set.")
    with pytest.raises(Conflict):
        agency.reports.send(owner, october.id)


def test_a_due_report_without_mail_is_kept_and_says_that_nobody_got_it(agency, owner, plan, clock):
    plan(weekly=True, recipients=(ANN,))
    clock.move(timedelta(days=7))
    agency.reports.run_queued()
    [view] = agency.reports.list(owner).items
    assert (view.state, states(view), view.recipients[0].error[:11]) == (ReportState.DONE, {ANN: Mailing.FAILED}, "Mail is off")


def test_engines_that_find_it_due_at_the_same_time_enter_it_once(agency, owner, plan, clock):
    plan(weekly=True)
    clock.move(timedelta(days=7))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: agency.reports._enter_due(), range(4)))
    assert len(agency.reports.list(owner).items) == 1


def test_a_due_report_goes_to_each_alone(post_office, owner, plan, clock):
    mailing, server = post_office
    plan(weekly=True, recipients=(ANN, BEN))
    clock.move(timedelta(days=7))
    mailing.reports.run_queued()
    [view] = mailing.reports.list(owner).items
    assert (states(view), view.sent_at) == ({ANN: Mailing.SENT, BEN: Mailing.SENT}, clock.now())
    assert [(to, taken["To"], taken["Subject"]) for to, taken in server.messages] == [
        (ANN, ANN, "Bread & Co: Week of 23 November 2026"), (BEN, BEN, "Bread & Co: Week of 23 November 2026"),
    ]


def test_sending_again_reaches_only_those_who_do_not_have_it(post_office, owner, october, plan):
    mailing, server = post_office
    plan(recipients=(ANN, BEN))
    server.refuses.add(BEN)
    mailing.reports.send(owner, october.id)
    mailing.reports.run_queued()
    view = mailing.reports.get(owner, october.id)
    assert (states(view), view.recipients[1].error) == (
        {ANN: Mailing.SENT, BEN: Mailing.FAILED}, "The server refused the address: 550 no such mailbox",
    )
    server.refuses.clear()
    for _ in range(2):
        mailing.reports.send(owner, october.id)
        mailing.reports.run_queued()
    assert ([to for to, _ in server.messages], states(mailing.reports.get(owner, october.id))) == (
        [ANN, BEN], {ANN: Mailing.SENT, BEN: Mailing.SENT},
    )


def test_a_lost_answer_is_left_to_a_person(post_office, owner, october):
    mailing, server = post_office
    server.drops = True
    mailing.reports.send(owner, october.id, recipients=[ANN, BEN])
    mailing.reports.run_queued()
    mailing.reports.run_queued()
    assert states(mailing.reports.get(owner, october.id)) == {ANN: Mailing.UNKNOWN, BEN: Mailing.FAILED}
    assert [to for to, _ in server.messages] == [ANN]


def test_what_was_being_sent_when_the_engine_ended_is_not_sent_again(post_office, owner, october):
    mailing, server = post_office
    mailing.reports.send(owner, october.id, recipients=[ANN, BEN])
    with mailing.db.transaction() as session:
        row = session.get_one(ReportRow, october.id)
        row.sent_to = [{"address": ANN, "state": "sending"}, {"address": BEN, "state": "waiting"}]
    mailing.reports.run_queued()
    assert states(mailing.reports.get(owner, october.id)) == {ANN: Mailing.UNKNOWN, BEN: Mailing.SENT}
    assert [to for to, _ in server.messages] == [BEN]


def test_no_transaction_is_open_while_mail_is_sent(post_office, owner, october, monkeypatch):
    mailing, _ = post_office
    open_ones = []
    monkeypatch.setattr("agency_core.mail.Mail.send", lambda *_: open_ones.append(mailing.db.in_transaction))
    mailing.reports.send(owner, october.id, recipients=[ANN])
    mailing.reports.run_queued()
    assert open_ones == [False]


def test_sending_to_nobody_is_refused(post_office, owner, october):
    with pytest.raises(Invalid):
        post_office[0].reports.send(owner, october.id)
