"""Domains: the names under which clients open their own pages, kept in memory so that no request waits for the database."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from agency_core.errors import AgencyError, Exists
from agency_core.settings import Settings
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.reach import all_clients

LOG = logging.getLogger(__name__)
REMEMBERED = 2.0
"""Seconds after which the names are read again; what this process changes counts at once."""


class Domains:
    """Knows whose name a host is."""

    def __init__(self, db: Database, settings: Settings) -> None:
        """Read brands from `db`; the agency's own names, and those of this machine, are no client's."""
        names = (*settings.hosts, urlsplit(settings.public_url).hostname, "localhost")
        self._own = frozenset(name.lower() for name in names if name)
        self._db = db
        self._guard = threading.Lock()
        self._found: Mapping[str, str] | None = None
        self._read_at = float("-inf")

    @property
    def remembered(self) -> Mapping[str, str] | None:
        """The clients by their names, without reading anything; None when it is time to read them again."""
        return self._found if time.monotonic() - self._read_at < REMEMBERED else None

    def known(self) -> Mapping[str, str]:
        """The clients by their names.

        Raises:
            AgencyError: they were never known, and the database does not say.
        """
        found = self.remembered
        return self._read() if found is None else found

    def forget(self) -> None:
        """Read anew before the next answer."""
        self._read_at = float("-inf")

    def demand_free(self, session: Session, client_id: str, domain: str) -> None:
        """Refuse a name that is the agency's own, or another client's.

        Raises:
            Exists: it is taken; the words do not say by whom.
        """
        if not domain:
            return
        with all_clients(session):
            taken = clients.domains(session).get(domain, client_id)
        if domain in self._own or taken != client_id:
            raise Exists(f"The domain {domain} is taken.", field="domain", remedy="Use a name that only this client has.")

    def _read(self) -> Mapping[str, str]:
        with self._guard:
            if (known := self.remembered) is not None:  # another thread read them meanwhile
                return known
            try:
                with self._db.reading() as session, all_clients(session):
                    found = clients.domains(session)
            except AgencyError as error:
                if self._found is None:
                    raise
                LOG.warning("The domains of clients could not be read: %s", error)  # what was known still holds
                found = dict(self._found)
            self._found = {name: client for name, client in found.items() if name not in self._own}
            self._read_at = time.monotonic()
            return self._found
