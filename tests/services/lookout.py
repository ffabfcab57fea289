"""One who looks once a minute, as the engine does, and says what fires."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from agency_core.models import RuleSettingRow
from tests.services.desk_rows import MINUTE, Books

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
__all__ = ["DAY", "HOUR", "MINUTE", "SECOND", "Watching"]


@dataclass
class Watching:
    """Looks at an agency, and makes rows in it."""

    agency: Any
    clock: Any
    owner: Any
    books: Books = field(init=False)

    def __post_init__(self) -> None:
        self.books = Books(self.agency, self.clock)

    def firing(self, rule: str, minutes: int = 0) -> list[str]:
        """Subjects of what a rule has firing now, after `minutes` more looks."""
        self.agency.watch.evaluate()
        for _ in range(minutes):
            self.clock.move(MINUTE)
            self.agency.watch.evaluate()
        found = self.agency.watch.list(self.owner, state="firing").items
        return sorted(each.subject for each in found if each.rule == rule)

    def told(self, rule: str) -> Any:
        """The one alert of a rule."""
        (alert,) = [each for each in self.agency.watch.list(self.owner).items if each.rule == rule]
        return alert

    def change(self, row: Any, **values: Any) -> None:
        """Change all rows of a table."""
        with self.agency.db.transaction() as session:
            session.execute(update(row).values(**values))

    def set(self, rule: str, client: str = "", **limits: float) -> None:
        """Let people choose thresholds."""
        self.books.add(
            RuleSettingRow(rule=rule, client_id=client, limits=limits, changed_by="person:owner", changed_at=self.clock.now())
        )
