"""Questions: what a person asks in plain words becomes a view of Analytics, without any help from outside."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from agency_core.analytics.question import understand
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.paging import MOST, Page
from agency_core.domain.question import LONGEST, Names, Understood
from agency_core.errors import Invalid
from agency_core.store.database import Database
from agency_core.store.queries import agent as agents
from agency_core.store.queries import client as clients
from agency_core.store.queries import tag

MOST_NAMES = 500


class Questions:
    """The question box, and the names that it and others suggest."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Names come from `db`, today from `clock`."""
        self._db = db
        self._clock = clock

    def names(self, actor: Actor, *, client_id: str) -> Names:
        """What the client calls things: its agents, and the topics, hashtags and campaigns of its brief and its content."""
        actor.reach(client_id, "report")
        with self._db.reading() as session:
            brief = clients.get(session, client_id).view().brief
            team = agents.of_client(session, client_id, Page(limit=MOST))[0]
            topics, campaigns = tag.planned(session, client_id)
            seen = {
                kind: {each.name for each in tag.used(session, client_id, kind, MOST_NAMES)}
                for kind in ("topic", "hashtag", "campaign")
            }
            return Names(
                agents={row.id: row.name for row in team}, personas={row.id: row.persona for row in team},
                topics=_sorted(topics | seen["topic"] | set(brief.topics)), campaigns=_sorted(campaigns | seen["campaign"]),
                hashtags=_sorted(seen["hashtag"] | {each.removeprefix("#").lower() for each in brief.hashtags}),
            )

    def ask(self, actor: Actor, *, client_id: str, text: str) -> Understood:
        """The view that a question asks for.

        Raises:
            Invalid: it is too long.
        """
        if len(text) > LONGEST:
            raise Invalid(f"The question has {len(text)} characters.", field="text", remedy=f"Use at most {LONGEST}.")
        names = self.names(actor, client_id=client_id)
        with self._db.reading() as session:
            zone = ZoneInfo(clients.get(session, client_id).timezone)
        return understand(text, names, self._clock.now().astimezone(zone).date())


def _sorted(names: set[str] | frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=str.casefold))
