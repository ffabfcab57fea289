"""Publishing through containers: make them, wait until they are ready, publish the last one. The container is a one-shot key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

from agency_core.domain.publishing import Account, Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.graph.calls import Graph, node
from agency_core.platforms.polling import ask_again
from agency_core.platforms.reading import identifier

CONTAINER = "container_id"
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
_MISSING = "24/2207008"
_MOST_MISSING = 2
_MISSING_PAUSE = timedelta(seconds=30)
_HERE = frozenset({None, "localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Forms:
    """What goes into a container: the only one of a post, one child of a carousel, and the parent that joins them."""

    single: Callable[[Shaped], dict[str, str]]
    child: Callable[[Media], dict[str, str]]
    parent: Callable[[Shaped, list[str]], dict[str, str]]


@dataclass(frozen=True)
class Containers:
    """How one network names the parts: the edges for making and publishing, and the fields that tell the state and why.

    `failed` turns the reason of a container in ERROR into a failure.
    """

    graph: Graph
    forms: Forms
    made_at: str
    published_at: str
    state_field: str
    reason_field: str
    failed: Callable[[str], PlatformError]

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """One call further."""
        if state.phase is Phase.COMMIT_SENT:
            return self._commit(state, ctx)
        if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
            return state
        if CONTAINER in state.handles:
            return self._poll(state, CONTAINER, ctx)
        self._demand_public_addresses(ctx.account, shaped)
        if len(shaped.media) > 1:
            return self._carousel_step(state, shaped, ctx)
        return self._made(state, CONTAINER, self.forms.single(shaped), ctx)

    def state_of(self, container: str, ctx: Context, seconds: float | None = None) -> str:
        """The network's word for the state of a container.

        Raises:
            PlatformError: classified.
        """
        fields = {"fields": self.state_field}
        asked = self.graph.reading(ctx, node(container), fields, **({"seconds": seconds} if seconds else {}))
        return identifier(self.graph.fetched(ctx, asked).get(self.state_field))

    def _carousel_step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """First every child, then each until it is ready, then the parent."""
        names = [f"child_{place}" for place in range(len(shaped.media))]
        for name, media in zip(names, shaped.media, strict=True):
            if name not in state.handles:
                return self._made(state, name, self.forms.child(media), ctx)
        for name in names:
            if f"{name}_ready" not in state.handles:
                return self._poll(state, name, ctx)
        form = self.forms.parent(shaped, [state.handles[name] for name in names])
        return self._made(state, CONTAINER, form, ctx)

    def _made(self, state: PublishState, name: str, form: dict[str, str], ctx: Context) -> PublishState:
        asked = self.graph.writing(ctx, node(ctx.account.external_id, self.made_at), form)
        made = identifier(self.graph.fetched(ctx, asked).get("id"))
        if not made:
            raise PlatformError(Failure.TRANSIENT, f"{self.graph.name} made a container without naming it.")
        if name == CONTAINER:
            return ask_again(state, ctx.clock.now(), **{name: made, "polls": "0"})
        return state.at(Phase.MEDIA_INIT, **{name: made})

    def _poll(self, state: PublishState, name: str, ctx: Context) -> PublishState:
        fields = {"fields": f"{self.state_field},{self.reason_field}"}
        try:
            answer = self.graph.fetched(ctx, self.graph.reading(ctx, node(state.handles[name]), fields))
        except PlatformError as error:
            return self._missing(state, error, ctx)
        match identifier(answer.get(self.state_field)):
            case "FINISHED" if name == CONTAINER:
                return state.at(Phase.ARMED)
            case "FINISHED":
                return state.at(Phase.MEDIA_INIT, **{f"{name}_ready": "1", "polls": "0"})
            case "PUBLISHED":
                message = "This container was published before."
                raise PlatformError(Failure.DUPLICATE_CONTENT, message, existing=state.handles[name])
            case "EXPIRED":
                raise PlatformError(Failure.MEDIA_EXPIRED, "The container was left unpublished for 24 hours.")
            case "ERROR":
                raise self.failed(identifier(answer.get(self.reason_field)))
            case _:
                return ask_again(state, ctx.clock.now())

    def _missing(self, state: PublishState, error: PlatformError, ctx: Context) -> PublishState:
        """A container that cannot be read may be too fresh: wait twice, then make a new one."""
        if error.failure is not Failure.NOT_FOUND and error.network_code != _MISSING:
            raise error
        times = int(state.handles.get("missing", "0")) + 1
        if times > _MOST_MISSING:
            raise PlatformError(Failure.MEDIA_EXPIRED, error.message, network_code=error.network_code) from None
        waiting = state.at(Phase.MEDIA_PROCESSING, missing=str(times))
        return replace(waiting, not_before=ctx.clock.now() + _MISSING_PAUSE)

    def _commit(self, state: PublishState, ctx: Context) -> PublishState:
        container = state.handles[CONTAINER]
        path = node(ctx.account.external_id, self.published_at)
        asked = self.graph.writing(ctx, path, {"creation_id": container}, commit=True)
        try:
            post_id = identifier(self.graph.fetched(ctx, asked).get("id"))
        except PlatformError as error:
            raise self._seen_through(container, error, ctx) from None
        if not post_id:
            message = f"{self.graph.name} published the container but did not name the post."
            raise PlatformError(Failure.UNKNOWN_OUTCOME, message)
        return state.confirmed(post_id, self._permalink(post_id, ctx))

    def _permalink(self, post_id: str, ctx: Context) -> str:
        """The address of a published post; empty when the network does not tell, which is no failure of the post."""
        asked = self.graph.reading(ctx, node(post_id), {"fields": "permalink"}, PERMALINK_SECONDS)
        try:
            return identifier(self.graph.fetched(ctx, asked).get("permalink"))
        except PlatformError:
            return ""  # fresh objects cannot always be read at once (100/33); the post is there all the same

    def _seen_through(self, container: str, error: PlatformError, ctx: Context) -> PlatformError:
        """What a refusal of the container really means: it is also refused when it became a post before."""
        if error.failure not in _MAY_HIDE_A_POST:
            return error
        try:
            published = self.state_of(container, ctx, PERMALINK_SECONDS) == "PUBLISHED"
        except PlatformError as unread:
            if unread.failure is Failure.NOT_FOUND:
                return error
            return PlatformError(Failure.UNKNOWN_OUTCOME, error.message, network_code=error.network_code)
        if not published:
            return error
        return PlatformError(Failure.DUPLICATE_CONTENT, "This container was published before.", existing=container)

    def _demand_public_addresses(self, account: Account, shaped: Shaped) -> None:
        """The real network fetches media from outside."""
        if account.is_sandbox:
            return
        for media in shaped.media:
            parts = urlsplit(media.url)
            if parts.scheme != "https" or parts.hostname in _HERE:
                message = f"{self.graph.name} fetches media itself and cannot reach this address."
                remedy = "Set AGENCY_PUBLIC_URL to a public https address of this installation."
                raise PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy=remedy)
