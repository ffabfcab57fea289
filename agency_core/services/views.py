"""Views: a view of a page gets a name, to be opened again by anybody who reaches the client."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.operations import Change
from agency_core.domain.saved_view import ANALYTICS, LONGEST_NAME, SavedView
from agency_core.errors import Conflict, Exists, Invalid
from agency_core.models import ClientRow, SavedViewRow
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history
from agency_core.store.queries import saved_view as saved
from agency_core.store.rows import fetch

MOST = 100
MOST_PARAMS = 30
LONGEST_VALUE = 300
_PARAM = re.compile(r"[a-z][a-z0-9_]{0,63}")


class Views:
    """Saved views."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """They live in `db`."""
        self._db = db
        self._clock = clock

    def save(self, actor: Actor, *, client_id: str, name: str, query: Mapping[str, str], page: str = ANALYTICS) -> SavedView:
        """Name a view of a page.

        Args:
            actor: who saves it.
            client_id: whose page it is.
            name: unique on the page, whatever its case.
            query: the parameters of the address; each begins with the name of the page.
            page: the page.

        Raises:
            Invalid: the name or the query cannot be kept.
            Exists: the name is taken.
            Conflict: there are too many already.
            NotFound: no such client.
        """
        said, kept = _name(name), _query(query, page)
        now = self._clock.now()
        with self._db.transaction() as session:
            clients.get(session, client_id)
            actor.write(client_id, "view")
            others = _others(session, client_id, page)
            if len(others) >= MOST:
                raise Conflict(f"There are {MOST} saved views already.", field="name", remedy="Delete one that nobody opens.")
            _refuse_taken(said, others)
            row = SavedViewRow(
                id=new_id(now), client_id=client_id, page=page, name=said, query=kept, created_by=actor.label, created_at=now,
            )
            session.add(row)
            history.note(session, Change(client_id, "view", row.id, "", "saved", actor.label, now, said))
            return saved.view(row)

    def list(self, actor: Actor, *, client_id: str, page: str = ANALYTICS) -> tuple[SavedView, ...]:
        """The saved views of a page, by name."""
        actor.reach(client_id, "view")
        with self._db.reading() as session:
            found = [saved.view(row) for row in saved.of_page(session, client_id, page)]
        return tuple(sorted(found, key=lambda each: each.name.casefold()))

    def get(self, actor: Actor, view_id: str) -> SavedView:
        """One saved view."""
        with self._db.reading() as session:
            row = saved.get(session, view_id)
            actor.reach(row.client_id, "view")
            return saved.view(row)

    def rename(self, actor: Actor, view_id: str, *, name: str) -> SavedView:
        """Give a saved view another name.

        Raises:
            Invalid: the name cannot be kept.
            Exists: the name is taken.
        """
        said = _name(name)
        with self._db.transaction() as session:
            row = saved.get(session, view_id)
            actor.write(row.client_id, "view")
            _refuse_taken(said, [each for each in _others(session, row.client_id, row.page) if each.id != view_id])
            if row.name != said:
                change = Change(row.client_id, "view", row.id, "saved", "renamed", actor.label, self._clock.now(), said)
                history.note(session, change)
                row.name = said
            return saved.view(row)

    def delete(self, actor: Actor, view_id: str) -> SavedView:
        """Forget a saved view; what it was."""
        with self._db.transaction() as session:
            row = saved.get(session, view_id)
            actor.write(row.client_id, "view")
            gone = saved.view(row)
            change = Change(row.client_id, "view", row.id, "saved", "deleted", actor.label, self._clock.now(), row.name)
            history.note(session, change)
            session.delete(row)
            return gone


def _others(session: Session, client_id: str, page: str) -> list[SavedViewRow]:
    """The views there are; nobody else names one of this client until the end of the transaction."""
    fetch(session, ClientRow, client_id)
    return saved.of_page(session, client_id, page)


def _refuse_taken(name: str, others: list[SavedViewRow]) -> None:
    if any(each.name.casefold() == name.casefold() for each in others):
        raise Exists(f"There is a saved view called {name!r}.", field="name", remedy="Choose another name, or delete that one.")


def _name(name: str) -> str:
    said = " ".join(name.split())
    if not 1 <= len(said) <= LONGEST_NAME or not said.isprintable():
        raise Invalid(f"The name has {len(said)} characters.", field="name", remedy=f"Use 1 to {LONGEST_NAME}, in one line.")
    return said


def _query(query: Mapping[str, str], page: str) -> dict[str, str]:
    if not _PARAM.fullmatch(page):
        raise Invalid(f"{page[:40]!r} is not a page.", field="page", remedy=f"Use {ANALYTICS}.")
    kept = {name: value for name, value in query.items() if value}
    if len(kept) > MOST_PARAMS:
        raise Invalid(f"The view has {len(kept)} parameters.", field="query", remedy=f"Use at most {MOST_PARAMS}.")
    for name, value in kept.items():
        if not (_PARAM.fullmatch(name) and name.startswith(f"{page}_")):
            raise Invalid(f"{name[:80]!r} does not belong to the page.", field="query", remedy=f"Parameters begin with {page}_.")
        if len(value) > LONGEST_VALUE or not value.isprintable():
            raise Invalid(f"{name} is too long.", field="query", remedy=f"Use at most {LONGEST_VALUE} characters.")
    return kept
