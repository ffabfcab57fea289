"""First run: the owner of the agency comes in by a link that is good once, for half an hour."""

from __future__ import annotations

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.mail_address import mail_address, person_name
from agency_core.domain.permission import Role
from agency_core.domain.person import LINK_FOR, Purpose
from agency_core.errors import Conflict, Exists
from agency_core.security import passwords
from agency_core.services.audit import note
from agency_core.services.governing import NOUN
from agency_core.services.links import Links, NewLink
from agency_core.services.people import NOBODY, NewPerson, Origin, admitted, give
from agency_core.services.sessions import Sessions
from agency_core.store.database import Database
from agency_core.store.queries import person as people

SUBJECT = "owner"


class FirstRun:
    """Makes the link, and the owner."""

    def __init__(self, db: Database, clock: Clock, links: Links, sessions: Sessions, home: str) -> None:
        """Links lead to `home`."""
        self._db = db
        self._clock = clock
        self._links = links
        self._sessions = sessions
        self._home = home

    def is_over(self) -> bool:
        """Whether the agency has an owner."""
        with self._db.reading() as session:
            return people.any_owner(session)

    def link(self, actor: Actor, *, another: bool = False) -> str:
        """The address at which an owner is made; the one before is good no more.

        Args:
            actor: the owner of the machine, or an owner.
            another: also when the agency has an owner already, who may have lost their way in.

        Raises:
            Conflict: it has, and no other is wanted.
        """
        actor.administer(NOUN)
        with self._db.transaction() as session:
            if people.any_owner(session) and not another:
                raise Conflict(
                    "This agency has an owner.",
                    remedy="Owners invite others on the page People. Nobody can sign in: python -m agency_core owner --another",
                )
            token = self._links.make(session, NewLink(Purpose.FIRST_RUN, SUBJECT, LINK_FOR, by=actor.label))
            note(session, actor, "owner.link_made", noun=NOUN)
        return f"{self._home}/first-run?token={token}"

    def accept(self, token: str, new: NewPerson, origin: Origin) -> str:
        """Make the owner, and sign them in; the token of their session.

        Raises:
            LinkOver: the link is good no more.
            Invalid: address, name or password are not good enough; the link stays good.
        """
        email, name = mail_address(new.email), person_name(new.name)
        self._links.look(token, Purpose.FIRST_RUN)
        kept = passwords.hashed(passwords.checked(new.password, about=(email, name)))
        with self._db.transaction() as session:
            self._links.use(session, token, Purpose.FIRST_RUN)
            if people.of_email(session, email) is not None:
                raise Exists("Somebody signs in with this address already.", field="email", remedy="Use another one.")
            row = admitted(session, email, name, self._clock.now(), kept)
            give(session, row.id, ("", Role.OWNER), NOBODY, self._clock.now())
            note(session, NOBODY, "owner.made", noun=NOUN, subject_id=row.id)
        self._sessions.forget()
        return self._sessions.begin(row.id, "first run", origin.address, origin.browser)
