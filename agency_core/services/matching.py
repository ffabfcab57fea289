"""Matching: posts of exports that are probably ours, offered to a person, who says yes or no."""

from __future__ import annotations

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.operations import Change
from agency_core.domain.same_post import SAME_DAY, Pair, near
from agency_core.domain.upload import MatchView
from agency_core.errors import Conflict, NotFound
from agency_core.models import PostRow
from agency_core.services.tally import EVER, changing
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import history
from agency_core.store.queries import near as posts

OURS, THEIRS = 2_000, 20_000
"""So many of our newest posts are compared, with so many of the newest that exports told of about their time."""
OFFERED = 100


class Matching:
    """Is this the same?"""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on `db` by the time of `clock`."""
        self._db = db
        self._clock = clock

    def list(self, actor: Actor, *, client_id: str) -> tuple[MatchView, ...]:
        """Posts of exports that may be ours, newest first, at most 100; what was decided on is not asked again."""
        actor.reach(client_id, "match")
        with self._db.reading() as session:
            clients.get(session, client_id)
            ours = posts.ours(session, client_id, OURS)
            if not ours:
                return ()
            times = [each.at for each in ours]
            span = (min(times) - SAME_DAY, max(times) + SAME_DAY)
            found = near(posts.others(session, client_id, {each.platform for each in ours}, span, THEIRS), ours)
            decided = posts.decided(session, client_id, [_subject(each) for each in found])
        return tuple(_view(each) for each in found if _subject(each) not in decided)[:OFFERED]

    def accept(self, actor: Actor, match_id: str) -> MatchView:
        """They are the same: what was counted for the post is counted for ours, also by imports to come.

        Raises:
            NotFound: there is no such pair.
            Conflict: the post is of our content already.
        """
        with self._db.transaction() as session:
            post, ours, view = self._pair(session, actor, match_id)
            with changing(session, post.client_id, {post.pk: EVER, ours.pk: EVER}) as change:
                posts.join(session, post, ours)
                change.renamed([post.pk, ours.pk])
            self._note(session, actor, post.client_id, view, "accepted")
        return view

    def dismiss(self, actor: Actor, match_id: str) -> MatchView:
        """They are not the same; the question is not asked again.

        Raises:
            NotFound: there is no such pair.
            Conflict: the post is of our content already.
        """
        with self._db.transaction() as session:
            post, _, view = self._pair(session, actor, match_id)
            self._note(session, actor, post.client_id, view, "dismissed")
        return view

    def _pair(self, session: Session, actor: Actor, match_id: str) -> tuple[PostRow, PostRow, MatchView]:
        keys = match_id.split("-")
        found = [posts.post(session, int(key)) for key in keys if key.isdecimal() and len(key) < 19]
        post, ours = found if len(found) == len(keys) == 2 else (None, None)
        if post is None or ours is None or post.client_id != ours.client_id or not ours.content_id:
            raise NotFound("There is no such match.", field="match_id", remedy="Look at the list of matches.")
        actor.write(post.client_id, "match")
        offered = near([posts.live(post)], [posts.live(ours, posts.words(session, ours))]) if _is_free(post, ours) else []
        if not offered:
            raise Conflict("They are not, or no longer, a match.", field="match_id", remedy="Look at the list of matches.")
        return post, ours, _view(offered[0])

    def _note(self, session: Session, actor: Actor, client_id: str, view: MatchView, decided: str) -> None:
        subject = f"{view.platform} {view.post_external_id} {view.our_external_id}"  # ids of the network outlive our keys
        history.note(session, Change(client_id, posts.MATCH, subject, "offered", decided, actor.label, self._clock.now()))


def _is_free(post: PostRow, ours: PostRow) -> bool:
    return not post.content_id and post.published_at is not None and ours.published_at is not None


def _subject(pair: Pair) -> str:
    return f"{pair.post.platform} {pair.post.external_id} {pair.ours.external_id}"


def _view(pair: Pair) -> MatchView:
    post, ours = pair.post, pair.ours
    return MatchView(
        id=f"{post.pk}-{ours.pk}", platform=post.platform, by=pair.by, seconds=int(pair.apart.total_seconds()),
        post_external_id=post.external_id, post_published_at=post.at, post_text=post.text, post_url=post.url,
        our_external_id=ours.external_id, our_published_at=ours.at, our_text=ours.text, our_url=ours.url,
        content_id=ours.content_id,
    )
