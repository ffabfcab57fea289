"""An agency in which people sign in, and those who do: an owner, an editor of one client, and an agent."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from agency_core.agency import Agency
from agency_core.domain.actor import Actor
from agency_core.domain.agent import NewAgent, Tier
from agency_core.domain.permission import Role
from agency_core.domain.token import Granted, MadeToken, NewToken
from agency_core.models import PersonRow
from agency_core.security import passwords
from agency_core.services import people
from agency_core.services.sessions import Sessions
from tests.served import api_of

PASSWORD = "seven quiet lanterns drift"
OWN = "http://127.0.0.1:8501"
_HASH: list[str] = []


@dataclass
class SignedIn:
    """An agency with its people, in the hands of a test."""

    agency: Agency
    owner: Actor
    owner_id: str
    editor_id: str
    client_id: str
    agent_id: str = "stella_001"

    def person(self, email: str) -> Granted:
        """What somebody is granted by their password."""
        return self.agency.door.grants.by_password(email, PASSWORD, "", "192.0.2.1")

    def agent_token(self, *scopes: str, agent_id: str = "", days: int = 90) -> MadeToken:
        """A token of an agent, of the only one when none is named."""
        new = NewToken("worker", scopes, days, agent_id or self.agent_id)
        return self.agency.door.tokens.make(self.owner, new=new)

    def key(self, *scopes: str) -> MadeToken:
        """A personal key of the owner."""
        return self.agency.door.tokens.make(self.owner, new=NewToken("script", scopes or ("*:view",)))

    def session(self, person_id: str = "") -> str:
        """What the browser of a person shows."""
        return self.agency.door.sessions.begin(person_id or self.owner_id, "password", "192.0.2.1", "Browser")

    def forget(self) -> None:
        """What another process would see: nothing is remembered."""
        self.agency.door.access.forget()
        self.agency.door.sessions.forget()
        self.agency.door.signing.forget()

    def api(self) -> TestClient:
        """The API, without the gate in front of it."""
        app = Starlette(routes=[Mount("/api", api_of(lambda: self.agency))])
        return TestClient(app, base_url=OWN, raise_server_exceptions=False)


def open_door(agency: Agency, owner: Actor) -> SignedIn:
    """Make the people; from then on everybody has to sign in."""
    client_id = agency.clients.own(owner).id
    new = NewAgent("stella_001", "Stella", "strategic_storyteller", ("linkedin",), ("text_post",), "daily")
    agency.agents.register(owner, new=new)
    ids = [_person(agency, email, role) for email, role in (("owner@example.org", ("", Role.OWNER)),
                                                           ("editor@example.org", (client_id, Role.EDITOR)))]
    made = SignedIn(agency, owner, *ids, client_id)
    agency.door.sessions.forget()
    made.owner = _acting(agency.door.sessions, made.session())
    return made


def lead(signed_in: SignedIn, agent_id: str = "lena_001", tier: Tier = Tier.DOMAIN_LEAD) -> str:
    """Another agent of the same client, of a higher tier."""
    new = NewAgent(agent_id, "Lena", "strategic_storyteller", ("linkedin",), ("text_post",), "daily", tier)
    return signed_in.agency.agents.register(signed_in.owner, new=new).id


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}


def disable(signed_in: SignedIn, person_id: str) -> None:
    """As another process would do it: only in the database."""
    with signed_in.agency.db.transaction() as session:
        session.execute(update(PersonRow).where(PersonRow.id == person_id).values(status="disabled"))


def _person(agency: Agency, email: str, role: tuple[str, Role]) -> str:
    if not _HASH:
        _HASH.append(passwords.hashed(PASSWORD))
    with agency.db.transaction() as session:
        row = people.admitted(session, email, email.partition("@")[0], agency.clock.now(), _HASH[0])
        people.give(session, row.id, role, people.NOBODY, agency.clock.now())
        return row.id


def _acting(sessions: Sessions, token: str) -> Actor:
    actor = sessions.resolve(token)
    assert actor is not None
    return actor
