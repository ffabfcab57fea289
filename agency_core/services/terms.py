"""Terms: in whose name a client is served, who approves, and how long what is old is kept."""

from __future__ import annotations

from dataclasses import asdict

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.operations import Change
from agency_core.domain.report_plan import Brand, checked_brand
from agency_core.domain.terms import ClientTerms, checked_terms, terms_from
from agency_core.services.domains import Domains
from agency_core.services.report_plans import check_logo
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history, report


class Terms:
    """What is agreed with each client."""

    def __init__(self, db: Database, clock: Clock, domains: Domains) -> None:
        """Work on `db` by the time of `clock`; `domains` knows which names are taken."""
        self._domains = domains
        self._db = db
        self._clock = clock

    def brand(self, actor: Actor, client_id: str) -> Brand:
        """In whose name the client's reports, mails and pages come."""
        with self._db.reading() as session:
            row = clients.get(session, client_id)
            actor.reach(client_id)
            return report.brand_of(session, row)

    def save_brand(self, actor: Actor, client_id: str, *, brand: Brand) -> Brand:
        """Replace the brand; reports that are made from now on carry it.

        Raises:
            Invalid: a colour, logo, text, domain or address cannot be used.
            Exists: the domain is the agency's or another client's.
        """
        checked = checked_brand(brand)
        with self._db.transaction() as session:
            row = clients.get(session, client_id)
            actor.decide(client_id)
            check_logo(session, client_id, checked.logo)
            self._domains.demand_free(session, client_id, checked.domain)
            row.brand = asdict(checked)
            history.note(session, Change(client_id, "client", client_id, "", "brand", actor.label, self._clock.now()))
        self._domains.forget()
        return checked

    def get(self, actor: Actor, client_id: str) -> ClientTerms:
        """Who approves, and what is kept for a shorter time than the agency's plan says."""
        with self._db.reading() as session:
            row = clients.get(session, client_id)
            actor.reach(client_id)
            return terms_from(row.steps, row.retention)

    def save(self, actor: Actor, client_id: str, *, terms: ClientTerms) -> ClientTerms:
        """Replace the terms; steps hold for content that is submitted from now on.

        Raises:
            Invalid: nobody of the agency approves, or a time is out of range.
        """
        checked = checked_terms(terms)
        with self._db.transaction() as session:
            row = clients.get(session, client_id)
            actor.decide(client_id)
            row.steps, row.retention = [step.value for step in checked.steps], dict(checked.retention)
            history.note(session, Change(client_id, "client", client_id, "", "terms", actor.label, self._clock.now()))
        return checked
