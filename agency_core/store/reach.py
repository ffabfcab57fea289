"""Whose rows may be seen: every question that a session of somebody with clients of their own asks is narrowed to these.

The reach is set where a service is entered (`services/entrance.py`) and kept by the session. Questions in the words of the ORM
are narrowed; any other that touches rows of clients and names no client is refused. On a server its policies do the same to
whatever comes through. Without a reach (the engine, the command line) every client is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from sqlalchemy import ClauseElement, ColumnElement, Connection, Engine, Select, String, Table, event, exists, literal, or_, text
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, sessionmaker, with_loader_criteria
from sqlalchemy.sql import visitors

from agency_core.domain.content import ContentStatus
from agency_core.domain.media import ADDRESS
from agency_core.errors import AgencyError
from agency_core.models import Base, ClientRow, ContentRow, MediaRow

SHOWN = (
    ContentStatus.IN_REVIEW, ContentStatus.APPROVED, ContentStatus.SCHEDULED, ContentStatus.PUBLISHED,
    ContentStatus.PARTLY_PUBLISHED,
)
"""Content that a client reviewer sees: nothing that the agency still works on."""
OF_THE_DOOR = frozenset({"membership", "invitation", "link", "token", "data_key", "audit"})
"""Read before it is known who asks, or chained across clients: their services look after them."""
OF_ALL = frozenset({"rule_setting", "silence", "seen"})
"""Rows of these without a client hold for every client, and everybody sees them."""
ALL, NOBODY = "all", "!"
"""What a server is told: that all clients are seen, and how a list of them begins, so that it is never empty."""


class NoClient(AgencyError):
    """A question about rows of clients named no client."""

    code = "no_client"
    status = 500


@dataclass(frozen=True)
class Reach:
    """`clients`: whose rows are seen (None: of all); of `reviewed` only the content that is shown to the client itself."""

    clients: frozenset[str] | None = None
    reviewed: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is hidden."""
        return self.clients is None


EVERYTHING = Reach()
_PRESENT: ContextVar[Reach] = ContextVar("reach", default=EVERYTHING)


def present() -> Reach:
    """The reach that sessions opened now have."""
    return _PRESENT.get()


@contextmanager
def within(reach: Reach) -> Iterator[None]:
    """Open sessions with this reach."""
    token = _PRESENT.set(reach)
    try:
        yield
    finally:
        _PRESENT.reset(token)


@contextmanager
def all_clients(session: Session) -> Iterator[None]:
    """Look beyond the reach of a session: for what must be unique among all clients. Nothing of it may be shown."""
    before = session.info["reach"]
    _set(session, EVERYTHING)
    try:
        yield
    finally:
        _set(session, before)


@cache
def tables() -> frozenset[str]:
    """Tables whose rows belong to a client, and that are narrowed."""
    own = {table.name for table in Base.metadata.tables.values() if "client_id" in table.c}
    return frozenset(own | {"client"}) - OF_THE_DOOR


def begin(session: Session, options: dict[str, Any]) -> None:
    """Open the connection of a new session with the present reach; on a server its policies are told."""
    session.info["reach"] = present()
    connection = session.connection(execution_options={**options, "agency_info": session.info})
    _tell(connection, present())


def listen(engine: Engine, sessions: sessionmaker[Session]) -> None:
    """Narrow the questions of these sessions, and refuse those that cannot be narrowed."""
    event.listen(sessions, "do_orm_execute", _narrow)
    event.listen(sessions, "before_flush", _flushes)
    event.listen(sessions, "after_flush", _flushed)
    event.listen(engine, "before_cursor_execute", _refuse)


def _set(session: Session, reach: Reach) -> None:
    session.info["reach"] = reach
    _tell(session.connection(), reach)


def _tell(connection: Connection, reach: Reach) -> None:
    if connection.dialect.name == "postgresql":
        clients = ALL if reach.clients is None else "\n".join([NOBODY, *sorted(reach.clients)])
        connection.execute(_TELL, {"clients": clients})


_TELL = text("SELECT set_config('agency.clients', :clients, true)")


def _narrow(state: ORMExecuteState) -> None:
    reach = state.session.info.get("reach", EVERYTHING)
    if reach.is_everything or not state.is_orm_statement or state.is_insert:
        return
    if state.is_column_load and isinstance(state.statement, Select) and (mapper := state.bind_mapper) is not None:
        name = cast(Table, mapper.local_table).name  # a row that was seen is read again: criteria do not reach that question
        if name in tables():
            state.statement = state.statement.where(_seen(mapper.class_, reach))
        return
    statement = cast(ClauseElement, state.statement)
    touched = {each.name for each in visitors.iterate(statement) if isinstance(each, Table)} & tables()
    state.statement = state.statement.options(*(_criterion(reach, name) for name in sorted(touched)))


def _flushes(session: Session, *_rest: object) -> None:
    session.info["flushing"] = True  # rows that were seen are written by their keys


def _flushed(session: Session, *_rest: object) -> None:
    session.info["flushing"] = False


@lru_cache(maxsize=4096)
def _criterion(reach: Reach, name: str) -> LoaderCriteriaOption:
    row = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is Base.metadata.tables[name])
    return with_loader_criteria(row, _seen(row, reach), include_aliases=True)


def _seen(row: Any, reach: Reach) -> ColumnElement[bool]:  # noqa: ANN401 - a class of rows
    clients = reach.clients or frozenset()
    if row is ClientRow:
        return ClientRow.id.in_(clients)
    if row is ContentRow and reach.reviewed:
        shown = ContentRow.client_id.in_(reach.reviewed) & ContentRow.status.in_(SHOWN)
        return or_(ContentRow.client_id.in_(clients - reach.reviewed), shown)
    if row is MediaRow and reach.reviewed:
        return or_(MediaRow.client_id.in_(clients - reach.reviewed), MediaRow.client_id.in_(reach.reviewed) & _is_in_shown())
    return row.client_id.in_(clients | ({""} if row.__tablename__ in OF_ALL else set()))  # type: ignore[no-any-return]


def _is_in_shown() -> ColumnElement[bool]:
    """Whether content that is shown to its client itself shows a medium."""
    named = cast_to(ContentRow.media, String).like(literal(f"%{ADDRESS}") + MediaRow.file + literal('"%'))
    return exists().where(ContentRow.client_id == MediaRow.client_id, ContentRow.status.in_(SHOWN), named).correlate(MediaRow)


def _refuse(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
    info = connection.get_execution_options().get("agency_info", {})
    if not info.get("reach", EVERYTHING).is_everything and not info.get("flushing") and _forgets_client(statement):
        raise NoClient(f"A question names no client: {statement[:200]}")


@lru_cache(maxsize=4096)
def _forgets_client(statement: str) -> bool:
    """Whether SQL reads or changes rows of clients and compares the client of none of them."""
    if not re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", statement, re.IGNORECASE):
        return False
    touched = set(re.findall(r"\b(?:FROM|JOIN|UPDATE|,)\s+\"?(\w+)\"?", statement, re.IGNORECASE)) & tables()
    if not touched:
        return False
    if touched == {"client"}:
        return not re.search(r"\bid\s*(=|IN\b)", statement, re.IGNORECASE)
    return not re.search(r"\bclient_id\s*(=|IN\b)", statement, re.IGNORECASE)
