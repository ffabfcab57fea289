"""Reports: made when they are due or asked for, in a process of their own; archived, handed out, mailed and deleted."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.analytics import report_child
from agency_core.analytics.report_prose import told
from agency_core.domain.actor import SYSTEM, Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.domain.report import UNDER_WAY, UNFINISHED, Mailing, Period, ReportKind, ReportState, ReportView, period_of
from agency_core.domain.report_plan import checked_addresses
from agency_core.errors import AgencyError, Conflict, Invalid, NotFound
from agency_core.mail import Mail
from agency_core.models import ReportRow
from agency_core.security import kept_files
from agency_core.security.kept_files import FileKeys
from agency_core.services.audit import taken
from agency_core.services.report_delivery import ReportDelivery
from agency_core.services.report_figures import Asked, gathered
from agency_core.services.report_plans import ReportPlans, due_now
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, report

log = logging.getLogger(__name__)
FOLDER = "reports"
_STEPS = {report_child.HTML: 0.4, report_child.CSV: 0.5, report_child.XLSX: 0.6, report_child.PDF: 0.95}


class Reports:
    """The reports of one installation."""

    def __init__(self, db: Database, clock: Clock, data: Path, plans: ReportPlans, mail: Mail, files: FileKeys) -> None:
        """`files` seals what is kept under `data`, looks and addresses come from `plans`."""
        self._db = db
        self._clock = clock
        self._folder = data / FOLDER
        self._plans = plans
        self._mail = mail
        self._files = files
        self._delivery = ReportDelivery(db, clock, self._folder, mail)

    def make(self, actor: Actor, *, client_id: str, kind: ReportKind, first: date, mail: bool = False) -> ReportView:
        """Put a report on the period that begins on `first` into the queue; `mail`: it then goes to the plan's recipients.

        Raises:
            Invalid: there is no such period, or nobody to mail it to.
            Conflict: one on this period is under way, or mail is off.
        """
        with self._db.transaction() as session:
            client = clients.get(session, client_id).view()
            actor.write(client_id, "report")
            today = self._clock.now().astimezone(ZoneInfo(client.timezone)).date()
            period = period_of(kind, first, today)
            report.in_turn(session, client_id)
            if any(row.state in UNDER_WAY for row in report.of_period(session, client_id, period)):
                raise Conflict("A report on this period is under way.", remedy="Wait for its end, or cancel it.")
            to: tuple[str, ...] = ()
            if mail:
                actor.decide(client_id, "report")
                to = self._addresses(session, client_id, ())
            return report.view(self._entered(session, client_id, period, to, actor))

    def get(self, actor: Actor, report_id: str) -> ReportView:
        """One report with its summary."""
        with self._db.reading() as session:
            return report.view(self._reached(session, actor, report_id))

    def list(self, actor: Actor, *, client_id: str = "", page: Page | None = None) -> Listing[ReportView]:
        """Reports, newest first, without their summaries."""
        if client_id:
            actor.reach(client_id, "report")
        with self._db.reading() as session:
            return report.matching(session, client_id, actor.clients, page or Page())

    def file(self, actor: Actor, report_id: str, name: str) -> Path:
        """Where a file of a report lies.

        Raises:
            NotFound: the report has no file of this name.
        """
        with self._db.reading() as session:
            row = self._reached(session, actor, report_id)
        place = self._folder / row.id / name
        if name not in row.files or name not in report_child.FILES or not place.is_file():
            raise NotFound("The report has no such file.", field="name", remedy="See `files` of the report.")
        said = {"file": name}
        taken(self._db, actor, "report.downloaded", noun="report", subject_id=row.id, client_id=row.client_id, said=said)
        return place

    def cancel(self, actor: Actor, report_id: str) -> ReportView:
        """Give a report up that waits or is being made.

        Raises:
            Conflict: it is over, or on its way by mail.
        """
        return self._moved(actor, report_id, UNFINISHED, ReportState.CANCELLED)

    def retry(self, actor: Actor, report_id: str) -> ReportView:
        """Make a report after all that failed or was cancelled.

        Raises:
            Conflict: it did neither.
        """
        return self._moved(actor, report_id, frozenset({ReportState.FAILED, ReportState.CANCELLED}), ReportState.QUEUED)

    def send(self, actor: Actor, report_id: str, *, recipients: Iterable[str] = ()) -> ReportView:
        """Mail a finished report to these addresses, or to those of the plan; whoever has it already is left out.

        Raises:
            Conflict: it is not finished, or mail is off.
            Invalid: an address that is none, or nobody to send it to.
        """
        with self._db.transaction() as session:
            row = self._reached(session, actor, report_id)
            actor.decide(row.client_id, "report")
            if row.state != ReportState.DONE:
                raise Conflict(f"The report is {row.state}.", field="state", remedy="Wait until it is done.")
            wanted = self._addresses(session, row.client_id, recipients)
            kept = {each["address"].lower(): each for each in row.sent_to}
            for address in wanted:
                if kept.get(address.lower(), {}).get("state") != Mailing.SENT:
                    kept[address.lower()] = {"address": address, "state": Mailing.WAITING}
            row.sent_to, row.state = list(kept.values()), ReportState.MAILING
            return report.view(row)

    def delete(self, actor: Actor, report_id: str) -> None:
        """Delete a report and its files.

        Raises:
            Conflict: it is under way.
        """
        with self._db.transaction() as session:
            row = self._reached(session, actor, report_id)
            actor.decide(row.client_id, "report")
            if row.state in UNDER_WAY:
                raise Conflict(f"The report is {row.state}.", field="state", remedy="Cancel it, or wait for its end.")
            now = self._clock.now()
            history.note(session, Change(row.client_id, "report", row.id, row.state, "deleted", actor.label, now, row.title))
            session.delete(row)
        shutil.rmtree(self._folder / report_id, ignore_errors=True)

    def run_queued(self) -> int:
        """Enter what is due, make what waits, mail what is to go out; how many came to an end."""
        self._enter_due()
        with self._db.reading() as session:
            waiting = report.under_way(session)
        for report_id, state in waiting:
            if state != ReportState.MAILING:
                self._make(report_id)
            self._delivery.mailed(report_id)
        if waiting:
            self._sweep()
        return len(waiting)

    def _enter_due(self) -> None:
        now = self._clock.now()
        with self._db.reading() as session:
            plans = [report.plan_view(row.client_id, row) for row in report.active_plans(session)]
            due = [
                (plan, period) for plan in plans for period in due_now(plan, clients.get(session, plan.client_id).view(), now)
                if not report.of_period(session, plan.client_id, period)
            ]  # fmt: skip
        for plan, period in due:
            with self._db.transaction() as session:
                report.in_turn(session, plan.client_id)
                if not report.of_period(session, plan.client_id, period):
                    self._entered(session, plan.client_id, period, plan.recipients, SYSTEM)

    def _entered(self, session: Session, client_id: str, period: Period, to: Iterable[str], actor: Actor) -> ReportRow:
        now = self._clock.now()
        name = clients.get(session, client_id).name
        row = ReportRow(
            id=new_id(now), client_id=client_id, kind=period.kind, first_day=report.day_number(period.first),
            last_day=report.day_number(period.last), title=f"{name}: {period.name}", state=ReportState.QUEUED, progress=0.0,
            content={}, files=[], sent_to=[{"address": each, "state": Mailing.WAITING} for each in to],
            requested_by=actor.label, created_at=now, folder="", error="",
        )
        session.add(row)
        history.note(session, Change(client_id, "report", row.id, "", row.state, actor.label, now, row.title))
        return row

    def _make(self, report_id: str) -> None:
        part = self._folder / f"{report_id}.part"
        try:
            asked = self._begun(report_id)
            if asked is None:
                return
            with self._db.reading() as session:
                content, posts = gathered(session, asked)
            brand = self._plans.get(SYSTEM, asked.client.id).brand
            looks = {"name": brand.name or asked.client.name, "colour": brand.colour, "footer": brand.footer}
            content |= {"brand": looks, "title": f"{asked.client.name}: {asked.period.name}", "prose": told(content)}
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            files: set[str] = set()
            if self._noted(report_id, progress=0.2):
                for answer in report_child.made(content, posts, self._plans.picture(asked.client.id, brand), part):
                    if not self._stepped(report_id, answer, files, content):
                        return
                self._finished(report_id, asked.client.id, part, files, content)
        except Exception as error:
            log.warning("report %s failed", report_id, exc_info=error)
            known = isinstance(error, (AgencyError, OSError))
            said = str(error) if known else f"Making it failed ({type(error).__name__}); the log has the details."
            self._noted(report_id, state=ReportState.FAILED, error=said, finished_at=self._clock.now())
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _begun(self, report_id: str) -> Asked | None:
        """What is asked for; None when it was given up meanwhile."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = report.get(session, report_id)
            if row.state not in UNFINISHED:
                return None
            row.state, row.progress, row.error = ReportState.MAKING, 0.05, ""
            client, view = clients.get(session, row.client_id).view(), report.view(row)
        over = view.last < now.astimezone(ZoneInfo(client.timezone)).date()
        return Asked(client, Period(ReportKind(view.kind), view.first, view.last, over), now)

    def _stepped(self, report_id: str, answer: dict[str, str], files: set[str], content: dict[str, Any]) -> bool:
        """Write down what the child said; whether it shall go on."""
        if "failed" in answer:
            self._noted(report_id, state=ReportState.FAILED, error=answer["failed"], finished_at=self._clock.now())
            return False
        if "notice" in answer:
            content["notice"] = answer["notice"]
            return True
        files.add(answer["file"])
        return self._noted(report_id, progress=_STEPS[answer["file"]])

    def _finished(self, report_id: str, client_id: str, part: Path, files: set[str], content: dict[str, Any]) -> None:
        for each in part.iterdir():
            kept_files.seal(each, self._files, client_id)
        place = self._folder / report_id
        shutil.rmtree(place, ignore_errors=True)
        part.replace(place)
        self._noted(
            report_id, progress=1.0, files=sorted(files), content=content, title=content["title"], state=ReportState.MAILING,
            folder=f"{FOLDER}/{report_id}", finished_at=self._clock.now(),
        )

    def _noted(self, report_id: str, **values: Any) -> bool:  # noqa: ANN401 - columns of the row
        """Write into the row of a report that is being made; False when it was given up."""
        with self._db.transaction() as session:
            row = report.get(session, report_id)
            if row.state != ReportState.MAKING:
                return False
            for name, value in values.items():
                setattr(row, name, value)
            return True

    def _moved(self, actor: Actor, report_id: str, allowed: frozenset[ReportState], to: ReportState) -> ReportView:
        with self._db.transaction() as session:
            row = self._reached(session, actor, report_id)
            actor.write(row.client_id, "report")
            if row.state not in allowed:
                raise Conflict(f"The report is {row.state}.", field="state", remedy="Make another one, or wait.")
            now = self._clock.now()
            history.note(session, Change(row.client_id, "report", row.id, row.state, to, actor.label, now, row.title))
            row.state, row.finished_at = to, now if to is ReportState.CANCELLED else None
            row.progress, row.error = 0.0, ""
            return report.view(row)

    def _reached(self, session: Session, actor: Actor, report_id: str) -> ReportRow:
        row = report.get(session, report_id)
        actor.reach(row.client_id, "report")
        return row

    def _addresses(self, session: Session, client_id: str, given: Iterable[str]) -> tuple[str, ...]:
        if self._mail.problem:
            raise Conflict(self._mail.problem, field="mail", remedy="See docs/reports.md; then start the agency again.")
        found = checked_addresses(given) or report.plan_view(client_id, report.plan(session, client_id)).recipients
        if not found:
            raise Invalid("There is nobody to send it to.", field="recipients", remedy="Name somebody in the report settings.")
        return found

    def _sweep(self) -> None:
        """Delete the files of reports that are gone with their client."""
        with self._db.reading() as session:
            places = [each for each in self._folder.glob("*") if each.is_dir()]
            known = report.known(session, [each.name for each in places])
        for place in places:
            if place.name not in known:
                shutil.rmtree(place, ignore_errors=True)
