"""Standing: who acts with a token, by what its owner is right now: never more than that, whatever was written into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.agent import Tier
from agency_core.domain.person import PersonStatus, Purpose
from agency_core.domain.scope import OF_TIER, expanded
from agency_core.models import SessionRow, TokenRow
from agency_core.services.sessions import actor_of
from agency_core.store.queries import token as tokens


@dataclass(frozen=True)
class Standing:
    """Who acts with a token, until when, and when it was last used; `token_id` is empty where that is not kept."""

    actor: Actor
    ends_at: datetime
    token_id: str
    client_id: str
    used_at: datetime | None


def agent_standing(session: Session, row: TokenRow) -> Standing | None:
    """The agent that acts with its token; None when it is gone, or works for another client by now."""
    held = tokens.of_agent(session, row.owner_id)
    if held is None or held.client_id != row.client_id:
        return None
    scopes = expanded(row.scopes) & OF_TIER[Tier(held.tier)]
    actor = Actor(ActorKind.AGENT, row.owner_id, frozenset({held.client_id}), can_decide=False, scopes=scopes)
    return _standing(row, actor)


def person_standing(session: Session, row: TokenRow) -> Standing | None:
    """The person who acts with a key of theirs, or after signing in for an access token; None when they may not come in.

    A key allows its scopes, an access token all that the person may.
    """
    held = tokens.of_person(session, row.owner_id)
    if held is None or held.status != PersonStatus.ACTIVE:
        return None
    actor = actor_of(SessionRow(id="", person_id=row.owner_id), dict(held.roles), "")
    limited = replace(actor, scopes=expanded(row.scopes)) if row.purpose == Purpose.PERSONAL else actor
    return _standing(row, limited)


def _standing(row: TokenRow, actor: Actor) -> Standing:
    assert row.expires_at is not None  # noqa: S101 - asked before; for the type checker
    return Standing(actor, row.expires_at, row.id, row.client_id, row.last_used_at)
