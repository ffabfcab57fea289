"""What requests say of deliveries, alerts, insights and tasks."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from agency_core.api.schemas.words import Address, ClientQuery, OptionalWord, PageQuery, PlatformName, Words, refuse
from agency_core.domain.delivery import DeliveryFilter, DeliveryState
from agency_core.domain.log import LogFilter, LogLevel


class DeliveryQuery(ClientQuery):
    """Which deliveries a list shows."""

    state: DeliveryState | None = None
    platform: PlatformName | None = None
    content_id: OptionalWord = ""

    def filter(self) -> DeliveryFilter:
        """The choice in the agency's words."""
        return DeliveryFilter(self.client_id, self.state or "", self.platform or "", self.content_id)


class Found(StrEnum):
    """What a person saw on the network."""

    POSTED = "posted"
    SEND_AGAIN = "send_again"


class Resolution(Words):
    """What became of an unconfirmed delivery: it is online at `url`, or it is not and is to be sent again."""

    outcome: Found
    url: Address = ""

    @model_validator(mode="after")
    def _has_url(self) -> Resolution:
        if self.outcome is Found.POSTED and not self.url.startswith(("http://", "https://")):
            raise refuse("url_missing", "url has to say where the post is.", "Send the address of the post as url.")
        return self


class InsightStatus(StrEnum):
    """What became of an insight."""

    OPEN = "open"
    APPLIED = "applied"
    DISMISSED = "dismissed"


class InsightQuery(ClientQuery):
    """Which insights a list shows."""

    status: InsightStatus = InsightStatus.OPEN


class LogQuery(Words):
    """Which lines of the log a list shows, newest first: from `level` upwards, with `text`, of one correlation id."""

    level: LogLevel | None = None
    text: Annotated[str, StringConstraints(max_length=200)] = ""
    correlation_id: OptionalWord = ""
    limit: Annotated[int, Field(ge=1, le=1_000)] = 100

    def filter(self) -> LogFilter:
        """The choice in the agency's words."""
        return LogFilter(self.level or "", self.text, self.correlation_id, self.limit)


class JobQuery(PageQuery):
    """Which runs a list shows; without `task`, those of all tasks."""

    task: OptionalWord = ""
