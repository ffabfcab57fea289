"""X's refusals, one by one."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.publishing import Failure
from agency_core.http_client import Answer
from agency_core.platforms.x.errors import classified

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
CREDITS = "Your enrolled account [1] does not have any credits to fulfill this request."
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
F = Failure
KIND = "https://api.twitter.com/2/problems/"


def refusal(status: int, title: str = "", detail: str = "", kind: str = "about:blank", **more: object) -> Answer:
    body = {"title": title, "detail": detail, "type": kind, "status": status, **more}
    return Answer(status, {}, json.dumps(body).encode())


def told(message: str, **parameters: list[str]) -> Answer:
    errors = [{"message": message, "parameters": parameters}]
    detail = "One or more parameters to your request was invalid."
    return refusal(400, "Invalid Request", detail, f"{KIND}invalid-request", errors=errors)


@pytest.mark.parametrize(
    ("answer", "failure", "code"),
    [
        (refusal(401, "Unauthorized", "Unauthorized"), F.AUTH_EXPIRED, "Unauthorized"),
        (refusal(402, "CreditsDepleted", CREDITS, KIND + "credits"), F.BILLING_REQUIRED, "CreditsDepleted"),
        (refusal(403, "Forbidden", DUPLICATE), F.DUPLICATE_CONTENT, "Forbidden"),
        (refusal(403, "Forbidden", "You are not permitted to perform this action."), F.PERMISSION_DENIED, "Forbidden"),
        (refusal(403, "Client Forbidden", "x", KIND + "client-forbidden"), F.PERMISSION_DENIED, "Client Forbidden"),
        (refusal(403, "Unsupported Authentication", "App-only"), F.PERMISSION_DENIED, "Unsupported Authentication"),
        (refusal(403, "Forbidden", "Your account is suspended."), F.ACCOUNT_RESTRICTED, "Forbidden"),
        (refusal(403, "Forbidden", "This account is temporarily locked."), F.ACCOUNT_RESTRICTED, "Forbidden"),
        (refusal(403, "UsageCapExceeded", "cap", KIND + "usage-capped"), F.QUOTA_EXHAUSTED, "UsageCapExceeded"),
        (refusal(429, "UsageCapExceeded", "cap"), F.QUOTA_EXHAUSTED, "UsageCapExceeded"),
        (refusal(429, "Too Many Requests", "x", KIND + "rate-limit-exceeded"), F.RATE_LIMITED, "Too Many Requests"),
        (Answer(429, {}, b"Too Many Requests"), F.RATE_LIMITED, "429"),
        (refusal(400, "Invalid Request", "Your media IDs are invalid."), F.MEDIA_EXPIRED, "Invalid Request"),
        (told("Your media IDs are invalid."), F.MEDIA_EXPIRED, "Invalid Request"),
        (refusal(400, "InvalidMedia", "InvalidMedia: unsupported"), F.MEDIA_REJECTED, "InvalidMedia"),
        (told("$.surprise: is not defined in the schema", surprise=["1"]), F.CONTENT_REJECTED, "Invalid Request"),
        (refusal(404, "Not Found Error", "gone"), F.NOT_FOUND, "Not Found Error"),
        (refusal(413, "Payload Too Large"), F.MEDIA_REJECTED, "Payload Too Large"),
        (refusal(422, "Something New"), F.CONTENT_REJECTED, "Something New"),
        (refusal(409, "Conflict"), F.TRANSIENT, "Conflict"),
        (refusal(503, "Service Unavailable"), F.TRANSIENT, "Service Unavailable"),
        (Answer(504, {}, b"<html>gateway</html>"), F.TRANSIENT, "504"),
        (Answer(400, {}, b"[]"), F.CONTENT_REJECTED, "400"),
    ],
)  # fmt: skip
def test_refusal_is_classified_by_status_type_and_words(answer, failure, code):
    error = classified(answer, NOW)
    assert (error.failure, error.network_code, error.http_status) == (failure, code, answer.status)


def test_field_at_fault_is_named():
    assert classified(told("$.text: is too strange", text=["?"]), NOW).field == "text"
    assert classified(refusal(400, "Invalid Request"), NOW).field == ""


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 300)}, 5),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) - 300)}, 0),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 10**6)}, 24 * 60),
        ({"x-rate-limit-reset": "99999999999999999999"}, 15),
        ({"x-rate-limit-reset": "soon"}, 15),
        ({"retry-after": "120"}, 2),
        (
            {
                "x-rate-limit-reset": str(int(NOW.timestamp()) + 300), "x-user-limit-24hour-remaining": "0",
                "x-user-limit-24hour-reset": str(int(NOW.timestamp()) + 7200),
            },
            120,
        ),
        ({}, 15),
    ],
)  # fmt: skip
def test_rate_limit_lasts_until_the_window_ends(headers, minutes):
    assert classified(Answer(429, headers, b""), NOW).retry_at == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize("status", [401, 402, 403, 400])
def test_other_refusals_name_no_time_to_try_again(status):
    assert classified(Answer(status, {"x-rate-limit-reset": "1795470000", "retry-after": "5"}, b"{}"), NOW).retry_at is None
