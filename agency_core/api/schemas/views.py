"""What requests say of saved views and of notes on the time axis."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from agency_core.api.schemas.words import Day, OptionalWord, PageQuery, Word, Words, storable
from agency_core.domain.saved_view import ANALYTICS

_Storable = AfterValidator(storable)
ViewName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), _Storable]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), _Storable]
Query = Annotated[
    dict[Annotated[str, StringConstraints(max_length=64)], Annotated[str, StringConstraints(max_length=300), _Storable]],
    Field(max_length=30, description="Parameters of the page's address, for example `analytics_platform`."),
]


class NewView(Words):
    """A view of a page of a client, with the name that it gets."""

    client_id: OptionalWord = ""
    name: ViewName
    query: Query
    page: Word = ANALYTICS


class NewName(Words):
    """Another name."""

    name: ViewName


class ViewsQuery(PageQuery):
    """The saved views of a client; `of` names the page."""

    client_id: OptionalWord = ""
    of: Word = ANALYTICS


class NewNote(Words):
    """Something that happened on a day, or from a day up to and with another (client's zone)."""

    client_id: OptionalWord = ""
    first: Day
    last: Day | None = None
    label: Label


class NoteEdit(Words):
    """What changes; what is left out stays."""

    first: Day | None = None
    last: Day | None = None
    label: Label | None = None


class NotesQuery(Words):
    """From the day `first` to the day `last` (client's zone, both included), at most three years."""

    client_id: OptionalWord = ""
    first: Day
    last: Day
