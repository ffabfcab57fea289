"""Notifications as the watch writes them, and a desk to write and send them from."""

from __future__ import annotations

from agency_core.domain.ids import new_id
from agency_core.domain.notifier import NewNotifier
from agency_core.models import NotificationRow, NotifierRow
from agency_core.store.queries.secret import place

SECRET = "T0KEN-that-nobody-may-see"
HMAC = "a secret of sixteen or more"


class Desk:
    """An agency, and services that it may tell."""

    def __init__(self, agency, owner, clock, receiver):
        self.agency, self.owner, self.clock, self.receiver = agency, owner, clock, receiver
        self.notifiers, self.notify = agency.watchroom.notifiers, agency.watchroom.notify

    def slack(self, name="Ops", path=SECRET, **values):
        new = NewNotifier("slack", name, {"url": f"{self.receiver.url}/services/{path}"}, **values)
        return self.notifiers.create(self.owner, new=new)

    def webhook(self, receiver=None, **values):
        new = NewNotifier("webhook", "Program", {"url": f"{(receiver or self.receiver).url}/hook", "secret": HMAC}, **values)
        return self.notifiers.create(self.owner, new=new)

    def tell(self, notifier, number=1, **values):
        """Write a notification that waits; its id."""
        now = self.clock.now()
        told = {
            "alert_id": f"a{number}", "severity": "critical", "state": "firing", "summary": f"Summary {number}",
            "detail": "Detail", "since": now.isoformat(), "link": "/alerts",
        }
        usual = {
            "id": new_id(now), "notifier_id": notifier.id, "reason": "fired", "group": "", "title": f"Title {number}",
            "severity": "critical", "told": [told], "state": "waiting", "created_at": now, "next_attempt_at": now,
        }
        row = NotificationRow(**{**usual, **values})
        with self.agency.db.transaction() as session:
            session.add(row)
            return row.id

    def row(self, notification_id):
        with self.agency.db.reading() as session:
            found = session.get(NotificationRow, notification_id)
            return found.state, found.attempts, (found.next_attempt_at - self.clock.now()).total_seconds(), found.error

    def change(self, notification_id, **values):
        with self.agency.db.transaction() as session:
            row = session.get(NotificationRow, notification_id)
            for name, value in values.items():
                setattr(row, name, value)

    def sealed(self, notifier_id):
        with self.agency.db.reading() as session:
            return dict(session.get(NotifierRow, notifier_id).secret)

    def opened(self, notifier_id):
        with self.agency.db.reading() as session:
            row = session.get(NotifierRow, notifier_id)
            return self.notifiers._courier.values(place(row), row.kind, row.settings, row.secret)

    def titles(self):
        """What the service heard, in its order."""
        return [each.json["blocks"][0]["text"]["text"].removeprefix("🔴 ") for each in self.receiver.requests]
