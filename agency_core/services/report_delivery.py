"""Sending reports: each address on its own, the intent written down before and the outcome after."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from agency_core.domain.clock import Clock
from agency_core.domain.report import Mailing, ReportState
from agency_core.mail import Mail, MailRefused, MailUnreachable
from agency_core.models import ReportRow
from agency_core.services.report_letter import letter
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import report


class ReportDelivery:
    """Takes reports in the state `mailing` to those who wait for them."""

    def __init__(self, db: Database, clock: Clock, folder: Path, mail: Mail) -> None:
        """Files lie in `folder`, one folder a report."""
        self._db = db
        self._clock = clock
        self._folder = folder
        self._mail = mail

    def mailed(self, report_id: str) -> None:
        """Send a report to everybody who waits for it; what was cut off before is left to a person, as it may be there."""
        self._change(report_id, _cut_off)
        while (address := self._next(report_id)) is not None:
            outcome, error, reached = self._sent(report_id, address)
            self._change(report_id, partial(self._record, address=address, outcome=outcome, error=error))
            if not reached:
                self._change(report_id, partial(self._give_up, why=error))
        self._change(report_id, self._end)

    def _next(self, report_id: str) -> str | None:
        """The next address, marked as being sent to."""
        found: list[str] = []

        def mark(row: ReportRow) -> None:
            for each in row.sent_to:
                if each["state"] == Mailing.WAITING and not found:
                    found.append(each["address"])
                    row.sent_to = _with(row, each["address"], state=Mailing.SENDING, at=self._clock.now().isoformat(), error="")

        self._change(report_id, mark)
        return found[0] if found else None

    def _sent(self, report_id: str, address: str) -> tuple[Mailing, str, bool]:
        """What became of it, what the server said, and whether it was reached at all."""
        if self._mail.problem:
            return Mailing.FAILED, self._mail.problem, False
        with self._db.reading() as session:
            row = report.get(session, report_id)
            content, brand = row.content, report.brand_of(session, clients.get(session, row.client_id))
        message = letter(brand.sender or self._mail.sender, address, report_id, content, self._folder / report_id, self._clock)
        try:
            self._mail.send(message, address)
        except MailUnreachable as error:
            return Mailing.UNKNOWN if error.is_open else Mailing.FAILED, error.message, False
        except MailRefused as error:
            return Mailing.FAILED, error.message, True
        return Mailing.SENT, "", True

    def _record(self, row: ReportRow, address: str, outcome: Mailing, error: str) -> None:
        now = self._clock.now()
        row.sent_to = _with(row, address, state=outcome, at=now.isoformat(), error=error)
        if outcome is Mailing.SENT:
            row.sent_at = now

    def _give_up(self, row: ReportRow, why: str) -> None:
        """Nobody else is tried while the server cannot be reached."""
        for each in row.sent_to:
            if each["state"] == Mailing.WAITING:
                row.sent_to = _with(row, each["address"], state=Mailing.FAILED, at=self._clock.now().isoformat(), error=why)

    def _end(self, row: ReportRow) -> None:
        row.state = ReportState.DONE

    def _change(self, report_id: str, do: Callable[[ReportRow], None]) -> None:
        """Change the row of a report that is being mailed."""
        with self._db.transaction(durable=True) as session:
            row = report.get(session, report_id)
            if row.state == ReportState.MAILING:
                do(row)


def _cut_off(row: ReportRow) -> None:
    said = "The engine ended while it was being sent: it may be there."
    for each in row.sent_to:
        if each["state"] == Mailing.SENDING:
            row.sent_to = _with(row, each["address"], state=Mailing.UNKNOWN, error=said)


def _with(row: ReportRow, address: str, **values: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON values
    return [{**each, **values} if each["address"] == address else each for each in row.sent_to]
