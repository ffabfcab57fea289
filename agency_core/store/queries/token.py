"""Questions about tokens of agents, personal keys and refresh tokens, and about the keys that sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from agency_core.domain.ids import first_id
from agency_core.domain.permission import Role
from agency_core.domain.person import Purpose
from agency_core.errors import NotFound
from agency_core.models import AgentRow, KeyRow, MembershipRow, PersonRow, TokenRow
from agency_core.store.rows import fetch

SIGNING = "jwt"


@dataclass(frozen=True)
class Held:
    """Whose a token is: of an agent its client and tier, of a person its status and roles."""

    client_id: str = ""
    tier: int = 0
    status: str = ""
    roles: tuple[tuple[str, Role], ...] = ()


def get(session: Session, token_id: str) -> TokenRow:
    """The token with this id; in a transaction it is ours until the end.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, TokenRow, token_id)
    if row is None:
        raise not_there()
    return row


def not_there() -> NotFound:
    """What to say of a token that is not there, or out of reach."""
    return NotFound("There is no such token.", field="token_id", remedy="Check the id.")


def of_agent(session: Session, agent_id: str) -> Held | None:
    """The agent behind a token; None when it is gone."""
    row = session.get(AgentRow, agent_id)
    return Held(client_id=row.client_id, tier=row.tier) if row else None


def of_person(session: Session, person_id: str) -> Held | None:
    """The person behind a token, in one question; None when there is none."""
    question = (
        select(PersonRow.status, MembershipRow.client_id, MembershipRow.role)
        .outerjoin(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(PersonRow.id == person_id)
    )
    found = session.execute(question).all()
    if not found:
        return None
    return Held(status=found[0][0], roles=tuple((client_id, Role(role)) for _, client_id, role in found if role is not None))


def of_owner(session: Session, owner_id: str, purpose: Purpose) -> list[TokenRow]:
    """The tokens of an agent or the keys of a person, the newest first."""
    question = select(TokenRow).where(TokenRow.owner_id == owner_id, TokenRow.purpose == purpose)
    return list(session.scalars(question.order_by(TokenRow.id.desc()).limit(500)))


def seen(session: Session, token_id: str, now: datetime) -> None:
    """Remember that a token was used."""
    session.execute(update(TokenRow).where(TokenRow.id == token_id).values(last_used_at=now))


def use_once(session: Session, token_id: str, now: datetime) -> bool:
    """Use up a refresh token; False when it was used before, whoever else tries at the same time."""
    question = update(TokenRow).where(TokenRow.id == token_id, TokenRow.used_at.is_(None)).values(used_at=now)
    return session.execute(question.returning(TokenRow.id)).one_or_none() is not None


def revoke(session: Session, token_id: str, now: datetime) -> None:
    """End a token."""
    session.execute(update(TokenRow).where(TokenRow.id == token_id, TokenRow.revoked_at.is_(None)).values(revoked_at=now))


def revoke_family(session: Session, family: str, now: datetime) -> None:
    """End refresh tokens that came from one another."""
    session.execute(update(TokenRow).where(TokenRow.family == family, TokenRow.revoked_at.is_(None)).values(revoked_at=now))


def revoke_owned(session: Session, owner_id: str, purposes: tuple[Purpose, ...], now: datetime) -> None:
    """End all tokens of somebody."""
    session.execute(
        update(TokenRow)
        .where(TokenRow.owner_id == owner_id, TokenRow.purpose.in_(purposes), TokenRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def forget(session: Session, before: datetime) -> int:
    """Delete tokens that ended before a moment; how many."""
    is_over = (TokenRow.expires_at < before) | (TokenRow.revoked_at < before)
    gone = delete(TokenRow).where(TokenRow.id < first_id(before), is_over).returning(TokenRow.id)
    return len(session.execute(gone).all())


def signing_keys(session: Session) -> list[KeyRow]:
    """The keys that sign, or signed, access tokens, the newest first."""
    question = select(KeyRow).where(KeyRow.client_id == "", KeyRow.purpose == SIGNING)
    return list(session.scalars(question.order_by(KeyRow.created_at.desc(), KeyRow.name.desc())))


def forget_signing_keys(session: Session, before: datetime) -> int:
    """Delete signing keys that were retired before a moment; how many."""
    gone = delete(KeyRow).where(KeyRow.client_id == "", KeyRow.purpose == SIGNING, KeyRow.retired_at < before)
    return len(session.execute(gone.returning(KeyRow.name)).all())
