"""What LinkedIn's refusals mean, by status and code."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.http_client import Answer, AnswerLost
from agency_core.platforms.wire import retry_after

WAITING_UPLOAD_SECONDS = 5
_POST_URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")
_BY_CODE = {
    "REVOKED_ACCESS_TOKEN": Failure.AUTH_REVOKED,
    "DUPLICATE_POST": Failure.DUPLICATE_CONTENT,
    "MEDIA_ASSET_WAITING_UPLOAD": Failure.MEDIA_PROCESSING,
    "MEDIA_ASSET_PROCESSING_FAILED": Failure.MEDIA_EXPIRED,
    "EXPIRED_UPLOAD_URL": Failure.MEDIA_EXPIRED,
    "VERSION_MISSING": Failure.CONTRACT_SUNSET,
    "NONEXISTENT_VERSION": Failure.CONTRACT_SUNSET,
}
_BY_STATUS = {
    401: Failure.AUTH_EXPIRED,
    403: Failure.PERMISSION_DENIED,
    404: Failure.NOT_FOUND,
    408: Failure.TRANSIENT,
    409: Failure.TRANSIENT,
    426: Failure.CONTRACT_SUNSET,
    429: Failure.RATE_LIMITED,
}
_REMEDIES = {
    Failure.AUTH_REVOKED: "Connect the account again.",
    Failure.PERMISSION_DENIED: "Connect the account again and grant the permission to post.",
    Failure.CONTRACT_SUNSET: "Update the product: this version of LinkedIn's interface has ended.",
}


def classified(answer: Answer, now: datetime) -> PlatformError:
    """The failure that an answer which is not 2xx stands for."""
    said = _said(answer)
    first = _first_input_error(said)
    codes = [str(code) for code in (first.get("code"), said.get("code")) if code]
    failure = next((_BY_CODE[code] for code in codes if code in _BY_CODE), None) or _by_status(answer.status)
    message = str(said.get("message") or first.get("description") or f"LinkedIn answered {answer.status}.")
    return PlatformError(
        failure,
        message,
        network_code=codes[0] if codes else str(answer.status),
        http_status=answer.status,
        retry_at=_retry_at(failure, answer, now),
        existing=_existing(failure, said, first),
        field=_field(first),
        remedy=_REMEDIES.get(failure, ""),
    )


def next_utc_day(now: datetime) -> datetime:
    """LinkedIn's daily limits start anew at midnight UTC."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


def _by_status(status: int) -> Failure:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return Failure.CONTENT_REJECTED if 400 <= status < 500 else Failure.TRANSIENT


def _said(answer: Answer) -> dict[str, Any]:
    try:
        body = answer.json()
    except AnswerLost:
        return {}  # a proxy's error page: the status alone decides
    return body if isinstance(body, dict) else {}


def _first_input_error(said: dict[str, Any]) -> dict[str, Any]:
    details = said.get("errorDetails")
    errors = details.get("inputErrors") if isinstance(details, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return first if isinstance(first, dict) else {}


def _existing(failure: Failure, said: dict[str, Any], first: dict[str, Any]) -> str:
    if failure is not Failure.DUPLICATE_CONTENT:
        return ""
    found = _POST_URN.search(f"{first.get('description', '')} {said.get('message', '')}")
    return found[0] if found else ""


def _field(first: dict[str, Any]) -> str:
    path = first.get("input", {})
    for key in ("inputPath", "fieldPath"):
        path = path.get(key, {}) if isinstance(path, dict) else {}
    return {"/commentary": "text", "commentary": "text"}.get(path, path) if isinstance(path, str) else ""


def _retry_at(failure: Failure, answer: Answer, now: datetime) -> datetime | None:
    if failure is Failure.RATE_LIMITED:
        return retry_after(answer, now) or next_utc_day(now)
    if failure is Failure.MEDIA_PROCESSING:
        return now + timedelta(seconds=WAITING_UPLOAD_SECONDS)
    return retry_after(answer, now) if failure is Failure.TRANSIENT else None
