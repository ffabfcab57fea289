"""Questions about clients."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.errors import NotFound
from agency_core.models import (
    AttemptRow,
    Base,
    ClientRow,
    CompetitorCountRow,
    CompetitorRow,
    DeliveryRow,
    PostRow,
    SnapshotRow,
    UploadPostRow,
    UploadRejectRow,
    UploadRow,
)


def all_of(session: Session, actor: Actor) -> list[ClientRow]:
    """Every client that the actor reaches, real ones first, oldest first."""
    question = select(ClientRow).order_by(ClientRow.is_demo, ClientRow.created_at, ClientRow.id)
    if actor.clients is not None:
        question = question.where(ClientRow.id.in_(actor.clients))
    return list(session.scalars(question))


def get(session: Session, client_id: str) -> ClientRow:
    """The client with this id.

    Raises:
        NotFound: there is none.
    """
    row = session.get(ClientRow, client_id)
    if row is None:
        raise NotFound(f"There is no client {client_id!r}.", field="client_id", remedy="Check the id; it may have been deleted.")
    return row


def zone_of(session: Session, client_id: str) -> str:
    """The zone of a client as the database has it now, whatever this session has seen of it before."""
    return session.scalars(select(ClientRow.timezone).where(ClientRow.id == client_id)).one()


def retentions(session: Session) -> dict[str, dict[str, Any]]:
    """Of each client that wants something gone sooner, the days by kind."""
    return {key: kept for key, kept in session.execute(select(ClientRow.id, ClientRow.retention)) if kept}


def domains(session: Session) -> dict[str, str]:
    """Which client each domain of a brand belongs to; of two with the same one the older."""
    question = select(ClientRow.id, ClientRow.brand).order_by(ClientRow.created_at.desc(), ClientRow.id.desc())
    return {str(brand["domain"]): key for key, brand in session.execute(question) if brand.get("domain")}


def own(session: Session) -> ClientRow | None:
    """The oldest client that is not a demo."""
    question = select(ClientRow).where(ClientRow.is_demo.is_(False)).order_by(ClientRow.created_at, ClientRow.id)
    return session.scalar(question.limit(1))


def erase(session: Session, client_id: str) -> None:
    """Delete a client and every row that belongs to it, children first; what was done stays in the audit trail."""
    posts, rivals = select(PostRow.pk).where(PostRow.client_id == client_id), CompetitorRow.client_id == client_id
    for child, key, parent in (
        (AttemptRow, AttemptRow.delivery_id, select(DeliveryRow.id).where(DeliveryRow.client_id == client_id)),
        (SnapshotRow, SnapshotRow.post_pk, posts),
        (UploadPostRow, UploadPostRow.post_pk, posts),
        (CompetitorCountRow, CompetitorCountRow.competitor_id, select(CompetitorRow.id).where(rivals)),
        (UploadRejectRow, UploadRejectRow.upload_id, select(UploadRow.id).where(UploadRow.client_id == client_id)),
    ):
        session.execute(delete(child).where(key.in_(parent)))
    for table in reversed(Base.metadata.sorted_tables):
        if "client_id" in table.c and table.name != "audit":
            session.execute(delete(table).where(table.c.client_id == client_id))
    session.execute(delete(ClientRow).where(ClientRow.id == client_id))
