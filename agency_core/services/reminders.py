"""Reminders: clients to whom a link was mailed are told again, once a day at most, when something waits for them too long."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from agency_core.domain.actor import SYSTEM
from agency_core.domain.approval import REMIND_AFTER
from agency_core.domain.clock import Clock
from agency_core.domain.terms import Step
from agency_core.errors import AgencyError
from agency_core.services.approvals import Approvals
from agency_core.services.audit import note
from agency_core.services.door_letter import door_letter
from agency_core.services.invitations import Post
from agency_core.services.review_links import NOUN
from agency_core.store.database import Database
from agency_core.store.queries import approval as approvals
from agency_core.store.queries import client as clients

log = logging.getLogger(__name__)
_DAY = timedelta(days=1)
Told = tuple[str, str, datetime]
"""To whom, what the client is called, and when the link was mailed that the reminder points to."""


class Reminders:
    """Reminds clients of what waits for their verdict. The letter holds no link: what is kept of links opens nothing."""

    def __init__(self, db: Database, clock: Clock, said: Approvals, post: Post) -> None:
        """What waits is known to `said`; letters go out by `post`."""
        self._db = db
        self._clock = clock
        self._approvals = said
        self._post = post

    def run(self) -> int:
        """Remind those who are to be reminded now; how many letters went out. Without mail: none."""
        if self._post.mail.problem:
            return 0
        now = self._clock.now()
        with self._db.reading() as session:
            rows = [row for row in approvals.mailed_links(session, now) if _is_over(row.said.get("reminded", ""), now)]
            asked = {(row.client_id, row.said["content_id"]) for row in rows if row.created_at <= now - REMIND_AFTER}
        waits = {each: count for each in asked if (count := self._too_long(*each, now))}
        return sum(self._sent(to, count) for to, count in self._marked(waits, now))

    def _too_long(self, client_id: str, content_id: str, now: datetime) -> int:
        """How many pieces the agency approved so long ago that still wait for the client."""
        found = self._approvals.waiting(SYSTEM, client_id, content_id=content_id)
        with self._db.reading() as session:
            said = approvals.of_contents(session, [each.id for each in found])
        since = [max(one.at for one in said[each.id] if one.step == Step.INTERNAL) for each in found]
        return sum(at <= now - REMIND_AFTER for at in since)

    def _marked(self, waits: Mapping[tuple[str, str], int], now: datetime) -> list[tuple[Told, int]]:
        """To whom to write, one letter an address of a client; it is kept before it is sent, so that none goes out twice."""
        told: dict[tuple[str, str], tuple[Told, int]] = {}
        if not waits:
            return []
        with self._db.transaction() as session:
            for row in approvals.mailed_links(session, now):
                count = waits.get((row.client_id, row.said["content_id"]), 0)
                if not count or not _is_over(row.said.get("reminded", ""), now):
                    continue
                row.said = {**row.said, "reminded": now.isoformat()}
                name, key = clients.get(session, row.client_id).name, (row.client_id, row.said["email"])
                most = max(count, told[key][1] if key in told else 0)
                told[key] = (row.said["email"], name, row.created_at), most
                note(session, SYSTEM, "review_link.reminded", client_id=row.client_id, noun=NOUN, subject_id=row.said["id"],
                     said={"email": row.said["email"], "waiting": count})
        return list(told.values())

    def _sent(self, told: Told, count: int) -> int:
        to, name, mailed = told
        waits = "One post waits" if count == 1 else f"{count} posts wait"
        lines = (
            f"{waits} for your approval for {name}, for more than a day.",
            f"Please open them with the link in our mail of {mailed:%d %B %Y}.",
            "You get this at most once a day, as long as something waits.",
        )
        mail = self._post.mail
        try:
            mail.send(door_letter(mail.sender, to, f"{waits} for your approval", lines, self._clock), to)
        except AgencyError as error:  # it is tried again tomorrow; who sends by the same mail is told by its own checks
            log.warning("a reminder could not be mailed: %s", error.message)
            return 0
        return 1


def _is_over(reminded: str, now: datetime) -> bool:
    return not reminded or datetime.fromisoformat(reminded) + _DAY <= now
