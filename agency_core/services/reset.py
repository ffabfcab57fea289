"""Passwords changed: by who knows the old one, or by a link that went to the mailbox; nobody learns who signs in here."""

from __future__ import annotations

import logging

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.mail_address import mail_address
from agency_core.domain.person import LINK_FOR, PersonStatus, Purpose
from agency_core.errors import AgencyError, Invalid
from agency_core.models import PersonRow
from agency_core.security import passwords
from agency_core.services.audit import note
from agency_core.services.door_letter import door_letter
from agency_core.services.governing import NOUN
from agency_core.services.invitations import Post
from agency_core.services.links import LinkOver, NewLink
from agency_core.services.people import NOBODY, Origin
from agency_core.services.sign_in import Keys
from agency_core.services.tries import HOUR, RESETS_AN_HOUR, by_account, by_address
from agency_core.store.database import Database
from agency_core.store.queries import person as people
from agency_core.store.queries import session as signed_in

LOG = logging.getLogger(__name__)
_RESET = "reset"


class Reset:
    """Lets people have another password."""

    def __init__(self, db: Database, clock: Clock, keys: Keys, post: Post) -> None:
        """Links go out by `post`."""
        self._db = db
        self._clock = clock
        self._keys = keys
        self._post = post

    @property
    def is_mailed(self) -> bool:
        """Whether links can go out."""
        return not self._post.mail.problem

    def change(self, actor: Actor, *, old: str, new: str) -> None:
        """Have another password; the actor's other sessions end.

        Raises:
            Invalid: the old one is not right, or the new one is not good enough.
            TooManyTries: it was tried too often.
        """
        with self._db.reading() as session:
            row = people.get(session, actor.id)
        if row.password:
            limits = by_address("password", actor.address), by_account("password", row.id)
            self._keys.tries.take(limits)
            if not passwords.matches(row.password, old):
                raise Invalid("The old password is not right.", field="old", remedy="Type it again.")
            self._keys.tries.take_back(limits)
        else:
            self._keys.sessions.demand_proof(actor)
        kept = passwords.hashed(passwords.checked(new, about=(row.email, row.name)))
        self._set(actor, row.id, kept, "person.password_changed")
        self._keys.sessions.proved(actor)

    def ask(self, email: str, origin: Origin) -> None:
        """Count that somebody wants a new password. Whether anybody has this address makes no difference here.

        Raises:
            TooManyTries: it was asked too often.
        """
        limits = by_address(_RESET, origin.address), by_account(_RESET, email.strip().lower(), RESETS_AN_HOUR, HOUR)
        self._keys.tries.take(limits)

    def send(self, email: str) -> None:
        """After the answer: send the link to who has this address, if anybody."""
        try:
            address = mail_address(email)
            with self._db.transaction() as session:
                row = people.of_email(session, address)
                if row is None or row.status != PersonStatus.ACTIVE or not self.is_mailed:
                    return
                token = self._keys.links.make(session, NewLink(Purpose.RESET, row.id, LINK_FOR))
                note(session, NOBODY, "person.reset_sent", noun=NOUN, subject_id=row.id)
            lines = (
                "Somebody, probably you, asked for a new password.",
                f"Choose it here, within half an hour: {self._post.home}/reset?token={token}",
                "The link works once. If it was not you, do nothing: your password stays.",
            )
            message = door_letter(self._post.mail.sender, address, "Your new password", lines, self._clock)
            self._post.mail.send(message, address)
        except AgencyError as error:
            LOG.warning("a link for a new password did not go out: %s", type(error).__name__)

    def look(self, token: str) -> None:
        """Refuse a link that is good no more.

        Raises:
            LinkOver: it is.
        """
        self._keys.links.look(token, Purpose.RESET)

    def reset(self, token: str, new: str) -> None:
        """Have the password that was chosen by way of the link; all sessions end, and nobody is signed in by it.

        Raises:
            LinkOver: the link is good no more.
            Invalid: the password is not good enough; the link stays good.
        """
        link = self._keys.links.look(token, Purpose.RESET)
        with self._db.reading() as session:
            row = people.get(session, link.subject_id)
        kept = passwords.hashed(passwords.checked(new, about=(row.email, row.name)))
        with self._db.transaction() as session:
            self._keys.links.use(session, token, Purpose.RESET)
            row = people.get(session, link.subject_id)
            if row.status != PersonStatus.ACTIVE:
                raise LinkOver
            self._keep(row, kept)
            signed_in.revoke_all(session, row.id, self._clock.now())
            note(session, NOBODY, "person.password_reset", noun=NOUN, subject_id=row.id)
        self._keys.sessions.forget()

    def _set(self, actor: Actor, person_id: str, kept: str, action: str) -> None:
        with self._db.transaction() as session:
            row = people.get(session, person_id)
            self._keep(row, kept)
            signed_in.revoke_all(session, row.id, self._clock.now(), actor.session_id)
            note(session, actor, action, noun=NOUN, subject_id=row.id)
        self._keys.sessions.forget()

    def _keep(self, row: PersonRow, kept: str) -> None:
        row.password, row.changed_at = kept, self._clock.now()
