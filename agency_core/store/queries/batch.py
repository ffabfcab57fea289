"""Questions about the posts that a batch of counts names."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.models import ContentRow, PostRow
from agency_core.store.bulk import among
from agency_core.store.queries import metric as metrics


def contents_of_names(session: Session, client_id: str, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The content of posts by (platform, external id), of those that are known; empty where it is not ours."""
    known = metrics.pks_of(session, client_id, names)
    question = select(PostRow.pk, PostRow.content_id).where(among(session, PostRow.pk, known.values()))
    contents = {pk: content_id for pk, content_id in session.execute(question)}
    return {name: contents[pk] for name, pk in known.items()}


def contents(session: Session, client_id: str, ids: Collection[str]) -> dict[str, ContentRow]:
    """Contents of a client by id, of those that there are."""
    if not ids:
        return {}
    question = select(ContentRow).where(among(session, ContentRow.id, ids), ContentRow.client_id == client_id)
    return {row.id: row for row in session.scalars(question)}


def free(session: Session, client_id: str, names: Sequence[tuple[str, str]]) -> list[PostRow]:
    """The posts with these names that are of no content."""
    pks = metrics.pks_of(session, client_id, names).values()
    return list(session.scalars(select(PostRow).where(among(session, PostRow.pk, pks), PostRow.content_id == "")))
