"""Comments below a post: how Facebook and Instagram carry what follows it. They have no handle, so they are read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, Outcome, Parent, Phase, PlatformError, PublishState, Shaped, Verdict
from agency_core.platforms.base import Context
from agency_core.platforms.graph.calls import Graph, node
from agency_core.platforms.graph.readback import SLACK, moment, unasked
from agency_core.platforms.reading import an_object, identifier, objects

_PAGE = 50


@dataclass(frozen=True)
class Comments:
    """How one network names the words, the time and the author's id of a comment, and what makes it list the newest first."""

    graph: Graph
    text_field: str
    time_field: str
    author_field: str
    settling: timedelta
    newest_first: tuple[tuple[str, str], ...] = ()

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """One call further: nothing has to be prepared, so the only call is the irreversible one."""
        if state.phase is not Phase.COMMIT_SENT:
            return state if state.phase in {Phase.ARMED, Phase.CONFIRMED} else state.at(Phase.ARMED)
        asked = self.graph.writing(ctx, node(commented(shaped.parent), "comments"), {"message": shaped.text}, commit=True)
        made = identifier(self.graph.fetched(ctx, asked).get("id"))
        if not made:
            message = f"{self.graph.name} took the comment but did not name it."
            raise PlatformError(Failure.UNKNOWN_OUTCOME, message)
        return state.confirmed(made)

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        """Look through the newest comments for these very words, written since the intent was saved.

        Raises:
            PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
        """
        since = state.committed_at
        if since is None:
            return Outcome(Verdict.UNKNOWN, why="It is not known when the comment was sent.")
        try:
            below = self._newest(commented(shaped.parent), ctx)
        except PlatformError as error:
            return unasked(error, self.graph.name)
        found = [comment for comment in below if self._is_ours(comment, shaped.text, since, ctx.account.external_id)]
        if found:
            return Outcome(Verdict.PUBLISHED, identifier(found[-1].get("id")), why="The same words are below the post.")
        if ctx.clock.now() < since + self.settling:
            return Outcome(Verdict.UNKNOWN, why=f"Not there yet; {self.graph.name} may show a comment some seconds late.")
        times = [at for at in (moment(comment.get(self.time_field)) for comment in below) if at is not None]
        if len(below) >= _PAGE and (not times or min(times) > since - SLACK):
            return Outcome(Verdict.UNKNOWN, why="Too many comments since to be sure.")
        return Outcome(Verdict.NOT_PUBLISHED, why="The words are not among the newest comments.")

    def _newest(self, post: str, ctx: Context) -> list[dict[str, Any]]:
        names = ["id", self.text_field, self.time_field, self.author_field]
        params = {"fields": ",".join(names), "limit": str(_PAGE), **dict(self.newest_first)}
        body = self.graph.fetched(ctx, self.graph.reading(ctx, node(post, "comments"), params))
        if not isinstance(body.get("data"), list):
            raise PlatformError(Failure.TRANSIENT, "the answer holds no list of comments")
        return objects(body, "data")

    def _is_ours(self, comment: dict[str, Any], meant: str, since: datetime, author: str) -> bool:
        at = moment(comment.get(self.time_field))
        by = identifier(an_object(comment, self.author_field).get("id"))
        same = str(comment.get(self.text_field) or "").strip() == meant.strip()
        return same and at is not None and at >= since - SLACK and by in {"", author} and bool(identifier(comment.get("id")))


def commented(parent: Parent | None) -> str:
    """The post that gets the comment: the first of a chain, because a comment on a comment is hidden from most.

    Raises:
        PlatformError: CONTENT_REJECTED when there is no post.
    """
    post = (parent.root or parent.external_id) if parent else ""
    if not post:
        raise PlatformError(Failure.CONTENT_REJECTED, "It is not known which post this belongs to.")
    return post
