"""Questions about people and what they are for each client."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from agency_core.domain.permission import Role
from agency_core.domain.person import PersonStatus, PersonView
from agency_core.errors import NotFound
from agency_core.models import MembershipRow, PersonRow
from agency_core.store.rows import fetch


def get(session: Session, person_id: str) -> PersonRow:
    """The person with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, PersonRow, person_id)
    if row is None:
        raise NotFound("There is no such person.", field="person_id", remedy="Check the id.")
    return row


def of_email(session: Session, email: str) -> PersonRow | None:
    """The person with this address, written in lower case."""
    return session.scalars(select(PersonRow).where(PersonRow.email == email)).one_or_none()


def of_subject(session: Session, subject: str) -> PersonRow | None:
    """The person whom the identity provider knows by this name."""
    return session.scalars(select(PersonRow).where(PersonRow.subject == subject).limit(1)).one_or_none() if subject else None


def names(session: Session) -> dict[str, str]:
    """What everybody is called, by id."""
    return {person_id: name for person_id, name in session.execute(select(PersonRow.id, PersonRow.name))}


def any_owner(session: Session) -> bool:
    """Whether somebody owns this agency, also somebody who is disabled."""
    return bool(session.scalar(select(exists().where(MembershipRow.client_id == "", MembershipRow.role == Role.OWNER))))


def other_owners(session: Session, person_id: str) -> int:
    """How many owners there are who may come in, without this person."""
    question = (
        select(func.count())
        .select_from(MembershipRow)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(
            MembershipRow.client_id == "", MembershipRow.role == Role.OWNER, PersonRow.status == PersonStatus.ACTIVE,
            PersonRow.id != person_id,
        )
    )
    return session.scalar(question) or 0


def owners(session: Session) -> list[PersonRow]:
    """Everybody who owns the agency."""
    is_one = (MembershipRow.client_id == "") & (MembershipRow.role == Role.OWNER)
    return list(session.scalars(select(PersonRow).join(MembershipRow, MembershipRow.person_id == PersonRow.id).where(is_one)))


def roles_of(session: Session, person_id: str) -> dict[str, Role]:
    """What a person is, by client."""
    question = select(MembershipRow.client_id, MembershipRow.role).where(MembershipRow.person_id == person_id)
    return {client_id: Role(role) for client_id, role in session.execute(question)}


def every(session: Session, clients: Iterable[str] | None) -> list[PersonView]:
    """People who are something for one of `clients` (all people when None), by name, with what they are for all clients."""
    question = select(PersonRow).order_by(func.lower(PersonRow.name), PersonRow.id)
    if clients is not None:
        members = select(MembershipRow.person_id).where(MembershipRow.client_id.in_(list(clients)))
        question = question.where(PersonRow.id.in_(members))
    rows = list(session.scalars(question))
    held: dict[str, dict[str, Role]] = {row.id: {} for row in rows}
    for each in session.scalars(select(MembershipRow).where(MembershipRow.person_id.in_(held))):
        held[each.person_id][each.client_id] = Role(each.role)
    return [view(row, held[row.id]) for row in rows]


def leave(session: Session, person_id: str, client_id: str) -> None:
    """Let a person be nothing for a client."""
    session.execute(delete(MembershipRow).where(MembershipRow.person_id == person_id, MembershipRow.client_id == client_id))


def view(row: PersonRow, roles: dict[str, Role]) -> PersonView:
    """A frozen copy, without anything that is secret."""
    return PersonView(
        id=row.id, email=row.email, name=row.name, status=row.status, roles=roles, has_password=bool(row.password),
        has_totp=bool(row.totp), created_at=row.created_at, last_seen_at=row.last_seen_at,
    )
