"""What requests say of rehearsals."""

from __future__ import annotations

from agency_core.api.schemas.words import OptionalWord, Words
from agency_core.domain.rehearsal import Weather


class NewRehearsal(Words):
    """The next seven days of a client, in this weather."""

    client_id: OptionalWord = ""
    weather: Weather = Weather.CALM
