"""Sign in: a password, and where there is one the second factor; whatever is wrong, the answer and its time are the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.clock import Clock
from agency_core.domain.mail_address import mail_address
from agency_core.domain.person import SECOND_FACTOR_FOR, PersonStatus, Purpose
from agency_core.errors import AgencyError, Invalid
from agency_core.models import PersonRow
from agency_core.security import passwords, totp
from agency_core.security.sealing import Place
from agency_core.services.audit import Audit
from agency_core.services.governing import NOUN
from agency_core.services.links import LinkOver, Links, NewLink
from agency_core.services.people import NOBODY, Origin
from agency_core.services.second_factor import Enrolment, SecondFactor, enrolment
from agency_core.services.sessions import Sessions
from agency_core.services.tries import CODES_AN_HOUR, HOUR, Limit, Tries, by_account, by_address
from agency_core.services.vault import Vault
from agency_core.store.database import Database
from agency_core.store.queries import person as people

_SIGN_IN, _CODE = "sign in", "code"


class SignInRefused(AgencyError):
    """Address or password are not right."""

    code = "sign_in_refused"
    status = 401


@dataclass(frozen=True)
class Entry:
    """How far somebody came: `token` of the session when they are in; else `pending`, until the second factor is given.

    Attributes:
        recovery: codes to be shown this once, when the second factor was added on the way in.
    """

    token: str = field(default="", repr=False)
    pending: str = field(default="", repr=False)
    recovery: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Keys:
    """What a sign-in is checked and remembered with."""

    sessions: Sessions
    links: Links
    tries: Tries
    second_factor: SecondFactor
    vault: Vault
    audit: Audit


class SignIn:
    """Lets people in."""

    def __init__(self, db: Database, clock: Clock, keys: Keys) -> None:
        """People live in `db`."""
        self._db = db
        self._clock = clock
        self._keys = keys

    def password(self, email: str, password: str, origin: Origin) -> Entry:
        """Let somebody in who knows the password.

        Raises:
            SignInRefused: nobody has this address, or another password, or was disabled, or has no password: which, is not said.
            TooManyTries: it was tried too often, for this person or from this address.
        """
        name = _name(email)
        limits = (by_address(_SIGN_IN, origin.address), by_account(_SIGN_IN, name))
        self._keys.tries.take(limits)
        with self._db.reading() as session:
            row = people.of_email(session, name)
        is_right = passwords.matches(row.password if row else "", password)
        if row is None or not is_right or row.status != PersonStatus.ACTIVE:
            self._refused(origin, row)
            raise SignInRefused(field="password", remedy="Check both, or ask for a new password.")
        self._keys.tries.take_back(limits)
        self._renew(row, password)
        return self.admit(row.id, "password", origin)

    def admit(self, person_id: str, how: str, origin: Origin) -> Entry:
        """Sign somebody in who has proved who they are, unless the second factor is still to be given (or added)."""
        with self._db.transaction() as session:
            row = people.get(session, person_id)
            if row.totp or self._keys.second_factor.is_due(session, row):
                said: dict[str, Any] = {"how": how}
                if not row.totp:
                    said["new"] = self._keys.vault.seal({"secret": totp.new_secret()}, _place(row.id))
                new = NewLink(Purpose.SECOND_FACTOR, row.id, SECOND_FACTOR_FOR, said)
                return Entry(pending=self._keys.links.make(session, new))
        return Entry(token=self._keys.sessions.begin(person_id, how, origin.address, origin.browser))

    def enrolment(self, pending: str) -> Enrolment | None:
        """What the person brings into their app first; None when they have a second factor.

        Raises:
            LinkOver: it took too long.
        """
        link = self._keys.links.look(pending, Purpose.SECOND_FACTOR)
        if "new" not in link.said:
            return None
        with self._db.reading() as session:
            row = people.get(session, link.subject_id)
        return enrolment(self._keys.vault.open(link.said["new"], _place(row.id))["secret"], row.email)

    def second(self, pending: str, code: str, origin: Origin) -> Entry:
        """Let somebody in who gives the second factor after the first.

        Raises:
            Invalid: the code is not right, or was used.
            LinkOver: it took too long, or the second factor is there already.
            TooManyTries: it was tried too often.
        """
        link = self._keys.links.look(pending, Purpose.SECOND_FACTOR)
        limits = self.code_limits(link.subject_id, origin)
        self._keys.tries.take(limits)
        recovery: tuple[str, ...] = ()
        if "new" in link.said:
            recovery = self._added(pending, code, link.said["new"])
        elif not self._keys.second_factor.is_right(link.subject_id, code):
            self._keys.audit.refused(_from(origin), "person.second_factor", noun=NOUN, subject_id=link.subject_id)
            raise Invalid("The code is not right, or was used.", field="code", remedy="Type the one that your app shows now.")
        else:
            with self._db.transaction() as session:
                self._keys.links.use(session, pending, Purpose.SECOND_FACTOR)
        self._keys.tries.take_back(limits)
        how = f"{link.said['how']} and code"
        token = self._keys.sessions.begin(link.subject_id, how, origin.address, origin.browser)
        return Entry(token=token, recovery=recovery)

    def prove(self, actor: Actor, *, secret: str) -> None:
        """Let a person who is signed in confirm that it is them: by a code where they have a second factor, else by the password.

        Raises:
            Invalid: it is not right.
            TooManyTries: it was tried too often.
        """
        origin = Origin(actor.address, "")
        limits = self.code_limits(actor.id, origin)
        self._keys.tries.take(limits)
        with self._db.reading() as session:
            row = people.get(session, actor.id)
        is_right = self._keys.second_factor.is_right(row.id, secret) if row.totp else passwords.matches(row.password, secret)
        if not is_right:
            self._refused(origin, row)
            what = "code" if row.totp else "password"
            remedy = "Type it again." if row.totp or row.password else "Sign in again: that confirms it too."
            raise Invalid(f"The {what} is not right.", field=what, remedy=remedy)
        self._keys.tries.take_back(limits)
        self._keys.sessions.proved(actor)

    def forget(self) -> None:
        """Ask the database anew who is signed in as what."""
        self._keys.sessions.forget()

    def code_limits(self, person_id: str, origin: Origin) -> tuple[Limit, ...]:
        """How often somebody may try codes and passwords once it is known who they say they are."""
        often = by_account(_CODE, person_id, CODES_AN_HOUR, HOUR)
        return by_address(_CODE, origin.address), by_account(_CODE, person_id), often

    def _added(self, pending: str, code: str, sealed: dict[str, str]) -> tuple[str, ...]:
        with self._db.transaction() as session:
            link = self._keys.links.use(session, pending, Purpose.SECOND_FACTOR)
            row = people.get(session, link.subject_id)
            if row.totp:
                raise LinkOver("The second factor was added meanwhile.", remedy="Sign in again.")
            secret = self._keys.vault.open(sealed, _place(row.id))["secret"]
            return self._keys.second_factor.keep(row, secret, code)

    def _renew(self, row: PersonRow, password: str) -> None:
        """Keep the password the way of today, now that it is known."""
        if not passwords.is_outdated(row.password):
            return
        kept = passwords.hashed(password)
        with self._db.transaction() as session:
            people.get(session, row.id).password = kept

    def _refused(self, origin: Origin, row: PersonRow | None) -> None:
        about = row.id if row else ""
        self._keys.audit.refused(_from(origin), "person.sign_in", noun=NOUN, subject_id=about)


def _name(email: str) -> str:
    try:
        return mail_address(email)
    except Invalid:  # nobody has it, and saying so would tell which addresses somebody could have
        return ""


def _from(origin: Origin) -> Actor:
    return Actor(ActorKind.PERSON, NOBODY.id, frozenset(), roles={}, address=origin.address)


def _place(person_id: str) -> Place:
    return Place("enrolment", "said", "", person_id)
