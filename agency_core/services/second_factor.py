"""The second factor: codes from an app on a person's phone, recovery codes for the day it is lost, and who has to have it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.permission import Role
from agency_core.errors import Conflict, Invalid
from agency_core.models import PersonRow
from agency_core.security import totp
from agency_core.services.audit import note
from agency_core.services.governing import NOUN
from agency_core.services.sessions import Sessions
from agency_core.services.vault import Vault
from agency_core.store.database import Database
from agency_core.store.queries import person as people
from agency_core.store.queries import session as signed_in
from agency_core.store.queries import setting as settings
from agency_core.store.queries.secret import place

ISSUER = "Agency"
_SETTING, _OWNERS = "second_factor", "owners"


@dataclass(frozen=True)
class Enrolment:
    """What a person brings into their app: the secret, and the address that its QR code says."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


class SecondFactor:
    """Codes and who has them."""

    def __init__(self, db: Database, clock: Clock, vault: Vault, sessions: Sessions) -> None:
        """Secrets are sealed by `vault`."""
        self._db = db
        self._clock = clock
        self._vault = vault
        self._sessions = sessions

    def enrol(self, actor: Actor) -> Enrolment:
        """A new secret for the actor's app; nothing is kept before it is confirmed by a code.

        Raises:
            ProofNeeded: the actor has not confirmed lately that it is them.
            Conflict: they have a second factor.
        """
        self._sessions.demand_proof(actor)
        with self._db.reading() as session:
            row = people.get(session, actor.id)
        if row.totp:
            raise Conflict("You have a second factor.", remedy="Remove it first.")
        return enrolment(totp.new_secret(), row.email)

    def confirm(self, actor: Actor, *, secret: str, code: str) -> tuple[str, ...]:
        """Keep the secret, once a code shows that the app has it; recovery codes, to be shown this once.

        Raises:
            Invalid: the code is not right.
            ProofNeeded: the actor has not confirmed lately that it is them.
        """
        self._sessions.demand_proof(actor)
        with self._db.transaction() as session:
            row = people.get(session, actor.id)
            if row.totp:
                raise Conflict("You have a second factor.", remedy="Remove it first.")
            codes = self.keep(row, secret, code)
            note(session, actor, "person.second_factor_added", noun=NOUN, subject_id=row.id)
            signed_in.revoke_all(session, row.id, self._clock.now(), actor.session_id)
        self._sessions.forget()
        return codes

    def keep(self, row: PersonRow, secret: str, code: str) -> tuple[str, ...]:
        """Give a person this second factor when the code is right; recovery codes, to be shown this once.

        Raises:
            Invalid: it is not.
        """
        step = totp.step_of(secret, code, self._clock.now().timestamp()) if totp.is_secret(secret) else None
        if step is None:
            raise Invalid(
                "The code is not right.", field="code", remedy="Type the one that the app shows now; its clock has to be right.",
            )
        codes = totp.new_recovery_codes()
        row.totp, row.totp_used = self._vault.seal({"secret": secret}, place(row)), step
        row.recovery, row.changed_at = [totp.recovery_hash(each) for each in codes], self._clock.now()
        return codes

    def is_right(self, person_id: str, code: str) -> bool:
        """Whether this is a code of the person's app that was not used yet, or a recovery code, which is then used up."""
        with self._db.transaction() as session:
            row = people.get(session, person_id)
            if not row.totp:
                return False
            step = totp.step_of(self._vault.open(row.totp, place(row))["secret"], code, self._clock.now().timestamp())
            if step is not None and step > row.totp_used:
                row.totp_used = step
                return True
            kept = totp.recovery_hash(code)
            if kept not in row.recovery:
                return False
            row.recovery = [each for each in row.recovery if each != kept]
            return True

    def recovery_codes(self, actor: Actor) -> tuple[str, ...]:
        """New recovery codes, to be shown this once; the old ones are good no more.

        Raises:
            Conflict: there is no second factor that they could stand for.
            ProofNeeded: the actor has not confirmed lately that it is them.
        """
        self._sessions.demand_proof(actor)
        with self._db.transaction() as session:
            row = people.get(session, actor.id)
            if not row.totp:
                raise Conflict("You have no second factor.", remedy="Add one first.")
            codes = totp.new_recovery_codes()
            row.recovery = [totp.recovery_hash(each) for each in codes]
            note(session, actor, "person.recovery_renewed", noun=NOUN, subject_id=row.id)
        return codes

    def codes_left(self, actor: Actor) -> int:
        """How many of the actor's recovery codes were not used yet."""
        with self._db.reading() as session:
            return len(people.get(session, actor.id).recovery)

    def remove(self, actor: Actor, person_id: str) -> None:
        """Take the second factor away: one's own, or as an owner that of somebody who lost theirs; their other sessions end.

        Raises:
            Conflict: it is the actor's own and owners have to have one.
            ProofNeeded: the actor has not confirmed lately that it is them.
        """
        self._sessions.demand_proof(actor)
        with self._db.transaction() as session:
            own = person_id == actor.id
            if not own:
                actor.administer(NOUN)
            row = people.get(session, person_id)
            if own and self.is_due(session, row):
                raise Conflict("Owners have to have a second factor here.", remedy="Switch the requirement off first.")
            row.totp, row.recovery, row.changed_at = {}, [], self._clock.now()
            signed_in.revoke_all(session, row.id, self._clock.now(), actor.session_id)
            note(session, actor, "person.second_factor_removed", noun=NOUN, subject_id=row.id)
        self._sessions.forget()

    def is_demanded(self) -> bool:
        """Whether owners have to have a second factor."""
        with self._db.reading() as session:
            return bool(settings.get(session, _SETTING).get(_OWNERS))

    def demand(self, actor: Actor, *, of_owners: bool) -> None:
        """Let owners have to have a second factor, or not; those who have none yet add it when they sign in next, which is now.

        Raises:
            Conflict: the actor has none.
        """
        actor.administer(NOUN)
        with self._db.transaction() as session:
            row = session.get(PersonRow, actor.id)
            if of_owners and (row is None or not row.totp):
                raise Conflict("You have no second factor yourself.", remedy="Add yours first.")
            settings.put(session, _SETTING, {_OWNERS: of_owners}, actor.label, self._clock.now())
            note(session, actor, "person.second_factor_demanded", noun=NOUN, said={"of_owners": of_owners})
            for each in people.owners(session) if of_owners else ():
                if not each.totp:
                    signed_in.revoke_all(session, each.id, self._clock.now())
        self._sessions.forget()

    def is_due(self, session: Session, row: PersonRow) -> bool:
        """Whether this person has to have a second factor."""
        is_owner = people.roles_of(session, row.id).get("") is Role.OWNER
        return is_owner and bool(settings.get(session, _SETTING).get(_OWNERS))


def enrolment(secret: str, email: str) -> Enrolment:
    """What somebody brings into their app."""
    return Enrolment(secret, totp.address(secret, ISSUER, email))
