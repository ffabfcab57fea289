"""From a shaped variant to a post on Instagram: make containers, wait until they are ready, publish the last one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.instagram import containers
from agency_core.platforms.instagram.calls import fetched, node, reading, writing
from agency_core.platforms.instagram.errors import MISSING_CONTAINER, container_failure
from agency_core.platforms.polling import ask_again
from agency_core.platforms.reading import identifier

PERMALINK_SECONDS = 5.0
_MAY_HIDE_A_POST = frozenset(
    {
        Failure.CONTENT_REJECTED,
        Failure.MEDIA_PROCESSING,
        Failure.MEDIA_REJECTED,
        Failure.MEDIA_EXPIRED,
        Failure.NOT_FOUND,
    }
)
_MOST_MISSING = 2
_MISSING_PAUSE = timedelta(seconds=30)


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further."""
    if state.phase is Phase.COMMIT_SENT:
        return _commit(state, ctx)
    if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
        return state
    if "container_id" in state.handles:
        return _poll(state, "container_id", ctx)
    if containers.is_carousel(shaped):
        return _carousel_step(state, shaped, ctx)
    containers.demand_public_addresses(ctx.account, shaped)
    return _made(state, "container_id", containers.single(shaped), ctx)


def permalink(media_id: str, ctx: Context) -> str:
    """The address of a published post; empty when Instagram does not tell, which is no failure of the post."""
    try:
        return identifier(fetched(ctx, reading(ctx, node(media_id), {"fields": "permalink"}, PERMALINK_SECONDS)).get("permalink"))
    except PlatformError:
        return ""  # fresh objects cannot always be read at once (100/33); the post is there all the same


def _carousel_step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """First every child, then each until it is ready, then the parent."""
    containers.demand_public_addresses(ctx.account, shaped)
    names = [f"child_{place}" for place in range(len(shaped.media))]
    for name, media in zip(names, shaped.media, strict=True):
        if name not in state.handles:
            return _made(state, name, containers.child(media), ctx)
    for name in names:
        if f"{name}_ready" not in state.handles:
            return _poll(state, name, ctx)
    form = containers.parent(shaped, [state.handles[name] for name in names])
    return _made(state, "container_id", form, ctx)


def _made(state: PublishState, name: str, form: dict[str, str], ctx: Context) -> PublishState:
    made = identifier(fetched(ctx, writing(ctx, node(ctx.account.external_id, "media"), form)).get("id"))
    if not made:
        raise PlatformError(Failure.TRANSIENT, "Instagram made a container without naming it.")
    if name == "container_id":
        return ask_again(state, ctx.clock.now(), **{name: made, "polls": "0"})
    return state.at(Phase.MEDIA_INIT, **{name: made})


def _poll(state: PublishState, name: str, ctx: Context) -> PublishState:
    try:
        answer = fetched(ctx, reading(ctx, node(state.handles[name]), {"fields": "status_code,status"}))
    except PlatformError as error:
        return _missing(state, error, ctx)
    match identifier(answer.get("status_code")):
        case "FINISHED" if name == "container_id":
            return state.at(Phase.ARMED)
        case "FINISHED":
            return state.at(Phase.MEDIA_INIT, **{f"{name}_ready": "1", "polls": "0"})
        case "PUBLISHED":
            message = "This container was published before."
            raise PlatformError(Failure.DUPLICATE_CONTENT, message, existing=state.handles[name])
        case "EXPIRED":
            raise PlatformError(Failure.MEDIA_EXPIRED, "The container was left unpublished for 24 hours.")
        case "ERROR":
            raise container_failure(identifier(answer.get("status")))
        case _:
            return ask_again(state, ctx.clock.now())


def _missing(state: PublishState, error: PlatformError, ctx: Context) -> PublishState:
    """A container that cannot be read may be too fresh: wait twice, then make a new one."""
    if error.failure is not Failure.NOT_FOUND and error.network_code != MISSING_CONTAINER:
        raise error
    times = int(state.handles.get("missing", "0")) + 1
    if times > _MOST_MISSING:
        raise PlatformError(Failure.MEDIA_EXPIRED, error.message, network_code=error.network_code) from None
    waiting = state.at(Phase.MEDIA_PROCESSING, missing=str(times))
    return replace(waiting, not_before=ctx.clock.now() + _MISSING_PAUSE)


def _commit(state: PublishState, ctx: Context) -> PublishState:
    form = {"creation_id": state.handles["container_id"]}
    asked = writing(ctx, node(ctx.account.external_id, "media_publish"), form, commit=True)
    try:
        media_id = identifier(fetched(ctx, asked).get("id"))
    except PlatformError as error:
        raise _seen_through(state, error, ctx) from None
    if not media_id:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "Instagram published the container but did not name the post.")
    return state.confirmed(media_id, permalink(media_id, ctx))


def _seen_through(state: PublishState, error: PlatformError, ctx: Context) -> PlatformError:
    """What a refusal of the container really means: it is also refused when it became a post before."""
    if error.failure not in _MAY_HIDE_A_POST:
        return error
    container = state.handles["container_id"]
    try:
        asked = reading(ctx, node(container), {"fields": "status_code"}, PERMALINK_SECONDS)
        published = fetched(ctx, asked).get("status_code") == "PUBLISHED"
    except PlatformError as unread:
        if unread.failure is Failure.NOT_FOUND:
            return error
        return PlatformError(Failure.UNKNOWN_OUTCOME, error.message, network_code=error.network_code)
    if not published:
        return error
    return PlatformError(Failure.DUPLICATE_CONTENT, "This container was published before.", existing=container)
