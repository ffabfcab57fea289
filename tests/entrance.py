"""People who come in, for tests: with the links, passwords and codes that they would have."""

from __future__ import annotations

import re
from datetime import timedelta

from agency_core.domain.actor import LOCAL_OWNER, Actor
from agency_core.domain.permission import Role
from agency_core.security import totp
from agency_core.services.people import NewPerson, Origin

PASSWORD = "violet tractor pond"
HERE = Origin("203.0.113.7", "Firefox/140.0 (Linux)")


def token_in(link: str) -> str:
    """The token of a link."""
    return re.search(r"token=([\w-]+)", link)[1]


class Entrance:
    """Lets people into an agency."""

    def __init__(self, agency, clock):
        self.agency, self.door, self.clock = agency, agency.door, clock

    def owner(self, email="ada@agency.example") -> Actor:
        """The owner, who came by the first-run link."""
        return self.door.sessions.resolve(self.owner_token(email))

    def owner_token(self, email="ada@agency.example") -> str:
        """What the owner's browser shows."""
        link = self.door.first_run.link(LOCAL_OWNER, another=True)
        return self.door.first_run.accept(token_in(link), NewPerson("Ada", PASSWORD, email), HERE)

    def person(self, by, role=Role.VIEWER, client_id="", email="bob@agency.example") -> Actor:
        """Somebody who came by an invitation."""
        made = self.door.invitations.invite(by, email=email, role=role, client_id=client_id)
        entry = self.door.invitations.accept(token_in(made.link), NewPerson("Bob", PASSWORD), HERE)
        return self.door.sessions.resolve(entry.token)

    def again(self, email) -> Actor:
        """Somebody who signs in by their password alone."""
        return self.door.sessions.resolve(self.door.sign_in.password(email, PASSWORD, HERE).token)

    def code(self, secret, later=0) -> str:
        """What the app shows, some steps later."""
        return totp.code_at(secret, int(self.clock.now().timestamp()) // totp.SECONDS + later)

    def with_second_factor(self, actor):
        """The secret and the recovery codes of somebody who adds a second factor; its next code was not used yet."""
        secret = self.door.second_factor.enrol(actor).secret
        codes = self.door.second_factor.confirm(actor, secret=secret, code=self.code(secret))
        self.clock.move(timedelta(seconds=totp.SECONDS))
        return secret, codes
