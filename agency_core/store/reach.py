"""Whose rows may be seen: every question that a session of somebody with clients of their own asks is narrowed to these.

The reach is set where a service is entered (`services/entrance.py`) and kept by the session. Questions in the words of the ORM
are narrowed; any other that touches rows of clients is refused unless the clients that it names by its values are within reach,
and so is a row that is written for another client. On a server its policies do the same to whatever comes through. Without a
reach (the engine, the command line) every client is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from sqlalchemy import ClauseElement, ColumnElement, Connection, Engine, Select, String, Table, event, exists, literal, or_, text
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, sessionmaker, with_loader_criteria
from sqlalchemy.sql import Update, visitors

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
    if reach.is_everything:
        return
    if not state.is_orm_statement or state.is_insert:
        _demand_named(state, reach)
        return
    if state.is_column_load and isinstance(state.statement, Select) and (mapper := state.bind_mapper) is not None:
        name = cast(Table, mapper.local_table).name  # a row that was seen is read again: criteria do not reach that question
        if name in tables():
            state.statement = state.statement.where(_seen(mapper.class_, reach))
        return
    statement = cast(ClauseElement, state.statement)
    _demand_staying(statement, reach)
    touched = {each.name for each in visitors.iterate(statement) if isinstance(each, Table)} & tables()
    state.statement = state.statement.options(*(_criterion(reach, name) for name in sorted(touched)))


def _flushes(session: Session, *_rest: object) -> None:
    reach = session.info.get("reach", EVERYTHING)
    for row in () if reach.is_everything else (*session.new, *session.dirty):
        _demand_own(row, reach)
    session.info["flushing"] = True  # rows that were seen are written by their keys


def _flushed(session: Session, *_rest: object) -> None:
    session.info["flushing"] = False


def _demand_own(row: Any, reach: Reach) -> None:  # noqa: ANN401 - a row of any table
    """Refuse a row that is made for, or moved to, a client out of reach."""
    name = row.__tablename__
    said = vars(row).get("id" if name == "client" else "client_id", "")  # what is not loaded was not changed
    if name in tables() and said and said not in (reach.clients or ()):
        raise NoClient(f"A row of {name} belongs to a client that is out of reach.")


def _demand_staying(statement: ClauseElement, reach: Reach) -> None:
    """Refuse a change that moves rows to a client out of reach."""
    if isinstance(statement, Update) and not _moved_to(statement) <= (reach.clients or frozenset()):
        raise NoClient("Rows would be moved to a client that is out of reach.")


def _moved_to(statement: Update) -> frozenset[str]:
    return frozenset(value for key, value in statement.compile().params.items() if key == "client_id")


def _demand_named(state: ORMExecuteState, reach: Reach) -> None:
    """Refuse SQL in other words, and rows that are put in, unless every client that is named by a value is within reach."""
    touched, words, given = _given(state)
    if not touched:
        return
    pattern = _ITSELF if touched == {"client"} else _CLIENT
    values = [value for each in given for key, value in each.items() if pattern.fullmatch(key)]
    said = {one for value in values for one in (value if isinstance(value, list | tuple) else (value,))} - {None}
    allowed = (reach.clients or frozenset()) | ({""} if touched <= OF_ALL else set())
    if not said or not said <= allowed:
        raise NoClient(f"A question names no client within reach: {words[:200]}")


def _given(state: ORMExecuteState) -> tuple[frozenset[str], str, list[Mapping[str, Any]]]:
    """The tables of clients that a statement names, its words, and its values."""
    several = state.parameters
    given: list[Mapping[str, Any]] = [several] if isinstance(several, Mapping) else list(several or ())
    if state.is_orm_statement and given and state.bind_mapper is not None:  # rows that are put in: compiled later
        name = cast(Table, state.bind_mapper.local_table).name
        return frozenset({name}) & tables(), name, given
    compiled = cast(ClauseElement, state.statement).compile(dialect=state.session.connection().dialect)
    return _touched(str(compiled)), str(compiled), [*given, compiled.params]


_CLIENT, _ITSELF = re.compile(r"(client|client_id)(_m?\d+)*"), re.compile(r"(id|client|client_id)(_m?\d+)*")
"""What values that say a client are called."""


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
    """Whether SQL reads or changes rows of clients and compares the client of none of them with anything but a client."""
    bare = _REMARK.sub(" ", statement)
    if not re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", bare, re.IGNORECASE):
        return False
    touched = _touched(bare)
    if touched == {"client"}:
        return not re.search(r"\bid\s*(=|IN\b)", bare, re.IGNORECASE)
    return bool(touched) and not re.search(r"\bclient_id\s*(=(?!\s*\"?(\w+\.)?\"?client_id\b)|IN\b)", bare, re.IGNORECASE)


def _touched(statement: str) -> frozenset[str]:
    """The tables of clients that SQL names."""
    return frozenset(_NAMED.findall(statement)) & tables()


_NAMED = re.compile(r'(?:\b(?:FROM|JOIN|UPDATE|INTO)|,)\s+(?:"?(?:main|public)"?\.)?"?(\w+)"?', re.IGNORECASE)
_REMARK = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
