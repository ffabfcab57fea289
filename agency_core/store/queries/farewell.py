"""Questions about what is let go for good: the files of a client, and everything that names a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, String, Table, delete, func, select, text
from sqlalchemy.orm import Session

from agency_core.domain.delivery import DeliveryState
from agency_core.models import (
    AuditRow,
    Base,
    DeliveryRow,
    HistoryRow,
    InvitationRow,
    LinkRow,
    MediaRow,
    MembershipRow,
    PersonRow,
    ReportRow,
    SessionRow,
    TokenRow,
    UploadRow,
)

_NAMED_IN = ("assigned_to", "created_by", "requested_by", "changed_by")
_UNTOUCHED = {"audit", "person", "session", "data_key", "snapshot", "tries"}
"""What names nobody, is chained, or is settled by itself."""


@dataclass(frozen=True)
class Files:
    """What lies outside the database: names of media with their digests, paths of uploads, ids of reports."""

    media: tuple[tuple[str, str, str], ...]
    shared: frozenset[str]
    uploads: tuple[str, ...]
    reports: tuple[str, ...]


def is_sending(session: Session, client_id: str) -> bool:
    """Whether something of a client is on its way to a network right now."""
    sending = select(DeliveryRow.id).where(DeliveryRow.client_id == client_id, DeliveryRow.state == DeliveryState.SENDING)
    return session.scalar(sending.limit(1)) is not None


def files_of(session: Session, client_id: str) -> Files:
    """The files of a client. `shared`: digests of media that another client has too."""
    media = session.execute(select(MediaRow.id, MediaRow.file, MediaRow.sha256).where(MediaRow.client_id == client_id)).all()
    own = select(MediaRow.sha256).where(MediaRow.client_id == client_id)
    shared = session.scalars(select(MediaRow.sha256).where(MediaRow.client_id != client_id, MediaRow.sha256.in_(own)))
    uploads = session.scalars(select(UploadRow.path).where(UploadRow.client_id == client_id, UploadRow.path != ""))
    reports = session.scalars(select(ReportRow.id).where(ReportRow.client_id == client_id))
    return Files(tuple((one.id, one.file, one.sha256) for one in media), frozenset(shared), tuple(uploads), tuple(reports))


def told_of(session: Session, person: PersonRow) -> dict[str, list[Mapping[str, Any]]]:
    """Every row about a person, without what it signs in with; of history and audit trail what it did, the newest 10,000."""
    label = f"person:{person.id}"
    rows = {
        "person": select(PersonRow.id, PersonRow.email, PersonRow.name, PersonRow.status, PersonRow.created_at,
                         PersonRow.last_seen_at).where(PersonRow.id == person.id),
        "membership": select(MembershipRow.client_id, MembershipRow.role, MembershipRow.given_by, MembershipRow.given_at)
        .where(MembershipRow.person_id == person.id),
        "session": select(SessionRow.how, SessionRow.address, SessionRow.browser, SessionRow.created_at, SessionRow.seen_at)
        .where(SessionRow.person_id == person.id),
        "token": select(TokenRow.id, TokenRow.name, TokenRow.scopes, TokenRow.created_at, TokenRow.last_used_at)
        .where(TokenRow.owner_id == person.id),
        "invitation": select(InvitationRow.email, InvitationRow.client_id, InvitationRow.role, InvitationRow.created_at)
        .where(func.lower(InvitationRow.email) == person.email.lower()),
        "history": select(HistoryRow.client_id, HistoryRow.noun, HistoryRow.subject_id, HistoryRow.to_state, HistoryRow.at)
        .where(HistoryRow.actor == label).order_by(HistoryRow.id.desc()).limit(10_000),
        "audit": select(AuditRow.at, AuditRow.action, AuditRow.noun, AuditRow.subject_id, AuditRow.outcome, AuditRow.address)
        .where(AuditRow.actor == label).order_by(AuditRow.id.desc()).limit(10_000),
    }
    return {name: [dict(found) for found in session.execute(question).mappings()] for name, question in rows.items()}


def forget_person(session: Session, person: PersonRow) -> None:
    """Take away what a person signs in with and what they may; of the person an id is left."""
    session.execute(delete(SessionRow).where(SessionRow.person_id == person.id))
    session.execute(delete(MembershipRow).where(MembershipRow.person_id == person.id))
    session.execute(delete(TokenRow).where(TokenRow.owner_id == person.id))
    session.execute(delete(LinkRow).where(LinkRow.subject_id == person.id))
    session.execute(delete(InvitationRow).where(func.lower(InvitationRow.email) == person.email.lower()))


def rename_everywhere(session: Session, email: str, name: str, pseudonym: str) -> int:
    """Put a pseudonym where an address stands, and a name of several words; how many values.

    A name of one word is only looked for where nothing but a name stands: it may be a word of any text.
    """
    words = [email, *([name] if " " in name else [])]
    changed = 0
    for table in Base.metadata.sorted_tables:
        if table.name in _UNTOUCHED:
            continue
        for column in table.columns:
            if isinstance(column.type, String | JSON):
                changed += sum(_replaced(session, table, column.name, word, pseudonym) for word in words)
            if column.name in _NAMED_IN and name:
                named = table.update().where(table.c[column.name] == name).values({column.name: pseudonym})
                changed += session.execute(named).rowcount  # type: ignore[attr-defined]  # what an UPDATE returns
    return changed


def _replaced(session: Session, table: Table, name: str, word: str, pseudonym: str) -> int:
    column = f'"{table.name}"."{name}"'
    is_json, on_server = isinstance(table.c[name].type, JSON), session.get_bind().dialect.name == "postgresql"
    said = f"CAST({column} AS text)" if is_json and on_server else column
    new = f"replace({said}, :word, :pseudonym)"
    new = f"CAST({new} AS json)" if is_json and on_server else new
    statement = f'UPDATE "{table.name}" SET "{name}" = {new} WHERE {said} LIKE :part ESCAPE \'!\''  # noqa: S608 - our own names
    part = "%" + word.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    done = session.execute(text(statement), {"word": word, "pseudonym": pseudonym, "part": part})
    return int(done.rowcount)  # type: ignore[attr-defined]  # what an UPDATE returns


def another_owner(session: Session, person_id: str) -> bool:
    """Whether somebody else owns the agency."""
    owners = select(MembershipRow.person_id).where(MembershipRow.client_id == "", MembershipRow.role == "owner")
    return session.scalar(owners.where(MembershipRow.person_id != person_id).limit(1)) is not None
