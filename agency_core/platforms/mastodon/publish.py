"""From a shaped variant to a post on Mastodon: media first, then the one call that makes it public."""

from __future__ import annotations

import secrets
from typing import Any

from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.mastodon.calls import address, fetched, headers
from agency_core.platforms.mastodon.facts import VISIBILITY
from agency_core.platforms.mastodon.media import media_ids, media_step
from agency_core.platforms.mastodon.readback import seen_through
from agency_core.platforms.reading import identifier
from agency_core.platforms.wire import Ask

KEY = "idempotency_key"


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further; what has no media needs none before the post itself."""
    if state.phase is Phase.COMMIT_SENT:
        return _commit(state, shaped, ctx)
    if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
        return state
    return media_step(state, shaped, ctx) or _armed(state, shaped, ctx)


def post_body(shaped: Shaped, state: PublishState) -> dict[str, Any]:
    """The post as a server takes it; its visibility is always said."""
    body: dict[str, Any] = {
        "status": shaped.text,
        "visibility": shaped.options.get(VISIBILITY.name, VISIBILITY.default),
    }
    if shaped.media:
        body["media_ids"] = media_ids(state, shaped)
    if shaped.parent is not None:
        body["in_reply_to_id"] = shaped.parent.external_id
    return body


def _armed(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """Ready to be sent, under a key that is saved before the call, unless this server is known to ignore keys."""
    if ctx.account.limits.get("idempotency") is False:
        return state.at(Phase.ARMED)
    return state.at(Phase.ARMED, **{KEY: state.handles.get(KEY) or shaped.key or secrets.token_hex(16)})


def _commit(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    key = {"Idempotency-Key": state.handles[KEY]} if KEY in state.handles else {}
    call = Call({**headers(ctx), **key}, json=post_body(shaped, state))
    try:
        body = fetched(ctx, Ask("POST", address(ctx, "/api/v1/statuses"), call, commit=True))
    except PlatformError as error:
        raise seen_through(error, media_ids(state, shaped), ctx) from None
    name = identifier(body.get("id"))
    if not name:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "The server took the post but did not name it.")
    return state.confirmed(name, identifier(body.get("url")))
