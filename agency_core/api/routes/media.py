"""The media library, and the files that it, drawn cards and fitted copies are served from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote

from anyio import from_thread
from fastapi import APIRouter, Header, Query, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from agency_core.api import answers, kept
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.media import MediaQuery, MediumEdit, NewMedium, SendingQuery
from agency_core.api.schemas.words import ThePart
from agency_core.domain.media import FILE_NAME, SUFFIXES, MediaUse, MediaView, Sending
from agency_core.errors import Invalid, NotFound

router = APIRouter(prefix="/media", tags=["Media"])
TYPES = {suffix: mime for mime, suffix in SUFFIXES.items()} | {"jpeg": "image/jpeg"}
_SAFE = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, max-age=86400, immutable"}
_CONTENT: dict[str, Any] = {"content": {"image/*": {}, "video/*": {}, "application/pdf": {}}}
_FILE: dict[int | str, dict[str, Any]] = {200: _CONTENT, 206: {**_CONTENT, "description": "The asked range of the file."}}
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_RAW = {"requestBody": {"required": True, "content": _BINARY}}


@router.post("", status_code=201, response_model=MediaView, openapi_extra=_RAW)
def add(
    request: Request, agency: TheAgency, actor: TheActor, wish: Annotated[NewMedium, Query()],
    x_filename: Annotated[str, Header(max_length=1000, description="Its name, percent-encoded where it is not ASCII.")] = "",
) -> Response:
    """Keep a file: the body is the file itself. The same file again answers the medium that is there."""
    place = wish.client_id or agency.clients.own(actor).id
    made = agency.library.add(
        actor, place, name=unquote(x_filename, errors="replace"), chunks=_pulled(request), alt_text=wish.alt_text
    )
    return answers.one(MediaView, made, status=201, location=f"/media/items/{made.id}")


@router.get("", response_model=answers.list_model("media", MediaView))
def list_media(agency: TheAgency, actor: TheActor, query: Annotated[MediaQuery, Query()]) -> Response:
    """Media, newest first."""
    return answers.listing("media", MediaView, agency.library.list(actor, filter=query.filter(), page=query.page()))


@router.get("/items/{media_id}", response_model=MediaView)
def get(agency: TheAgency, actor: TheActor, media_id: str) -> Response:
    """One medium."""
    return answers.one(MediaView, agency.library.get(actor, media_id))


@router.patch("/items/{media_id}", response_model=MediaView)
def update(agency: TheAgency, actor: TheActor, media_id: str, body: MediumEdit) -> Response:
    """Rename a medium or say what it shows. Content keeps the description that it was given."""
    return answers.one(MediaView, agency.library.update(actor, media_id, changes=body.changes()))


@router.delete("/items/{media_id}", status_code=204)
def delete(agency: TheAgency, actor: TheActor, media_id: str) -> Response:
    """Delete a medium and its files; refused while content that is not published yet shows it."""
    agency.library.delete(actor, media_id)
    return answers.nothing()


@router.get("/items/{media_id}/uses", response_model=answers.list_model("uses", MediaUse))
def uses(agency: TheAgency, actor: TheActor, media_id: str, query: ThePart) -> Response:
    """The content that shows a medium, newest first."""
    return answers.part("uses", MediaUse, agency.library.used_by(actor, media_id), query.page())


@router.get("/items/{media_id}/sendings", response_model=answers.list_model("sendings", Sending))
def sendings(agency: TheAgency, actor: TheActor, media_id: str, query: Annotated[SendingQuery, Query()]) -> Response:
    """What each platform is sent of a medium, once it is made to fit."""
    return answers.every("sendings", Sending, agency.library.sent_as(actor, media_id, platforms=query.platforms()))


@router.get("/thumb/{media_id}", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def thumb(request: Request, agency: TheAgency, actor: TheActor, media_id: str) -> Response:
    """A small picture of a medium."""
    return kept.answer(agency.library.thumb(actor, media_id), "image/jpeg", _SAFE, asked=request.headers)


@router.get("/{name}", response_class=Response, responses=_FILE)
def picture(request: Request, agency: TheAgency, actor: TheActor, name: str) -> Response:
    """One file of the media folder, by its name: drawn cards, media of the library and the copies that platforms are sent.

    Whoever asks sees the files of their clients; a network needs the signed address that it was given, which is good for a day.
    """
    match = FILE_NAME.fullmatch(name)
    folder: Path | None = request.app.state.media_folder
    if folder is None or match is None:
        raise NotFound("There is no such file.", field="name", remedy="Check the name.")
    saved = {"Content-Disposition": "attachment"} if match[1] == "pdf" else {}
    file = agency.library.shown(actor, folder / name)
    return kept.answer(file, TYPES[match[1]], {**_SAFE, **saved}, asked=request.headers)


def _pulled(request: Request) -> Iterator[bytes]:
    """The body, piece by piece, as it arrives."""
    stream = request.stream()
    try:
        while (chunk := from_thread.run(anext, stream, None)) is not None:
            yield chunk
    except ClientDisconnect as error:
        raise Invalid("The upload broke off.", field="file", remedy="Send the file again.") from error
