"""What requests say of KPIs, uptime and rules that people make."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from agency_core.api.schemas.words import Line, OptionalWord, Word, Words
from agency_core.domain.custom_rule import LONGEST_HOLD, LONGEST_WINDOW, NewRule
from agency_core.domain.kpi import LONGEST_DAYS
from agency_core.domain.replay import LONGEST_DAYS as LONGEST_REPLAY
from agency_core.domain.rule import Severity
from agency_core.domain.watching import Comparison

Days = Annotated[int, Field(ge=1, le=LONGEST_REPLAY)]


class KpisQuery(Words):
    """A client and how many days back, today included; without `client_id`, the installation's own client."""

    client_id: OptionalWord = ""
    period: Annotated[int, Field(ge=1, le=LONGEST_DAYS, description="Days.")] = 30


class UptimeQuery(Words):
    """A month in UTC, `2026-11`; without it, the present one. With `client_id`, only its agents beside the components."""

    month: Annotated[str, StringConstraints(pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")] = ""
    client_id: OptionalWord = ""

    def day(self) -> date | None:
        """A day of the month; None for the present one."""
        return date.fromisoformat(f"{self.month}-01") if self.month else None


class CustomRule(Words):
    """A rule: fires when `metric` over the window is above or below the threshold for as long as it has to hold."""

    name: Line
    metric: Word
    comparison: Comparison
    threshold: Annotated[float, Field(allow_inf_nan=False)]
    window_minutes: Annotated[int, Field(ge=5, le=LONGEST_WINDOW)]
    fewest: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    hold_minutes: Annotated[int, Field(ge=0, le=LONGEST_HOLD)] = 0
    severity: Severity = Severity.WARNING
    client_id: OptionalWord = ""
    is_on: bool = True

    def new(self) -> NewRule:
        """The rule in the agency's words."""
        return NewRule(**self.model_dump())


class ReplayQuery(Words):
    """How many days back a rule is held against what is stored."""

    days: Days = 30


class BuiltInReplay(ReplayQuery):
    """The same of one of the agency's own rules, for a client or for all."""

    client_id: OptionalWord = ""
