"""A real Bluesky server with two people on it, one of whom made an app password for us."""

import base64
import hashlib
import hmac
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from agency_core.domain.clock import SystemClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, Media, Phase, PublishState, Shaped
from agency_core.http_client import Answer, Call, HttpClient
from agency_core.platforms import CONNECTORS, Context
from agency_core.platforms.bluesky import session
from tests.pds.node import Unavailable
from tests.pds.server import cache_folder, installed, running

BLUESKY = CONNECTORS["bluesky"]
PATIENCE = float(os.environ.get("PDS_PATIENCE", "1200"))
"""Seconds that installing the server may take."""
JWT_SECRET = b"only-for-tests"


@dataclass
class RealServer:
    """The server, and alice's account on it."""

    base: str
    http: HttpClient
    account: Account
    folder: Path

    @property
    def context(self) -> Context:
        return Context(self.account, self.http, SystemClock())

    def asked(self, name: str, **params: str) -> Answer:
        return self.http.request("GET", f"{self.base}/xrpc/{name}", Call(params=params))

    def told(self, name: str, body: dict[str, Any], token: str = "") -> Answer:
        sent = {"Authorization": f"Bearer {token or self.account.access_token}"}
        return self.http.request("POST", f"{self.base}/xrpc/{name}", Call(sent, json=body))

    def record(self, rkey: str) -> dict[str, Any]:
        names = {"repo": self.account.external_id, "collection": "app.bsky.feed.post", "rkey": rkey}
        return self.asked("com.atproto.repo.getRecord", **names).json()

    def count(self) -> int:
        names = {"repo": self.account.external_id, "collection": "app.bsky.feed.post", "limit": "100"}
        return len(self.asked("com.atproto.repo.listRecords", **names).json()["records"])

    def armed(self, shaped: Shaped) -> PublishState:
        state = PublishState()
        while state.phase is not Phase.ARMED:
            state = PublishState.from_json(BLUESKY.step(state, shaped, self.context).to_json())
        return replace(state.at(Phase.COMMIT_SENT), committed_at=SystemClock().now())

    def publish(self, shaped: Shaped) -> PublishState:
        return BLUESKY.step(self.armed(shaped), shaped, self.context)

    def picture(self, name: str, kind: str, size: tuple[int, int]) -> Media:
        out = io.BytesIO()
        Image.new("RGB", size, (200, 80, 20)).save(out, kind)
        (self.folder / name).write_bytes(out.getvalue())
        mime = f"image/{kind.lower()}"
        return Media("", str(self.folder / name), mime, size[0], size[1], len(out.getvalue()), f"A {name}")

    def expired_token(self) -> str:
        """A token as the server itself would have made it, hours ago."""
        payload = {"scope": "com.atproto.access", "aud": "did:web:localhost", "sub": self.account.external_id, "iat": 1, "exp": 2}
        head = f"{_packed({'typ': 'at+jwt', 'alg': 'HS256'})}.{_packed(payload)}"
        return f"{head}.{_encoded(hmac.digest(JWT_SECRET, head.encode(), hashlib.sha256))}"


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    folder = cache_folder()
    try:
        node = installed(folder, PATIENCE)
    except Unavailable as reason:
        pytest.skip(f"no real Bluesky server here: {reason}")
    http = HttpClient(frozenset({"localhost"}))
    with running(folder, node, tmp_path_factory.mktemp("pds")) as base:
        yield _with_people(base, http, tmp_path_factory.mktemp("pictures"))
    http.close()


def _with_people(base: str, http: HttpClient, folder: Path) -> RealServer:
    for name in ("alice", "bob"):
        form = {"handle": f"{name}.test", "email": f"{name}@example.com", "password": f"password of {name}"}
        opened = http.request("POST", f"{base}/xrpc/com.atproto.server.createAccount", Call(json=form)).json()
        if name == "alice":
            sent = {"Authorization": f"Bearer {opened['accessJwt']}"}
            call = Call(sent, json={"name": "agency"})
            password = http.request("POST", f"{base}/xrpc/com.atproto.server.createAppPassword", call).json()["password"]
    tokens, profile = session(http, SystemClock(), base, "alice.test", password)
    account = Account(
        "a", Platform.BLUESKY, profile.base_url, profile.external_id, tokens.access_token, tokens.refresh_token, is_sandbox=False
    )
    return RealServer(base, http, account, folder)


def _packed(value: dict[str, Any]) -> str:
    return _encoded(json.dumps(value).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
