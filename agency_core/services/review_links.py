"""Review links: a client reads and answers what waits for it, without signing in. What is kept of a link opens nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.approval import MOST_DAYS, REVIEW_FOR, MadeReviewLink, ReviewLinkView
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.mail_address import mail_address, person_name
from agency_core.domain.permission import Role
from agency_core.domain.person import Purpose
from agency_core.errors import AgencyError, Invalid, NotFound
from agency_core.models import LinkRow
from agency_core.services.audit import note
from agency_core.services.door_letter import door_letter
from agency_core.services.invitations import Post
from agency_core.services.links import LinkOver
from agency_core.services.sessions import TOKEN_BYTES, hashed
from agency_core.store.database import Database
from agency_core.store.queries import approval as approvals
from agency_core.store.queries import client as clients
from agency_core.store.queries import content as contents
from agency_core.store.queries import link as links

NOUN = "approval"
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Reviewing:
    """What an open link is good for: one client, and one piece of its content where one is named."""

    link_id: str
    client_id: str
    content_id: str

    def reviewer(self, name: str, address: str) -> Actor:
        """Somebody who came by the link, by the name that they gave.

        Raises:
            Invalid: it is no name.
        """
        return Actor(
            ActorKind.REVIEWER, person_name(name), frozenset({self.client_id}), address=address,
            roles={self.client_id: Role.CLIENT_REVIEWER},
        )


class ReviewLinks:
    """Makes, lists, opens and ends the links of clients."""

    def __init__(self, db: Database, clock: Clock, post: Post) -> None:
        """Links go out by `post`."""
        self._db = db
        self._clock = clock
        self._post = post

    def make(
        self, actor: Actor, client_id: str, *, content_id: str = "", email: str = "", lasts: timedelta = REVIEW_FOR
    ) -> MadeReviewLink:
        """A link to all that waits for the client, or to one piece; mailed where an address is given. It is in this answer only.

        Raises:
            Invalid: the address is none, or it lasts too long.
            NotFound: the content is not the client's.
        """
        if not timedelta(hours=1) <= lasts <= timedelta(days=MOST_DAYS):
            raise Invalid("The link lasts too short or too long.", field="days", remedy=f"Use 1 to {MOST_DAYS} days.")
        now, token, to = self._clock.now(), secrets.token_urlsafe(TOKEN_BYTES), mail_address(email) if email.strip() else ""
        with self._db.transaction() as session:
            client = clients.get(session, client_id)
            name, domain = client.name, str(client.brand.get("domain") or "")
            _demand(actor, client_id)
            if content_id and contents.get(session, content_id).client_id != client_id:
                raise NotFound("The client has no such content.", field="content_id", remedy="Check the id.")
            row = LinkRow(
                token=hashed(token), purpose=Purpose.REVIEW, subject_id=content_id or client_id, client_id=client_id,
                said={"id": new_id(now), "content_id": content_id, "email": to}, created_by=actor.label, created_at=now,
                expires_at=now + lasts, used_at=None, revoked_at=None,
            )
            session.add(row)
            note(session, actor, "review_link.made", client_id=client_id, noun=NOUN, subject_id=row.said["id"],
                 said={"content_id": content_id, "email": to, "until": row.expires_at.isoformat()})
            view = _view(row)
        address = f"{_home(self._post.home, domain)}/r/{token}"
        return MadeReviewLink(view, address, self._mailed(to, address, name) if to else "")

    def list(self, actor: Actor, client_id: str) -> tuple[ReviewLinkView, ...]:
        """Links of a client that still open something, newest first."""
        with self._db.reading() as session:
            clients.get(session, client_id)
            _demand(actor, client_id)
            return tuple(_view(row) for row in approvals.open_links(session, client_id, self._clock.now()))

    def revoke(self, actor: Actor, client_id: str, link_id: str) -> None:
        """End a link at once.

        Raises:
            NotFound: the client has no such link that is still open.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            clients.get(session, client_id)
            _demand(actor, client_id)
            found = [row for row in approvals.open_links(session, client_id, now) if row.said["id"] == link_id]
            if not found:
                raise NotFound("There is no such link.", field="link_id", remedy="It may be over already.")
            found[0].revoked_at = now
            note(session, actor, "review_link.revoked", client_id=client_id, noun=NOUN, subject_id=link_id)

    def open(self, token: str) -> Reviewing:
        """What a link is good for; that it was used is kept.

        Raises:
            LinkOver: it is too old, was taken back, is for something else, or never was.
        """
        now = self._clock.now()
        with self._db.reading() as session:
            row = _good(session, token, now)
            seen, found = row.said.get("seen", ""), Reviewing(row.said["id"], row.client_id, row.said["content_id"])
        if not seen or datetime.fromisoformat(seen) + _SEEN_EVERY <= now:
            with self._db.transaction() as session:
                row = _good(session, token, now)
                row.said = {**row.said, "seen": now.isoformat()}
        return found

    def _mailed(self, to: str, address: str, name: str) -> str:
        if self._post.mail.problem:
            return self._post.mail.problem
        lines = (
            f"Posts for {name} wait for your approval.", f"Read and answer them here: {address}",
            "Whoever has this link can answer in your name: pass it on to nobody else.",
        )
        try:
            self._post.mail.send(door_letter(self._post.mail.sender, to, "Posts wait for your approval", lines, self._clock), to)
        except AgencyError as error:
            return error.message
        return ""


def _demand(actor: Actor, client_id: str) -> None:
    """Whoever has a link answers for the client, so only who may do that anyway gets one: no agent, no editor."""
    actor.write(client_id, "content")
    actor.decide(client_id, NOUN)


def _good(session: Session, token: str, now: datetime) -> LinkRow:
    row = links.open_one(session, hashed(token), Purpose.REVIEW, now)
    if row is None:
        raise LinkOver("This link is over.", remedy="Ask your agency for a new one.")
    return row


def _view(row: LinkRow) -> ReviewLinkView:
    seen = row.said.get("seen", "")
    return ReviewLinkView(
        id=row.said["id"], client_id=row.client_id, content_id=row.said["content_id"], email=row.said["email"],
        created_by=row.created_by, created_at=row.created_at, expires_at=row.expires_at,
        last_used_at=datetime.fromisoformat(seen) if seen else None,
    )


def _home(home: str, domain: str) -> str:
    """Where a client opens its pages: under a domain of its own, where it has one."""
    return f"{home.partition('://')[0]}://{domain}" if domain else home
