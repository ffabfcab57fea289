"""Who may act on the sandbox. A token is believed until it ended: a profile exists from its first use on."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken, read_token
from agency_core.errors import Invalid
from agency_core.sandbox.tables import TOKENS

LIFETIME_SECONDS = 60 * 24 * 3600


class TokenState(StrEnum):
    """What became of a token."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"


def parsed(text: str, platform: Platform) -> SandboxToken | None:
    """The parts of a token for this platform; None when it is none."""
    try:
        token = read_token(text)
    except Invalid:
        return None
    return token if token.platform == platform else None


def state_of(tx: Connection, token: SandboxToken) -> TokenState:
    """What became of `token`; one that was never seen is live from now on."""
    found = tx.execute(select(TOKENS.c.state).where(*_is(token))).scalar()
    if found is None:
        _set(tx, token, TokenState.LIVE)
        return TokenState.LIVE
    return TokenState(found)


def end(tx: Connection, token: SandboxToken, state: TokenState) -> None:
    """Let `token`, and those before it, be no longer accepted."""
    for generation in range(token.generation + 1):
        _set(tx, SandboxToken(token.platform, token.profile_id, generation), state)


def renewed(tx: Connection, token: SandboxToken) -> SandboxToken:
    """The next token of this profile."""
    mine = (TOKENS.c.platform == token.platform, TOKENS.c.profile_id == token.profile_id)
    latest = tx.execute(select(func.max(TOKENS.c.generation)).where(*mine)).scalar()
    fresh = SandboxToken(token.platform, token.profile_id, max(token.generation, latest or 0) + 1)
    _set(tx, fresh, TokenState.LIVE)
    return fresh


def _is(token: SandboxToken) -> tuple[ColumnElement[bool], ...]:
    return (
        TOKENS.c.platform == token.platform,
        TOKENS.c.profile_id == token.profile_id,
        TOKENS.c.generation == token.generation,
    )


def _set(tx: Connection, token: SandboxToken, state: TokenState) -> None:
    key = {"platform": token.platform, "profile_id": token.profile_id, "generation": token.generation}
    written = insert(TOKENS).values(**key, state=state)
    tx.execute(written.on_conflict_do_update(index_elements=list(key), set_={"state": state}))
