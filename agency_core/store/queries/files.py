"""Questions about which client a kept file is of."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency_core.models import MediaRow, ReportRow, UploadRow


def uploads(session: Session) -> list[tuple[str, str]]:
    """The client and the path of each upload whose file is kept."""
    found = session.execute(select(UploadRow.client_id, UploadRow.path).where(UploadRow.path != ""))
    return [(client_id, path) for client_id, path in found]


def reports(session: Session) -> list[tuple[str, str]]:
    """The client and the id of each report."""
    return [(client_id, report_id) for client_id, report_id in session.execute(select(ReportRow.client_id, ReportRow.id))]


def media(session: Session) -> list[tuple[str, str, str]]:
    """The client, the file and the small picture (empty: there is none) of each medium."""
    found = session.execute(select(MediaRow.client_id, MediaRow.file, MediaRow.thumb))
    return [(client_id, file, thumb) for client_id, file, thumb in found]
