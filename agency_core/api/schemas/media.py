"""What requests say of the media library."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from agency_core.api.schemas.words import ClientQuery, OptionalLine, OptionalNote, OptionalWord, PlatformName, Words, once
from agency_core.domain.media import MediaChanges, MediaFilter
from agency_core.domain.platform import MediaSort, Platform


class MediaQuery(ClientQuery):
    """Which media a list shows: `text` is looked for in names and descriptions."""

    text: OptionalLine = ""
    sort: MediaSort | None = None

    def filter(self) -> MediaFilter:
        """The choice in the agency's words."""
        return MediaFilter(self.client_id, self.text, self.sort or "")


class NewMedium(Words):
    """Whose a file is, and what it shows, for those who cannot see it. The first client's when none is named."""

    client_id: OptionalWord = ""
    alt_text: OptionalNote = ""


class MediumEdit(Words):
    """Another name, another description; what is left out stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    alt_text: OptionalNote | None = None

    def changes(self) -> MediaChanges:
        """The edit in the agency's words."""
        return MediaChanges(self.name, self.alt_text)


class SendingQuery(Words):
    """The platforms that are asked about; all when none is named."""

    platform: Annotated[tuple[PlatformName, ...], Query(max_length=20)] = ()

    def platforms(self) -> tuple[Platform, ...]:
        """Each once."""
        return once(self.platform) or tuple(Platform)
