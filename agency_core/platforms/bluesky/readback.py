"""Asking Bluesky, reading only, whether a post whose answer was lost is there: its name is known, so the answer is exact."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.publishing import Failure, Outcome, PlatformError, PublishState, Verdict
from agency_core.platforms.base import Context
from agency_core.platforms.bluesky.calls import fetched, post_url, query, record_key
from agency_core.platforms.bluesky.facts import FACTS
from agency_core.platforms.reading import identifier

_CURABLE = frozenset({Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED})
_MISSING = "RecordNotFound"


def reconcile(state: PublishState, ctx: Context) -> Outcome:
    """Read the record under the name that was chosen before the first try.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    rkey, since = state.handles.get("rkey", ""), state.committed_at
    if not rkey or since is None:
        return Outcome(Verdict.UNKNOWN, why="It is not known under which name the post was sent, or when.")
    try:
        found = fetched(ctx, query(ctx, "com.atproto.repo.getRecord", record_key(ctx, rkey)))
    except PlatformError as error:
        if error.failure in _CURABLE:
            raise
        if error.network_code != _MISSING:
            return Outcome(Verdict.UNKNOWN, why=f"Bluesky could not be asked: {error.message}")
        if ctx.clock.now() < since + timedelta(seconds=FACTS.capabilities.settling_seconds):
            return Outcome(Verdict.UNKNOWN, why="Not there yet; the call may still be under way.")
        return Outcome(Verdict.NOT_PUBLISHED, why="There is no post under the name it was sent with.")
    if not identifier(found.get("uri")).endswith(f"/{rkey}"):
        return Outcome(Verdict.UNKNOWN, why="Bluesky's answer names no post.")
    return Outcome(Verdict.PUBLISHED, rkey, post_url(ctx.account, rkey), "The post is there under its own name.")
