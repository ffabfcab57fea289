"""Stamp: content keeps what the files that it shows hold, so that an approval covers them and not only their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from agency_core.domain.content import MediaItem
from agency_core.domain.media import file_of
from agency_core.models import ContentRow
from agency_core.store.queries import media as medias

Stored = list[dict[str, Any]]


def stamped(session: Session, client_id: str, media: Stored, kept: Sequence[MediaItem] = ()) -> Stored:
    """Media as content stores them, each of the client's library with the SHA-256 of its file.

    Args:
        session: the caller's transaction.
        client_id: whose content it is.
        media: as they were proposed.
        kept: what the content showed before; what is still shown keeps what it was approved with.
    """
    before = {item.url: item.sha256 for item in kept}
    files = {file_of(each["url"]) for each in media if each["url"] not in before} - {""}
    known = medias.named(session, client_id, files) if files else {}
    now = {view.url: view.sha256 for view in known.values()}
    return [{**each, "sha256": before.get(each["url"], now.get(each["url"], ""))} for each in media]


def other_files(session: Session, contents: Sequence[ContentRow]) -> frozenset[str]:
    """Ids of those contents of which a file is not the one that they were given any more; one question for all."""
    wanted = {
        (each.id, file_of(item["url"])): item["sha256"] for each in contents for item in each.media if item.get("sha256")
    }
    found = medias.digests(session, {file for _, file in wanted}) if wanted else {}
    return frozenset(content_id for (content_id, file), digest in wanted.items() if found.get(file) != digest)
