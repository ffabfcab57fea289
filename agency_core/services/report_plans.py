"""Report plans: which reports a client gets by themselves, how they look, and where they go."""

from __future__ import annotations

import base64
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.analytics.report_cover import cover
from agency_core.domain.actor import Actor
from agency_core.domain.client import ClientView
from agency_core.domain.clock import Clock
from agency_core.domain.media import MediaView
from agency_core.domain.operations import Change
from agency_core.domain.platform import MediaSort
from agency_core.domain.report import Period, ReportKind, last_over, starts
from agency_core.domain.report_plan import DUE_AT, Brand, PlanChanges, PlanView, checked_addresses, checked_brand
from agency_core.errors import Invalid, NotFound
from agency_core.mail import Mail
from agency_core.models import ClientRow, ReportPlanRow
from agency_core.security import kept_files
from agency_core.services.library import Library
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, media, report

MOST_LOGO_BYTES = 2_000_000
_LOGOS = {"image/png", "image/jpeg", "image/gif", "image/webp"}


class ReportPlans:
    """The plan of each client."""

    def __init__(self, db: Database, clock: Clock, library: Library, mail: Mail) -> None:
        """Logos are pictures of `library`; plans say what is wrong with `mail`."""
        self._db = db
        self._clock = clock
        self._library = library
        self._mail = mail

    def get(self, actor: Actor, client_id: str) -> PlanView:
        """The plan of a client; the usual one, with nothing in it, while nobody has made one."""
        with self._db.reading() as session:
            client = clients.get(session, client_id)
            actor.reach(client_id, "report")
            return self._view(session, client, report.plan(session, client_id))

    def save(self, actor: Actor, client_id: str, *, changes: PlanChanges) -> PlanView:
        """Make the plan of a client what `changes` says; what is switched on begins with the next due time.

        The brand is that of the client: its name, colour, logo and footer; who changes it has to decide about the client.

        Raises:
            Invalid: a colour, logo, text or address cannot be used.
        """
        now = self._clock.now()
        brand, recipients = checked_brand(changes.brand), checked_addresses(changes.recipients)
        with self._db.transaction() as session:
            client = clients.get(session, client_id)
            actor.decide(client_id, "report")
            known = report.brand_of(session, client)
            brand = replace(brand, domain=known.domain, sender=known.sender)
            if brand != known:
                actor.decide(client_id)
                check_logo(session, client_id, brand.logo)
                client.brand = asdict(brand)
            row = report.plan(session, client_id)
            before = report.plan_view(client_id, row)
            if row is None:
                row = ReportPlanRow(client_id=client_id)
                session.add(row)
            wants = {ReportKind.WEEKLY: changes.weekly, ReportKind.MONTHLY: changes.monthly}
            since = {
                kind.value: (before.since.get(kind.value, now) if before.wants(kind) else now).isoformat()
                for kind, wanted in wants.items() if wanted
            }  # fmt: skip
            row.weekly, row.monthly, row.recipients, row.updated_at = changes.weekly, changes.monthly, list(recipients), now
            row.brand = {"since": since}
            history.note(session, Change(client_id, "report_plan", client_id, "", "saved", actor.label, now))
            return self._view(session, client, row)

    def _view(self, session: Session, client: ClientRow, row: ReportPlanRow | None) -> PlanView:
        brand = report.brand_of(session, client)
        return replace(report.plan_view(client.id, row), brand=brand, mail=self._mail.problem)

    def cover(self, actor: Actor, client_id: str, brand: Brand) -> str:
        """How the cover of a client's report would look in a brand, as SVG.

        Raises:
            Invalid: the brand cannot be used.
        """
        with self._db.reading() as session:
            client = clients.get(session, client_id).name
            actor.reach(client_id, "report")
        checked = checked_brand(brand)
        return cover(checked.name, client, checked.colour, checked.footer, self.picture(client_id, checked))

    def picture(self, client_id: str, brand: Brand) -> str:
        """The logo of a brand as a `data:` address; empty when it has none, or it is gone."""
        if not brand.logo:
            return ""
        with self._db.reading() as session:
            try:
                view = _logo(session, client_id, brand.logo)
            except (Invalid, NotFound):  # deleted since: a report without a logo is better than none
                return ""
        file, mime = self._library.file(view), view.mime
        if mime not in _LOGOS or view.bytes > MOST_LOGO_BYTES:
            file, mime = self._library.small(view) or Path(), "image/jpeg"
        return f"data:{mime};base64,{base64.b64encode(kept_files.read(file)).decode()}" if file.is_file() else ""


def due_now(plan: PlanView, client: ClientView, now: datetime) -> tuple[Period, ...]:
    """The periods whose report a plan wants by now: the latest that is over of each kind, never more after a long silence."""
    zone = ZoneInfo(client.timezone)
    found = []
    for kind in ReportKind:
        if not plan.wants(kind):
            continue
        today = now.astimezone(zone).date()
        due = datetime.combine(starts(kind, today), DUE_AT, zone)
        period = last_over(kind, today)
        if due > now:
            due = datetime.combine(period.first, DUE_AT, zone)
            period = last_over(kind, period.first)
        if plan.since.get(kind.value, now) <= due:
            found.append(period)
    return tuple(found)


def check_logo(session: Session, client_id: str, media_id: str) -> None:
    """Refuse a logo that is no picture of the client's library; none is in order.

    Raises:
        Invalid: it is of another sort.
        NotFound: there is none.
    """
    if media_id:
        _logo(session, client_id, media_id)


def _logo(session: Session, client_id: str, media_id: str) -> MediaView:
    view = media.view(media.get(session, media_id))
    if view.client_id != client_id or view.sort is not MediaSort.IMAGE:
        raise Invalid("The logo is no picture of this client's library.", field="logo", remedy="Choose one, or leave it empty.")
    return view
