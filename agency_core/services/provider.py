"""Sign in with the organisation: its identity provider says who somebody is; who may come in is decided here."""

from __future__ import annotations

import secrets

from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.domain.mail_address import mail_address, person_name
from agency_core.domain.permission import Role
from agency_core.domain.person import PROVIDER_FOR, PersonStatus, Purpose
from agency_core.errors import Invalid, NotFound
from agency_core.models import PersonRow
from agency_core.security.sealing import Place
from agency_core.services.audit import note
from agency_core.services.governing import NOUN
from agency_core.services.identity_provider import Claims, IdentityProvider, ProviderRefused
from agency_core.services.links import NewLink
from agency_core.services.people import NOBODY, Origin, admitted, give
from agency_core.services.sessions import hashed
from agency_core.services.sign_in import Entry, Keys, SignIn
from agency_core.services.tries import by_address
from agency_core.settings import Settings
from agency_core.store.database import Database
from agency_core.store.queries import invitation as invitations
from agency_core.store.queries import person as people

PATH = "/login/provider/callback"
_UNKNOWN = "Nobody here has been invited by this address."


class Provider:
    """Lets in whom the identity provider vouches for."""

    def __init__(self, db: Database, clock: Clock, keys: Keys, sign_in: SignIn, chosen: Settings) -> None:
        """The provider is the one of the settings."""
        home = (chosen.public_url or chosen.own_url).rstrip("/")
        self._db = db
        self._clock = clock
        self._keys = keys
        self._sign_in = sign_in
        self._domain, self._role = chosen.oidc_domain.strip().lower(), Role(chosen.oidc_role)
        self._provider = IdentityProvider(clock, chosen, home + PATH)
        self.name = chosen.oidc_name if self._provider.issuer else ""
        """What people know it by; empty when there is none."""

    def begin(self, browser: str, where: str, origin: Origin) -> str:
        """Where to send somebody. Only the browser that holds the secret `browser` can bring the answer back, once.

        Raises:
            NotFound: there is no provider.
            ProviderRefused: it cannot be asked.
        """
        self._demand()
        self._keys.tries.take((by_address("provider", origin.address),))
        nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        whose = hashed(browser)
        said = {"where": where, **self._keys.vault.seal({"nonce": nonce, "verifier": verifier}, _place(whose))}
        with self._db.transaction() as session:
            state = self._keys.links.make(session, NewLink(Purpose.PROVIDER, whose, PROVIDER_FOR, said))
        return self._provider.consent_url(state, nonce, verifier)

    def come_back(self, answer: dict[str, str], browser: str, origin: Origin) -> tuple[Entry, str]:
        """Let in who comes back with the provider's answer, and where they wanted to go.

        Raises:
            LinkOver: the sign-in is over, or was never begun.
            ProviderRefused: another browser began it, the provider refused, or nobody has been invited by this address.
        """
        self._demand()
        state, links = answer.get("state", ""), self._keys.links
        link = links.look(state, Purpose.PROVIDER)
        if link.subject_id != hashed(browser):
            raise ProviderRefused("Another browser began this sign-in.", remedy="Sign in again.")
        with self._db.transaction() as session:
            links.use(session, state, Purpose.PROVIDER)
        if "code" not in answer or answer.get("iss", self._provider.issuer) != self._provider.issuer:
            raise ProviderRefused("The provider refused.", remedy="Sign in again.")
        secret = self._keys.vault.open(link.said, _place(link.subject_id))
        claims = self._provider.claims(answer["code"], secret["nonce"], secret["verifier"])
        person_id = self._person(claims, origin)
        return self._sign_in.admit(person_id, "provider", origin), str(link.said.get("where", "/"))

    def _person(self, claims: Claims, origin: Origin) -> str:
        with self._db.transaction() as session:
            row = people.of_subject(session, claims.subject) or self._by_address(session, claims)
            if row is not None and row.status == PersonStatus.ACTIVE:
                row.subject = claims.subject
                return row.id
        self._keys.audit.refused(NOBODY, "person.sign_in", noun=NOUN, said={"how": "provider", "from": origin.address})
        raise ProviderRefused(_UNKNOWN, remedy="Ask an owner or manager for an invitation.")

    def _by_address(self, session: Session, claims: Claims) -> PersonRow | None:
        """Whoever has the address that the provider has verified, or was invited by it, or may come by its domain."""
        try:
            email = mail_address(claims.email)
        except Invalid:  # it verified none
            return None
        row = people.of_email(session, email)
        if row is not None:
            return row if not row.subject else None
        given = self._given(session, email)
        if not given:
            return None
        now = self._clock.now()
        row = admitted(session, email, _named(claims.name, email), now)
        for each in given:
            give(session, row.id, each, NOBODY, now)
        note(session, NOBODY, "person.came", noun=NOUN, subject_id=row.id, said={"how": "provider"})
        return row

    def _given(self, session: Session, email: str) -> list[tuple[str, Role | None]]:
        now = self._clock.now()
        found: dict[str, Role] = {}
        for each in invitations.open_ones(session, now):
            if each.email == email:
                each.accepted_at = now
                found.setdefault(each.client_id, Role(each.role))
        if not found and self._domain and email.rpartition("@")[2] == self._domain:
            found[""] = self._role
        return list(found.items())

    def _demand(self) -> None:
        if not self.name:
            raise NotFound("No identity provider is set.", remedy="Sign in with your password.")


def _named(name: str, email: str) -> str:
    try:
        return person_name(name[:100])
    except Invalid:  # the provider knows no name that can be shown
        return email.partition("@")[0]


def _place(browser: str) -> Place:
    return Place("provider", "said", "", browser)
