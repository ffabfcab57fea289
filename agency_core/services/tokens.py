"""Tokens: what agents and other programs sign in with. Each is shown once, ends by itself, and can be ended at any time."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.agent import Tier
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.person import Purpose, TokenView
from agency_core.domain.scope import OF_TIER, checked, scopes_of
from agency_core.domain.token import MOST_DAYS, MOST_LIVE, MOST_OVERLAP, Credential, MadeToken, NewToken
from agency_core.errors import Conflict, Invalid, NotFound
from agency_core.models import TokenRow
from agency_core.observe import redaction
from agency_core.services import governing
from agency_core.services.access import Access
from agency_core.services.audit import note
from agency_core.services.sessions import TOKEN_BYTES, Sessions, hashed
from agency_core.store.database import Database
from agency_core.store.queries import agent as agents
from agency_core.store.queries import token as tokens

NOUN = "token"
LONGEST_NAME = 80
KEPT = timedelta(days=30)
"""So long a token that ended stays listed."""


class Tokens:
    """Makes, lists, replaces and ends the tokens of agents and the keys of people."""

    def __init__(self, db: Database, clock: Clock, sessions: Sessions, access: Access) -> None:
        """Tokens lie in `db`; `sessions` says whether somebody proved lately who they are, `access` forgets what it knew."""
        self._db = db
        self._clock = clock
        self._sessions = sessions
        self._access = access

    def make(self, actor: Actor, *, new: NewToken) -> MadeToken:
        """A new token of an agent, or a key of the person who asks.

        Args:
            actor: for an agent, whoever decides about agents of its client; for a key, the person itself.
            new: an agent's token without scopes gets all that its tier allows.

        Raises:
            Invalid: the name, the days or a scope breaks a rule.
            NotFound: no such agent.
            Forbidden: the actor may not, or has not proved lately who it is.
            Conflict: there are too many already, or nobody signs in here.
        """
        name = _checked_name(new.name)
        if not 1 <= new.days <= MOST_DAYS:
            raise Invalid(f"{new.days} days are not possible.", field="days", remedy=f"Use 1 to {MOST_DAYS}.")
        now = self._clock.now()
        with self._db.transaction() as session:
            row = _agents(session, actor, new) if new.agent_id else _persons(session, actor, new)
            self._sessions.demand_proof(actor)
            live = [each for each in tokens.of_owner(session, row.owner_id, Purpose(row.purpose)) if _is_live(each, now)]
            if len(live) >= MOST_LIVE:
                raise Conflict(f"There are {MOST_LIVE} tokens already.", field="agent_id", remedy="Revoke one that is not used.")
            row.name, row.created_by = name, actor.label
            return _keep(session, row, now, now + timedelta(days=new.days), (actor, "token.made"))

    def list(self, actor: Actor, *, agent_id: str = "", person_id: str = "") -> tuple[TokenView, ...]:
        """The tokens of an agent, or the keys of a person (of the actor, when nobody is named), the newest first.

        Raises:
            NotFound: the agent or person is out of reach.
        """
        with self._db.reading() as session:
            if agent_id:
                row = agents.get(session, agent_id)
                actor.reach(row.client_id, "agent")
                actor.decide(row.client_id, "agent")
                return tuple(each.view() for each in tokens.of_owner(session, agent_id, Purpose.AGENT))
            whose = person_id or actor.id
            if whose != actor.id:
                governing.visible(actor, session, whose)
            return tuple(each.view() for each in tokens.of_owner(session, whose, Purpose.PERSONAL))

    def rotate(self, actor: Actor, token_id: str, *, overlap: timedelta = timedelta()) -> MadeToken:
        """Another token in the place of one; the old one holds for `overlap` more, so that nothing stands still meanwhile.

        An agent may do so with its own, which then ends when the old one would have.

        Raises:
            Invalid: the overlap is negative or longer than a week.
            NotFound: no such token within reach.
            Conflict: it ended.
        """
        if not timedelta() <= overlap <= MOST_OVERLAP:
            raise Invalid("The old token cannot hold so long.", field="overlap_hours", remedy="Use 0 to 168 hours.")
        now = self._clock.now()
        with self._db.transaction() as session:
            old = _governed(session, actor, token_id)
            if not _is_live(old, now):
                raise Conflict("This token ended.", field="token_id", remedy="Make a new one.")
            assert old.expires_at is not None  # noqa: S101 - it is live; for the type checker
            itself = actor.kind is ActorKind.AGENT
            if not itself:
                self._sessions.demand_proof(actor)
            ends = old.expires_at if itself else now + (old.expires_at - old.created_at)
            new = TokenRow(
                purpose=old.purpose, owner_id=old.owner_id, client_id=old.client_id, name=old.name, scopes=list(old.scopes),
                created_by=actor.label,
            )
            made = _keep(session, new, now, ends, (actor, "token.rotated"))
            old.expires_at = min(old.expires_at, now + overlap)
            old.revoked_at = None if overlap else now
        self._access.forget()
        return made

    def revoke(self, actor: Actor, token_id: str) -> None:
        """End a token now; to end what is over changes nothing.

        Raises:
            NotFound: no such token within reach.
        """
        with self._db.transaction() as session:
            row = _governed(session, actor, token_id)
            tokens.revoke(session, token_id, self._clock.now())
            note(session, actor, "token.revoked", client_id=row.client_id, noun=NOUN, subject_id=token_id)
        self._access.forget()

    def end_all(self, actor: Actor, *, person_id: str = "", keys: bool = True) -> None:
        """End whatever programs sign in with for a person (the actor, when nobody is named); `keys`: personal keys too.

        Raises:
            NotFound: this person is out of the actor's reach.
        """
        whose = person_id or actor.id
        ended = (Purpose.REFRESH, Purpose.PERSONAL) if keys else (Purpose.REFRESH,)
        with self._db.transaction() as session:
            if whose != actor.id:
                governing.governed(actor, session, whose)
            tokens.revoke_owned(session, whose, ended, self._clock.now())
            note(session, actor, "token.all_revoked", noun=NOUN, subject_id=whose, said={"keys": keys})
        self._access.forget()

    def prune(self) -> int:
        """Delete tokens that ended a month ago; how many."""
        with self._db.transaction() as session:
            return tokens.forget(session, self._clock.now() - KEPT)


def new_row(purpose: Purpose, owner_id: str, client_id: str, scopes: tuple[str, ...] = ()) -> TokenRow:
    """A token that is not kept yet."""
    return TokenRow(purpose=purpose, owner_id=owner_id, client_id=client_id, scopes=list(scopes), name="", family="")


def put(session: Session, row: TokenRow, now: datetime, ends_at: datetime) -> Credential:
    """Keep a token: its hash only. What is given back is shown once."""
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    redaction.learn((secret,))
    row.id, row.secret, row.created_at, row.expires_at = new_id(now), hashed(secret), now, ends_at
    session.add(row)
    session.flush()
    return Credential(Purpose(row.purpose), row.id, secret)


def _keep(session: Session, row: TokenRow, now: datetime, ends_at: datetime, told: tuple[Actor, str]) -> MadeToken:
    actor, action = told
    credential = put(session, row, now, ends_at)
    said = {"owner": row.owner_id, "purpose": row.purpose, "name": row.name, "scopes": row.scopes, "until": ends_at.isoformat()}
    note(session, actor, action, client_id=row.client_id, noun=NOUN, subject_id=row.id, said=said)
    return MadeToken(**vars(row.view()), token=credential.text())


def _agents(session: Session, actor: Actor, new: NewToken) -> TokenRow:
    agent = agents.get(session, new.agent_id)
    actor.decide(agent.client_id, "agent")
    allowed = OF_TIER[Tier(agent.tier)]
    scopes = checked(new.scopes, allowed) if new.scopes else tuple(sorted(allowed))
    return new_row(Purpose.AGENT, agent.id, agent.client_id, scopes)


def _persons(session: Session, actor: Actor, new: NewToken) -> TokenRow:
    held = tokens.of_person(session, actor.id) if actor.kind is ActorKind.PERSON else None
    if held is None:
        raise Conflict("Keys belong to people who sign in.", field="agent_id", remedy="Name an agent, or start the sign-in.")
    scopes = checked(new.scopes, scopes_of(role for _, role in held.roles))
    return new_row(Purpose.PERSONAL, actor.id, "", scopes)


def _governed(session: Session, actor: Actor, token_id: str) -> TokenRow:
    row = tokens.get(session, token_id)
    if row.purpose == Purpose.AGENT:
        try:
            actor.reach(row.client_id, "agent")
        except NotFound:
            raise tokens.not_there() from None
        if not (actor.kind is ActorKind.AGENT and actor.id == row.owner_id):
            actor.decide(row.client_id, "agent")
    elif row.purpose != Purpose.PERSONAL or (actor.kind is not ActorKind.PERSON and actor.id != row.owner_id):
        raise tokens.not_there()
    elif row.owner_id != actor.id:
        try:
            governing.governed(actor, session, row.owner_id)
        except NotFound:
            raise tokens.not_there() from None
    return row


def _checked_name(name: str) -> str:
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME:
        raise Invalid("A token needs a name.", field="name", remedy=f"Say in up to {LONGEST_NAME} characters what uses it.")
    return said


def _is_live(row: TokenRow, now: datetime) -> bool:
    return row.revoked_at is None and row.expires_at is not None and row.expires_at > now
