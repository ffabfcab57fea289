"""Taking a row by its key: to read it, or to change it, when nobody else may until we are done."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

R = TypeVar("R")


def fetch(session: Session, kind: type[R], key: Any) -> R | None:  # noqa: ANN401 - what the primary key is made of
    """The row with this key, None when there is none; in a writing session it is ours until the end.

    Whoever takes several takes content before its deliveries, and those before their account: two that take the same rows in
    different orders would wait for each other. (SQLite has one writer at a time and needs no such locks.)
    """
    if not session.info.get("writing") or session.get_bind().dialect.name == "sqlite":
        return session.get(kind, key)
    locked: set[tuple[type[Any], Any]] = session.info.setdefault("locked", set())
    if (kind, key) in locked:
        return session.get(kind, key)
    session.flush()  # what was changed here is not read over
    row = session.get(kind, key, with_for_update={"key_share": True}, populate_existing=True)
    locked.add((kind, key))
    return row


def ours(session: Session, question: Select[Any]) -> Select[Any]:
    """`question`, whose rows nobody else may change until the end of a writing session."""
    if not session.info.get("writing"):
        return question
    return question.with_for_update(key_share=True).execution_options(populate_existing=True)
