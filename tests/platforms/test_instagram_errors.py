"""The Graph interface's refusals, one by one."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.http_client import Answer
from agency_core.platforms.graph.errors import classified as by_table
from agency_core.platforms.instagram.errors import REFUSALS, container_failure

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
F = Failure


def classified(answer: Answer, now: datetime) -> PlatformError:
    return by_table(answer, now, REFUSALS)


def refusal(code: int, subcode: int = 0, status: int = 400, headers: dict | None = None, **more: object) -> Answer:
    error = {"message": "Etwas ging schief", "code": code, "error_subcode": subcode, **more}
    return Answer(status, headers or {}, json.dumps({"error": error}).encode())


@pytest.mark.parametrize(
    ("code", "subcode", "failure"),
    [
        (190, 463, F.AUTH_EXPIRED), (190, 467, F.AUTH_EXPIRED), (190, 0, F.AUTH_EXPIRED), (102, 0, F.AUTH_EXPIRED),
        (190, 458, F.AUTH_REVOKED), (190, 460, F.AUTH_REVOKED), (190, 459, F.AUTH_REVOKED), (190, 464, F.AUTH_REVOKED),
        (10, 0, F.PERMISSION_DENIED), (3, 0, F.PERMISSION_DENIED), (200, 0, F.PERMISSION_DENIED),
        (299, 0, F.PERMISSION_DENIED), (4, 0, F.RATE_LIMITED), (17, 0, F.RATE_LIMITED), (32, 0, F.RATE_LIMITED),
        (341, 0, F.RATE_LIMITED), (613, 0, F.RATE_LIMITED), (80001, 0, F.RATE_LIMITED), (80002, 0, F.RATE_LIMITED),
        (9007, 2207027, F.MEDIA_PROCESSING), (24, 2207008, F.MEDIA_EXPIRED), (24, 2207006, F.MEDIA_EXPIRED),
        (-2, 2207020, F.MEDIA_EXPIRED), (-2, 2207003, F.TRANSIENT), (-1, 2207001, F.TRANSIENT), (-1, 2207032, F.TRANSIENT),
        (-1, 2207053, F.TRANSIENT), (2, 0, F.TRANSIENT), (1, 0, F.TRANSIENT), (9004, 2207052, F.MEDIA_REJECTED),
        (9, 2207042, F.QUOTA_EXHAUSTED), (4, 2207051, F.ACCOUNT_RESTRICTED), (25, 2207050, F.ACCOUNT_RESTRICTED),
        (36000, 2207004, F.MEDIA_REJECTED), (36001, 2207005, F.MEDIA_REJECTED), (36003, 2207009, F.MEDIA_REJECTED),
        (352, 2207026, F.MEDIA_REJECTED), (36004, 2207010, F.CONTENT_REJECTED), (100, 2207023, F.CONTENT_REJECTED),
        (100, 2207028, F.CONTENT_REJECTED), (100, 2207040, F.CONTENT_REJECTED), (1, 2207057, F.CONTENT_REJECTED),
        (100, 33, F.NOT_FOUND), (2635, 0, F.CONTRACT_SUNSET), (777, 0, F.CONTENT_REJECTED),
    ],
)  # fmt: skip
def test_refusal_is_classified_by_code_and_subcode(code, subcode, failure):
    error = classified(refusal(code, subcode), NOW)
    assert (error.failure, error.network_code) == (failure, f"{code}/{subcode}" if subcode else str(code))


def test_text_and_status_change_nothing_that_a_code_says():
    said = {"message": "Error validating access token: Session has expired", "error_user_msg": "Rate limit"}
    assert classified(refusal(36003, 2207009, 500, **said), NOW).failure is F.MEDIA_REJECTED


@pytest.mark.parametrize(
    ("status", "failure"),
    [(401, F.AUTH_EXPIRED), (403, F.PERMISSION_DENIED), (404, F.NOT_FOUND), (429, F.RATE_LIMITED), (400, F.CONTENT_REJECTED),
     (409, F.TRANSIENT), (500, F.TRANSIENT), (302, F.TRANSIENT)],
)  # fmt: skip
def test_without_an_envelope_the_status_decides(status, failure):
    assert classified(Answer(status, {}, b"<html>"), NOW).failure is failure


def test_unknown_code_that_says_it_passes_is_transient():
    assert classified(refusal(778, is_transient=True), NOW).failure is F.TRANSIENT


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ('{"1": [{"type": "instagram", "estimated_time_to_regain_access": 25}]}', timedelta(minutes=25)),
        ('{"1": [{"estimated_time_to_regain_access": 3}], "2": [{"estimated_time_to_regain_access": 9}]}', timedelta(minutes=9)),
        ('{"1": [{"estimated_time_to_regain_access": 99999}]}', timedelta(hours=24)),
        ('{"1": [{"estimated_time_to_regain_access": 0}]}', timedelta(hours=1)),
        ("nonsense", timedelta(hours=1)),
        ("", timedelta(hours=1)),
    ],
)
def test_rate_limit_ends_when_the_business_header_says(header, wait):
    answer = refusal(80002, headers={"x-business-use-case-usage": header})
    assert classified(answer, NOW).retry_at == NOW + wait


def test_quota_is_a_rolling_day():
    assert classified(refusal(9, 2207042), NOW).retry_at == NOW + timedelta(hours=24)


@pytest.mark.parametrize(
    ("status", "failure", "code"),
    [
        ("Error: Media upload has failed with error code 2207026", F.MEDIA_REJECTED, "2207026"),
        ("Error: Media upload has failed with error code 2207053", F.MEDIA_EXPIRED, "2207053"),
        ("Fehler", F.MEDIA_REJECTED, "ERROR"),
        ("", F.MEDIA_REJECTED, "ERROR"),
    ],
)
def test_failed_container_is_made_anew_only_when_that_may_help(status, failure, code):
    error = container_failure(status)
    assert (error.failure, error.network_code, bool(error.message)) == (failure, code, True)
