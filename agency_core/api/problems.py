"""The one map from errors to HTTP: every refusal is an RFC 9457 problem document that names the field and the remedy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from agency_core.errors import AgencyError, InvalidRows
from agency_core.observe import correlation
from agency_core.services.tries import TooManyTries

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/docs"
SEE_DOCS = f"Look at {DOCS}."
MOST_LISTED = 1_000
RETRY_AFTER = {"busy": "1", "storage_failed": "10"}
"""Seconds after which the same request may succeed, by the code of a refusal that says nothing about the request."""
SCHEMA = {
    "title": "Problem", "type": "object", "description": "A refusal, in the shape of RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance", "code", "field", "remedy", "errors", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "where the code is explained"},
        "title": {"type": "string", "description": "the kind of refusal, the same for every one of its code"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what happened this time"},
        "instance": {"type": "string", "description": "the path that was asked for"},
        "code": {"type": "string", "description": "the kind of refusal, for programs"},
        "field": {"type": "string", "description": "the field at fault, empty when there is none"},
        "remedy": {"type": "string", "description": "what to do about it"},
        "request_id": {"type": "string", "description": "the call's X-Request-Id, by which the log tells more"},
        "errors": {
            "type": "array", "description": "every field at fault",
            "items": {
                "type": "object", "required": ["field", "rule", "remedy"],
                "properties": {name: {"type": "string"} for name in ("field", "rule", "remedy")},
            },
        },
    },
}
_REFUSAL = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
DOCUMENTED: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "Refused; the problem says which field and what to do.", "content": _REFUSAL},
    "5XX": {"description": "A fault on our side.", "content": _REFUSAL},
}
"""What every operation may answer, for the OpenAPI document."""
_REMEDIES = {
    "missing": "Add it.",
    "extra_forbidden": f"Leave it out, or check its spelling in {DOCS}.",
    "enum": "Use one of: {expected}.",
    "literal_error": "Use one of: {expected}.",
    "string_type": "Send text in quotes.",
    "string_too_long": "Shorten it to {max_length} characters.",
    "string_too_short": "Write at least {min_length} character(s).",
    "too_long": "Send at most {max_length}.",
    "too_short": "Send at least {min_length}.",
    "int_type": "Send a whole number without quotes.",
    "int_parsing": "Send a whole number.",
    "float_type": "Send a number without quotes.",
    "bool_type": "Send true or false.",
    "greater_than_equal": "Use {ge} or more.",
    "less_than_equal": "Use {le} or less.",
    "dict_type": "Send an object: {{...}}.",
    "list_type": "Send a list: [...].",
    "tuple_type": "Send a list: [...].",
    "model_attributes_type": "Send an object with content type application/json.",
}
_SENTENCES = {
    404: ("There is nothing at {path}.", SEE_DOCS),
    405: ("{method} is not possible at {path}.", f"{SEE_DOCS} It lists the methods of each path."),
    400: ("The request cannot be read: {detail}", "Send valid JSON in UTF-8; for an upload, a form as curl -F sends it."),
}


@dataclass(frozen=True)
class Problem:
    """One refusal. `errors` lists each field at fault as {field, rule, remedy}."""

    status: int
    code: str
    title: str
    detail: str
    field: str = ""
    remedy: str = ""
    errors: Sequence[Mapping[str, str]] = ()

    def to_json(self, path: str) -> dict[str, Any]:
        """The members of the problem document; `path` is what was asked for, decoded."""
        listed = list(self.errors)
        if not listed and self.field:
            listed = [{"field": self.field, "rule": self.detail, "remedy": self.remedy}]
        return {
            "type": f"{DOCS}#problem-{self.code}", "title": self.title, "status": self.status, "detail": self.detail,
            "instance": quote(path), "code": self.code, "field": self.field, "remedy": self.remedy, "errors": listed,
            "request_id": correlation.current(),
        }

    def response(self, path: str, headers: Mapping[str, str] | None = None) -> Response:
        """The problem as an answer; whatever the reader sent stays escaped ASCII."""
        body = json.dumps(self.to_json(path)).encode()
        named = {"X-Request-Id": correlation.current()} if correlation.current() else {}
        return Response(body, self.status, {**named, **(headers or {})}, MEDIA_TYPE)


def of_agency_error(error: AgencyError) -> Problem:
    """The problem of an error that the product raised on purpose."""
    title = (type(error).__doc__ or "").strip().splitlines()[0]
    rows = error.errors if isinstance(error, InvalidRows) else ()
    listed = [{"field": field, "rule": rule, "remedy": remedy} for field, rule, remedy in rows[:MOST_LISTED]]
    return Problem(error.status, error.code, title, error.message, error.field, error.remedy, listed)


def beside(error: AgencyError) -> Mapping[str, str] | None:
    """The headers that belong to the refusal: when to try again, or that a token would be taken."""
    if isinstance(error, TooManyTries):
        return {"Retry-After": str(error.seconds)}
    if error.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": RETRY_AFTER[error.code]} if error.code in RETRY_AFTER else None


def of_validation(found: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem of a request that does not fit its schema; `found` are pydantic's errors."""
    if found and found[0]["type"] == "json_invalid":
        said = f"The body is not JSON: {found[0]['ctx']['error']} at character {found[0]['loc'][-1]}."
        return Problem(400, "malformed_json", "The body is not JSON.", said, "body", "Send valid JSON in UTF-8.")
    errors = [_named(each) for each in found]
    first = errors[0]
    more = f". {len(errors) - 1} more, see errors." if len(errors) > 1 else ""
    detail = f"{first['field']}: {first['rule'].rstrip('.') if more else first['rule']}{more}"
    return Problem(422, "invalid", "The input breaks a rule.", detail, first["field"], first["remedy"], errors)


