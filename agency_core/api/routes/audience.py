"""/api/analytics/followers: how many follow the profiles of a client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.analytics import PeriodQuery
from agency_core.api.schemas.audience import FollowerRows
from agency_core.api.schemas.words import PlatformName
from agency_core.domain.audience import CountFile, CountsRead, Following, Growth, Kept

router = APIRouter(prefix="/analytics/followers", tags=["Audience"])
CHUNK = 256 * 1024
Period = Annotated[PeriodQuery, Query()]


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of an upload, piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk


@router.post("", status_code=201, response_model=Kept)
def record_followers(agency: TheAgency, actor: TheActor, body: FollowerRows) -> Response:
    """Record how many followed on some days; the same again changes nothing."""
    place = body.client_id or agency.clients.own(actor).id
    kept = agency.audience.record(actor, place, [each.new() for each in body.rows])
    return answers.one(Kept, kept, status=201, location="/analytics/followers")


@router.post("/import", response_model=CountsRead)
def read_followers(  # noqa: PLR0913 - a form has as many fields as it has
    agency: TheAgency, actor: TheActor, file: Annotated[UploadFile, File()], platform: Annotated[PlatformName, Form()],
    client_id: Annotated[str, Form(max_length=64)] = "", profile: Annotated[str, Form(max_length=300)] = "",
    dry_run: Annotated[bool, Form()] = True,
) -> Response:
    """Take a sheet with the columns Date and Followers (totals) of one profile; with `dry_run=false` its rows are kept."""
    place = client_id or agency.clients.own(actor).id
    given = CountFile(file.filename or "", chunks(file.file))
    found = agency.audience.read(actor, place, given, name=platform, profile=profile, is_dry_run=dry_run)
    return answers.one(CountsRead, found)


@router.get("", response_model=answers.list_model("followers", Following))
def followers(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """The followers of each profile by day; days without a count are left out."""
    return answers.every("followers", Following, agency.audience.history(actor, wanted=query.wanted()))


@router.get("/growth", response_model=answers.list_model("growth", Growth))
def follower_growth(agency: TheAgency, actor: TheActor, query: Period) -> Response:
    """How each profile grew in the period, against as many days before."""
    return answers.every("growth", Growth, agency.audience.growth(actor, wanted=query.wanted()))
