"""Connect: a person logs in at a network, or gives an app password, and chooses the profiles we act for."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from datetime import datetime

from agency_core.domain.account import AccountView
from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.login import (
    CHOICE_LASTS,
    STATE_LASTS,
    AppPassword,
    Consent,
    FoundProfile,
    LoginState,
    LoginView,
    LoginWish,
)
from agency_core.domain.platform import LABELS, LoginKind, Network, Platform, platform
from agency_core.domain.publishing import Account, PlatformError, Profile, Tokens
from agency_core.errors import Conflict, Forbidden, Invalid
from agency_core.http_client import HttpClient
from agency_core.models import LoginRow
from agency_core.registry import Registry
from agency_core.security.sealing import Place
from agency_core.services.adopt import Grant, adopt
from agency_core.services.applications import Applications
from agency_core.services.front_doors import FrontDoors
from agency_core.services.networks import Networks
from agency_core.services.oauth import consent_url, new_verifier, traded
from agency_core.store.database import Database
from agency_core.store.queries import account as accounts
from agency_core.store.queries import client as clients
from agency_core.store.queries import login as logins

SESSIONS: Registry[Callable[[HttpClient, Clock, str, str, str], tuple[Tokens, Profile]]] = Registry(
    "app password", {"bluesky": "agency_core.platforms.bluesky.tokens:session"},
)
_AGAIN = "Start the login again on the Accounts page."


class Connect:
    """Logins, from the first click to the accounts."""

    def __init__(self, db: Database, clock: Clock, networks: Networks, home: str) -> None:
        """People come back to `home`, the address under which their browser reaches this agency."""
        self._db = db
        self._clock = clock
        self._networks = networks
        self._doors = FrontDoors(networks, home)

    @property
    def redirect_uri(self) -> str:
        """Where networks send people back to: to be registered with them letter by letter."""
        return self._doors.redirect_uri

    @property
    def applications(self) -> Applications:
        """What each platform knows our application by."""
        return self._networks.applications

    def begin(self, actor: Actor, *, wish: LoginWish, browser: str) -> Consent:
        """Where to send the person. Only the browser that holds the secret `browser` can bring the answer back, once.

        Raises:
            Invalid: this platform is not connected by a login, or our application is not known there yet.
            PlatformError: a server could not be asked to know our application.
        """
        actor.decide(wish.client_id, "account")
        wanted = self._connectable(wish.platform)
        base = self._doors.base(wanted, wish)
        with self._db.reading() as session:
            clients.get(session, wish.client_id)
        door = self._doors.open(wanted, base, wish.client_id)
        state, verifier, now = secrets.token_urlsafe(32), new_verifier(), self._clock.now()
        row = LoginRow(
            id=new_id(now), client_id=wish.client_id, platform=wanted, base_url=base, state_hash=_hashed(state),
            session_hash=_hashed(browser), redirect_uri=door.redirect_uri, sealed={}, used_at=None, created_at=now,
            expires_at=now + STATE_LASTS,
        )
        row.sealed = self._sealed(row, verifier=verifier)
        with self._db.transaction() as session:
            session.add(row)
        return Consent(row.id, consent_url(door, state, verifier), row.expires_at)

    def send(self, actor: Actor, *, wish: LoginWish, browser: str) -> Consent | LoginView:
        """`begin` for a person who waits in a browser: where that fails, a login that says why."""
        try:
            return self.begin(actor, wish=wish, browser=browser)
        except (Invalid, PlatformError) as error:
            problem = f"{error.message} {error.remedy}".strip()
        wanted, now = platform(wish.platform), self._clock.now()
        row = LoginRow(
            id=new_id(now), client_id=wish.client_id, platform=wanted, base_url="", state_hash=_hashed(secrets.token_urlsafe(32)),
            session_hash="", redirect_uri="", sealed={}, used_at=now, created_at=now, expires_at=now + CHOICE_LASTS,
        )
        row.sealed = self._sealed(row, problem=problem)
        with self._db.transaction() as session:
            clients.get(session, wish.client_id)
            session.add(row)
        return self._view(row)

    def finish(self, actor: Actor, *, state: str, browser: str, code: str = "", error: str = "") -> LoginView:
        """What came back from the network: trade the code and look which profiles it is good for.

        A refusal, or a network that fails, ends the login; the view says why.

        Raises:
            Conflict: the login is over, was used already, or was never begun.
            Forbidden: another browser began it.
        """
        row = self._used_once(actor, state, browser)
        if error or not code:
            said = "You refused, or the network did." if error == "access_denied" else "The network sent no login back."
            return self._failed(row, said)
        try:
            tokens, profiles = self._granted(row, code)
        except PlatformError as failure:
            return self._failed(row, f"{failure.message} {failure.remedy}".strip())
        if not profiles:
            return self._failed(row, "This login has no profile that we could publish to.")
        return self._found(row, tokens, profiles)

    def view(self, actor: Actor, login_id: str) -> LoginView:
        """A login and the profiles that it found."""
        with self._db.reading() as session:
            row = logins.get(session, login_id)
            actor.decide(row.client_id, "login")
        return self._view(row)

    def choose(self, actor: Actor, login_id: str, *, external_ids: Collection[str]) -> tuple[AccountView, ...]:
        """Connect these of the profiles found; the login is then over.

        Raises:
            Invalid: nothing was chosen, or something that was not found.
            Conflict: the login is over, or has found nothing.
        """
        with self._db.transaction() as session:
            row = logins.get(session, login_id)
            actor.decide(row.client_id, "login")
            view = self._view(row)
            if view.state is not LoginState.FOUND:
                raise Conflict(view.problem or "This login is not finished.", field="login_id", remedy=_AGAIN)
            opened = self._opened(row)
            profiles = {each.external_id: each for each in _profiles(opened["profiles"])}
            if not external_ids or set(external_ids) - set(profiles):
                raise Invalid("Choose from the profiles that were found.", field="external_ids", remedy="Take at least one.")
            grant = Grant(
                row.client_id, Platform(row.platform), self._doors.network(row.platform, row.base_url),
                _tokens(opened["tokens"]), row.base_url if self._has_servers(row.platform) else "",
            )
            vault, now = self._networks.vault, self._clock.now()
            made = [adopt(session, actor, grant, profiles[each], vault, now) for each in dict.fromkeys(external_ids)]
            session.delete(row)
            return tuple(each.view() for each in made)

    def app_password(self, actor: Actor, *, given: AppPassword) -> AccountView:
        """Connect by a password that was made for us. It is used once, here, and not kept.

        Raises:
            Invalid: this platform has no such passwords.
            PlatformError: the network did not accept it.
        """
        wanted = self._connectable(given.platform)
        actor.decide(given.client_id, "account")
        if wanted not in SESSIONS:
            raise Invalid(f"{LABELS[wanted]} has no app passwords.", field="platform", remedy=f"Only: {', '.join(SESSIONS)}.")
        if not given.name.strip() or not given.password:
            raise Invalid("Name and app password belong together.", field="password", remedy="Give both.")
        with self._db.reading() as session:
            clients.get(session, given.client_id)
        base = self._doors.base(wanted, LoginWish(given.client_id, wanted, given.server))
        tokens, profile = SESSIONS[wanted](self._networks.http, self._clock, base, given.name, given.password)
        grant = Grant(given.client_id, wanted, Network.LIVE, tokens, base)
        with self._db.transaction() as session:
            return adopt(session, actor, grant, profile, self._networks.vault, self._clock.now()).view()

    def prune(self) -> None:
        """Forget logins that are over."""
        with self._db.transaction() as session:
            logins.forget(session, self._clock.now())

    def _used_once(self, actor: Actor, state: str, browser: str) -> LoginRow:
        now = self._clock.now()
        with self._db.transaction() as session:
            row = logins.of_state(session, _hashed(state))
            if row is None or row.expires_at <= now:
                raise Conflict("This login is over, or was never begun.", field="state", remedy=_AGAIN)
            if not hmac.compare_digest(row.session_hash, _hashed(browser)):
                raise Forbidden("Another browser began this login.", field="state", remedy=_AGAIN)
            actor.decide(row.client_id, "login")
            if not logins.use(session, row.id, now):
                raise Conflict("This login was used already.", field="state", remedy=_AGAIN)
            return row

    def _granted(self, row: LoginRow, code: str) -> tuple[Tokens, tuple[Profile, ...]]:
        """The tokens for a code, a long-lived one where the first is short-lived, and the profiles they are good for."""
        wanted = Platform(row.platform)
        door = self._doors.open(wanted, row.base_url, row.client_id)
        door = replace(door, redirect_uri=row.redirect_uri)
        tokens = traded(door, self._networks.http, self._clock, code, self._opened(row)["verifier"])
        connector = self._networks.connectors[wanted]
        account = Account(
            f"login {row.id}", wanted, row.base_url, "", tokens.access_token, tokens.refresh_token,
            self._doors.network(wanted, row.base_url) == Network.SANDBOX,
        )
        if connector.facts.login.lengthen:
            longer = connector.refresh(self._networks.context(account))
            tokens = replace(
                longer, refresh_token=longer.refresh_token or tokens.refresh_token, scopes=longer.scopes or tokens.scopes,
            )
            account = replace(account, access_token=tokens.access_token, refresh_token=tokens.refresh_token)
        return tokens, connector.profiles(self._networks.context(account))

    def _found(self, row: LoginRow, tokens: Tokens, profiles: tuple[Profile, ...]) -> LoginView:
        return self._kept(row, tokens=_packed(tokens), profiles=json.dumps([asdict(each) for each in profiles]))

    def _failed(self, row: LoginRow, problem: str) -> LoginView:
        return self._kept(row, problem=problem)

    def _kept(self, row: LoginRow, **secret: str) -> LoginView:
        with self._db.transaction() as session:
            kept = logins.get(session, row.id)
            kept.sealed = self._sealed(kept, **secret)
            kept.expires_at = self._clock.now() + CHOICE_LASTS
        return self._view(kept)

    def _view(self, row: LoginRow) -> LoginView:
        opened = self._opened(row)
        over = row.expires_at <= self._clock.now()
        state = LoginState.FOUND if "profiles" in opened else LoginState.FAILED if "problem" in opened else LoginState.ASKED
        problem = opened.get("problem", "")
        if over:
            state, problem = LoginState.FAILED, problem or "This login took too long."
        found = _profiles(opened.get("profiles", "[]")) if state is LoginState.FOUND else ()
        return LoginView(
            row.id, row.client_id, Platform(row.platform),
            self._doors.network(row.platform, row.base_url) == Network.SANDBOX, state, self._standing(row, found), problem,
            row.expires_at,
        )

    def _standing(self, row: LoginRow, found: tuple[Profile, ...]) -> tuple[FoundProfile, ...]:
        with self._db.reading() as session:
            known = {
                each.external_id: each.status
                for each in accounts.of_client(session, row.client_id) if each.platform == row.platform
            }
        return tuple(FoundProfile(each.external_id, each.display_name, known.get(each.external_id, "")) for each in found)

    def _has_servers(self, name: str) -> bool:
        return self._networks.connectors[name].facts.login.kind is LoginKind.INSTANCE

    def _connectable(self, name: str) -> Platform:
        wanted = platform(name)
        if wanted not in self._networks.connectors:
            raise Invalid(f"{LABELS[wanted]} has no connector yet.", field="platform", remedy="Choose another platform.")
        return wanted

    def _sealed(self, row: LoginRow, **secret: str) -> dict[str, str]:
        return self._networks.vault.seal(secret, Place("login", "sealed", row.client_id, row.id))

    def _opened(self, row: LoginRow) -> dict[str, str]:
        return self._networks.vault.open(row.sealed, Place("login", "sealed", row.client_id, row.id))


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _packed(tokens: Tokens) -> str:
    return json.dumps({**asdict(tokens), "expires_at": tokens.expires_at.isoformat() if tokens.expires_at else None})


def _tokens(packed: str) -> Tokens:
    told = json.loads(packed)
    at = told["expires_at"]
    return Tokens(told["access_token"], told["refresh_token"], datetime.fromisoformat(at) if at else None, tuple(told["scopes"]))


def _profiles(packed: str) -> tuple[Profile, ...]:
    return tuple(Profile(**{**each, "scopes": tuple(each["scopes"])}) for each in json.loads(packed))