def of_http(error: HTTPException, request: Request) -> Problem:
    """The problem of an error that the framework raised: no such path, no such method, unreadable body."""
    status = HTTPStatus(error.status_code)
    sentence, remedy = _SENTENCES.get(status, ("{detail}", SEE_DOCS))
    path = quote(request.scope["path"])
    detail = sentence.format(path=path, method=request.method, detail=error.detail)
    return Problem(status, status.name.lower(), status.phrase, detail, "", remedy)


def unexpected(error_id: str) -> Problem:
    """The problem of a fault of ours; the log holds the rest under `error_id`."""
    return Problem(
        500, "unexpected", "Something went wrong on our side.", f"Something went wrong on our side (error {error_id}).",
        "", f"Look for {error_id} in the log, and tell whoever runs this agency.",
    )


def install(app: FastAPI) -> None:
    """Teach `app` the map."""
    app.add_exception_handler(AgencyError, _agency_error)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)


async def _agency_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AgencyError)  # noqa: S101 - the registration says so; for the type checker
    if error.asked:
        await run_in_threadpool(request.app.state.agency().door.audit.turned_away, error)
    return of_agency_error(error).response(request.scope["path"], beside(error))


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the registration says so; for the type checker
    return of_validation(error.errors()).response(request.scope["path"])


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - the registration says so; for the type checker
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods(request))) or headers.get("Allow", "")
    return of_http(error, request).response(request.scope["path"], headers)


def _methods(request: Request) -> set[str]:
    """Every method that the path takes; the framework names those of one route only."""
    asked = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    return {method.upper() for path, methods in paths.items() if compile_path(path)[0].match(asked) for method in methods}


def _named(error: Mapping[str, Any]) -> dict[str, str]:
    context = error.get("ctx") or {}
    remedy = context.get("remedy") or _REMEDIES.get(error["type"], SEE_DOCS).format_map(context)
    rule = "Field required" if error["type"] == "missing" else str(error["msg"])
    return {"field": field_name(error["loc"]), "rule": rule, "remedy": str(remedy)}


def field_name(place: Sequence[str | int]) -> str:
    """How the reader would write the place of an error: `metrics.views`, `target_platforms[1]`; `body` for all of it."""
    parts = list(place[1:]) or [place[0]]
    name = ""
    for part in parts:
        name += f"[{part}]" if isinstance(part, int) else f".{part}"
    return name.lstrip(".")
