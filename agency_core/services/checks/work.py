"""The work: engine, accounts, deliveries, notifiers."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.health import beating, in_words, silence
from agency_core.domain.operations import CheckView
from agency_core.services.checks.patient import Patient, warning, well
from agency_core.store.queries import facts, worker
from agency_core.store.queries import figures as questions

LATE = timedelta(minutes=2)


def engine(patient: Patient) -> CheckView:
    """Whether an engine lives."""
    life = patient.read(worker.life)
    if beating(patient.now, life.beat_at):
        return well("Engine", "running")
    detail = "has never run"
    if life.seen_at:
        detail = f"no sign of life for {in_words(silence(patient.now, life.seen_at))}"
    remedy = "Start the agency (make run), or a worker alone: python -m agency_core serve --role worker."
    return warning("Engine", detail, remedy)


def accounts(patient: Patient) -> CheckView:
    """Whether each platform that is used has an account that can publish."""
    found = patient.read(facts.accounts)
    if not found:
        return warning("Accounts", "none connected", "Connect an account on the Accounts page.")
    detail = ", ".join(f"{platform}: {usable} of {total} can publish" for platform, (total, usable) in found.items())
    if all(usable for _, usable in found.values()):
        return well("Accounts", detail)
    return warning("Accounts", detail, "Connect the others again on the Accounts page.")


def deliveries(patient: Patient) -> CheckView:
    """Whether something should have gone out, or waits for a decision."""
    late = patient.read(lambda session: facts.due(session, patient.now - LATE))
    undecided = patient.read(facts.undecided)
    if not late and not undecided:
        return well("Deliveries", "none overdue")
    detail = f"{late} overdue, {undecided} wait for a decision"
    return warning("Deliveries", detail, "Open the Deliveries page; when many are overdue, look at the engine first.")


def notifiers(patient: Patient) -> CheckView:
    """Whether people can be told of alerts."""
    on, wrong = patient.read(questions.notifiers)
    if wrong:
        return warning("Notifiers", f"{len(wrong)} of {on} failed last: {', '.join(wrong[:3])}", "Test them on the Alerts page.")
    if not on:
        return well("Notifiers", "none set up: alerts are shown in the dashboard only")
    return well("Notifiers", f"{on} set up, none failed last")
