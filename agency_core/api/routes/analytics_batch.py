"""/api/analytics/batch: what programs of your own counted, many posts at once."""

from __future__ import annotations

from fastapi import APIRouter, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.uploads import CountedPosts
from agency_core.domain.upload import BatchView

router = APIRouter(prefix="/analytics/batch", tags=["Analytics"])


@router.post("", response_model=BatchView)
def batch(agency: TheAgency, actor: TheActor, body: CountedPosts) -> Response:
    """Record counts of up to 10,000 posts: all or none, unless `partial` is set; the same again adds nothing."""
    place = body.client_id or agency.clients.own(actor).id
    view = agency.uploads.batch.record(actor, place, rows=body.wanted(), partial=body.partial)
    return answers.one(BatchView, view)
