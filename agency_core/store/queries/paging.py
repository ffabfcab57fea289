"""Cutting a question into pages by a column that sorts by time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency_core.domain.paging import LARGEST, Listing, Page
from agency_core.errors import Invalid


def newest_first(
    session: Session, question: Select[Any], key: InstrumentedAttribute[Any], page: Page
) -> tuple[list[Any], str]:
    """At most `page.limit` rows of a one-entity question, newest first, and the cursor of the next page."""
    rows = list(session.scalars(_part(question, key, page)))
    if len(rows) <= page.limit:
        return rows, ""
    rows = rows[: page.limit]
    return rows, str(getattr(rows[-1], key.key))


def texts_newest_first(
    session: Session, question: Select[Any], key: InstrumentedAttribute[Any], page: Page
) -> Listing[str]:
    """The same for a question for a text and the key, that loads no entities."""
    rows = session.execute(_part(question, key, page)).all()
    items = tuple([row[0] for row in rows[: page.limit]])
    return Listing(items, str(rows[page.limit - 1][1]) if len(rows) > page.limit else "")


def _part(question: Select[Any], key: InstrumentedAttribute[Any], page: Page) -> Select[Any]:
    if page.cursor:
        question = question.where(key < _typed(key, page.cursor))
    return question.order_by(key.desc()).limit(page.limit + 1)


def _typed(key: InstrumentedAttribute[Any], cursor: str) -> Any:  # noqa: ANN401 - the type of the column decides
    wanted = key.type.python_type
    try:
        value = wanted(cursor)
        if wanted is int and not 0 <= value < LARGEST:
            raise ValueError(cursor)
        return value
    except ValueError:
        raise Invalid("cursor is not one that this list gave.", field="cursor", remedy="Send next_cursor as it came.") from None
