"""Recipes: how the columns of a kind of file are read, said once by a person and used by itself from then on."""

from __future__ import annotations

from collections.abc import Mapping

from agency_core.analytics.importers import generic
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.platform import platform as named
from agency_core.domain.upload import RecipeView
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import recipe as recipes


class Recipes:
    """Remembered mappings of a client."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def list(self, actor: Actor, *, client_id: str) -> tuple[RecipeView, ...]:
        """All of a client, by name."""
        actor.reach(client_id, "upload")
        with self._db.reading() as session:
            clients.get(session, client_id)
            return recipes.of_client(session, client_id)

    def update(
        self, actor: Actor, fingerprint: str, *, client_id: str, name: str = "", platform: str | None = None,
        mapping: Mapping[str, str] | None = None,
    ) -> RecipeView:
        """Rename one, or change how it reads; what is left out stays, and what was imported stays as it is.

        Raises:
            NotFound: there is none.
            Invalid: it could not read any file: it lacks the post, the numbers or the platform.
        """
        actor.write(client_id, "upload")
        with self._db.transaction() as session:
            row = recipes.get(session, client_id, fingerprint)
            row.name = name.strip()[:100] or row.name
            if platform is not None:
                row.platform = named(platform).value if platform else ""
            if mapping is not None:
                row.mapping = {field: header for field, header in mapping.items() if header}
            generic.reader(list(row.mapping.values()), row.mapping, named(row.platform) if row.platform else None)
            row.updated_at = self._clock.now()
            return row.view()

    def delete(self, actor: Actor, fingerprint: str, *, client_id: str) -> None:
        """Forget one: files with these columns are recognised, or asked about, again.

        Raises:
            NotFound: there is none.
        """
        actor.write(client_id, "upload")
        with self._db.transaction() as session:
            session.delete(recipes.get(session, client_id, fingerprint))
