"""Who a LinkedIn token acts for, how it is renewed with our application's keys, and the rules of comments and documents."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, AppKeys, Failure, Media, Parent, PlatformError, Shaped
from agency_core.http_client import Answer
from agency_core.platforms import CONNECTORS, Context

LINKEDIN = CONNECTORS["linkedin"]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROLES = {"elements": [{"organization": "urn:li:organization:5"}, {"organizationTarget": "urn:li:organization:6"}, {"role": "x"}]}


class Pages:
    """A network that answers by the end of the path, 403 to everything else."""

    def __init__(self, **pages) -> None:
        self.pages, self.calls = pages, []

    def request(self, method, url, call=None, *, deadline=30.0, cap=5_000_000):
        self.calls.append((method, url, call))
        name = url.split("?")[0].rsplit("/", 1)[-1]
        found = self.pages.get(name if name.isidentifier() else f"_{name}", 403)
        return Answer(found, {}, b"{}") if isinstance(found, int) else Answer(200, {}, json.dumps(found).encode())


def context(http, app: AppKeys | None = None) -> Context:
    account = Account("a", Platform.LINKEDIN, "https://api.linkedin.com", "", "secret", "again", is_sandbox=False)
    return Context(account, http, MovableClock(NOW), app)


def failure_of(attempt) -> Failure:
    with pytest.raises(PlatformError) as caught:
        attempt()
    return caught.value.failure


def test_member_and_each_organization_once_whatever_the_field_is_called():
    http = Pages(userinfo={"sub": "abc", "name": "Ann"}, organizationAcls=ROLES, _5={"localizedName": "Bread"})
    found = [(one.external_id, one.display_name) for one in LINKEDIN.profiles(context(http))]
    assert found == [
        ("urn:li:person:abc", "Ann"), ("urn:li:organization:5", "Bread"), ("urn:li:organization:6", "Organization 6"),
    ]  # fmt: skip
    assert http.calls[0][1] == "https://api.linkedin.com/v2/userinfo"


def test_token_with_fewer_permissions_acts_for_fewer():
    assert [one.external_id for one in LINKEDIN.profiles(context(Pages(userinfo={"sub": "abc"})))] == ["urn:li:person:abc"]
    only = Pages(organizationAcls=ROLES)
    assert [one.external_id for one in LINKEDIN.profiles(context(only))] == ["urn:li:organization:5", "urn:li:organization:6"]
    assert failure_of(lambda: LINKEDIN.profiles(context(Pages()))) is Failure.PERMISSION_DENIED
    assert failure_of(lambda: LINKEDIN.profiles(context(Pages(userinfo=401)))) is Failure.AUTH_EXPIRED


@pytest.mark.parametrize("app", [None, AppKeys("id", "hidden")])
def test_refresh_proves_which_application_asks(app):
    http = Pages(accessToken={"access_token": "new", "expires_in": 60})
    LINKEDIN.refresh(context(http, app))
    keys = {"client_id": "id", "client_secret": "hidden"} if app else {}
    assert http.calls[0][2].data == {"grant_type": "refresh_token", "refresh_token": "again", **keys}


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b'{"error": "invalid_grant"}', Failure.AUTH_REVOKED), (b'{"error": "invalid_client"}', Failure.PERMISSION_DENIED),
        (b"<html>", Failure.AUTH_REVOKED), (b"[]", Failure.AUTH_REVOKED),
    ],
)  # fmt: skip
def test_wrong_keys_of_the_application_do_not_disconnect_the_account(body, failure):
    http = Pages()
    http.request = lambda *args, **kwargs: Answer(401, {}, body)
    assert failure_of(lambda: LINKEDIN.refresh(context(http))) is failure


IMAGE = Media("https://media.example/a.jpg", "/media/a.jpg", "image/jpeg", 1080, 1080, 400_000)
PAPER = Media("https://media.example/a.pdf", "/media/a.pdf", "application/pdf", 0, 0, 4_000)
BELOW = Parent("urn:li:share:1")


@pytest.mark.parametrize(
    ("shaped", "found"),
    [
        (Shaped("text_post", "(" * 1250, parent=BELOW), []),
        (Shaped("text_post", "a" * 1251, parent=BELOW), ["text_limit"]),
        (Shaped("text_post", " ", parent=BELOW), ["text_required"]),
        (Shaped("text_post", "a", media=(IMAGE,), parent=BELOW), ["comment_media"]),
        (Shaped("document", "a", "Title", media=(PAPER,)), []),
        (Shaped("document", "a", " ", media=(PAPER,)), ["document_title"]),
        (Shaped("document", "a", "Title"), ["media_min"]),
        (Shaped("document", "a", "Title", media=(IMAGE,)), ["media_sort"]),
        (Shaped("document", "a", "Title", media=(replace(PAPER, bytes=100_000_001),)), ["document_bytes"]),
        (Shaped("article", "a", "Title", "https://a.example", media=(IMAGE,)), []),
        (Shaped("article", "a", "Title", "https://a.example", media=(IMAGE, IMAGE)), ["media_max"]),
        (Shaped("article", "a", "Title", "https://a.example", media=(PAPER,)), ["media_sort"]),
    ],
)
def test_rules_of_comments_documents_and_thumbnails(shaped, found):
    assert [issue.rule for issue in LINKEDIN.validate(shaped, {})] == found
