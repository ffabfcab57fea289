"""Backups in S3-compatible storage, against a real server: put in parts, listed, fetched, refused, cut off."""

from __future__ import annotations

import hashlib
import hmac
import re
import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agency_core.domain.backup import BackupPlan
from agency_core.domain.clock import MovableClock
from agency_core.errors import SetupProblem, StorageFailed
from agency_core.services import backup_s3
from agency_core.services.backup_making import Source
from agency_core.services.backup_s3 import PART, S3, S3Place
from agency_core.services.backups import Backups
from agency_core.settings import Settings
from tests.services.s3_server import KEY_ID, SECRET, s3_server


@pytest.fixture(scope="module")
def server():
    """The address of a server for all tests of this file."""
    with s3_server() as base:
        yield base


def given(base: str, **changes) -> Settings:
    usual = {"backup_s3_url": f"{base}/bucket/desk", "backup_s3_key_id": KEY_ID, "backup_s3_secret": SECRET}
    return Settings(**{**usual, **changes})


def place(base: str, clock, **changes) -> S3:
    found = S3Place.of(given(base, **changes))
    assert found is not None
    return S3(found, clock)


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands."""
    return MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.mark.parametrize("size", [5, PART, PART + 7])
def test_a_file_comes_back_as_it_went(server, clock, tmp_path, size):
    file, back = tmp_path / "a b+c.zip", tmp_path / "back"
    file.write_bytes(bytes(range(251)) * (size // 251) + bytes(size % 251))
    s3 = place(server, clock)
    s3.put(file, file.name)
    assert dict(s3.names())[file.name] == size
    s3.fetch(file.name, back)
    assert hashlib.sha256(back.read_bytes()).digest() == hashlib.sha256(file.read_bytes()).digest()
    s3.delete(file.name)
    s3.delete(file.name)
    assert file.name not in dict(s3.names())


def test_a_bucket_that_is_not_there_is_named(server, clock, tmp_path):
    (tmp_path / "f").write_bytes(b"x")
    with pytest.raises(StorageFailed, match="NoSuchBucket"):
        place(server, clock, backup_s3_url=f"{server}/nowhere").put(tmp_path / "f", "f")


def test_a_storage_that_is_not_there_is_told(clock, tmp_path):
    (tmp_path / "f").write_bytes(b"x")
    with pytest.raises(StorageFailed, match="did not answer"):
        place("http://127.0.0.1:9", clock).put(tmp_path / "f", "f")


@pytest.mark.parametrize(
    "changes",
    [{"backup_s3_url": "bucket"}, {"backup_s3_url": "https://host"}, {"backup_s3_url": "https://a:b@host/bucket"},
     {"backup_s3_key_id": ""}, {"backup_s3_secret": ""}],
)
def test_a_wrong_setting_is_named(changes):
    with pytest.raises(SetupProblem) as refused:
        S3Place.of(given("http://host", **changes))
    assert refused.value.field.startswith("AGENCY_BACKUP_S3_")


def test_without_an_address_there_is_no_storage():
    assert S3Place.of(Settings()) is None


def signing_server(secret: str, seen: list[str]):
    """A server that takes only what is signed with `secret` by the published algorithm, computed here from what arrived."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(connection):
        with connection, connection.makefile("rb") as lines:
            method, target, _ = lines.readline().decode().split()
            headers = dict(line.decode().strip().split(": ", 1) for line in iter(lines.readline, b"\r\n"))
            low = {name.lower(): value for name, value in headers.items()}
            lines.read(int(low.get("content-length", "0")))
            scope, names, told = re.match(
                r"AWS4-HMAC-SHA256 Credential=[^/]+/(.*), SignedHeaders=(.*), Signature=(.*)", low["authorization"]
            ).groups()
            path, _, query = target.partition("?")
            lines_of = [f"{name}:{low[name]}" for name in names.split(";")]
            said = "\n".join([method, path, query, *lines_of, "", names, low["x-amz-content-sha256"]])
            text = f"AWS4-HMAC-SHA256\n{low['x-amz-date']}\n{scope}\n{hashlib.sha256(said.encode()).hexdigest()}"
            key = f"AWS4{secret}".encode()
            for part in scope.split("/"):
                key = hmac.digest(key, part.encode(), "sha256")
            right = hmac.new(key, text.encode(), "sha256").hexdigest() == told
            seen.append("right" if right else "wrong")
            body = b"<L/>" if right else b"<Error><Code>SignatureDoesNotMatch</Code><Message>Check your key.</Message></Error>"
            status = "200 OK" if right else "403 Forbidden"
            connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            answer(connection)

    threading.Thread(target=serve, daemon=True).start()
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(("secret", "outcome"), [(SECRET, "right"), ("another", "wrong")])
def test_the_signature_is_that_of_the_key(clock, secret, outcome):
    seen: list[str] = []
    listener, base = signing_server(SECRET, seen)
    s3 = place(base, clock, backup_s3_secret=secret)
    if outcome == "right":
        assert list(s3.names()) == []
    else:
        with pytest.raises(StorageFailed, match="SignatureDoesNotMatch") as refused:
            list(s3.names())
        assert "key" in refused.value.remedy
    listener.close()
    assert seen == [outcome]


class Cut:
    """Stands between us and a server, and cuts a connection in the middle of its `at`-th large request, `times` times."""

    def __init__(self, base: str, at: int, times: int) -> None:
        self._target = base.removeprefix("http://").split(":")
        self._at, self.left = at, times
        self._large = 0
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        for each in (self._listener, *self._open):
            each.close()

    def _serve(self) -> None:
        while True:
            try:
                ours, _ = self._listener.accept()
            except OSError:
                return
            theirs = socket.create_connection((self._target[0], int(self._target[1])))
            self._open += [ours, theirs]
            threading.Thread(target=self._pass, args=(ours, theirs, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(theirs, ours, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, ours: bool) -> None:
        passed = 0
        try:
            while piece := source.recv(65536):
                passed += len(piece) if ours else 0
                if passed > 200_000 and self.left:
                    self._large += 1
                    if self._large >= self._at:
                        self.left -= 1
                        for each in (source, target):
                            each.shutdown(socket.SHUT_RDWR)
                            each.close()
                        return
                    passed = 0
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return


def test_a_connection_that_breaks_once_is_made_up_for(server, clock, tmp_path):
    file = tmp_path / "big"
    file.write_bytes(b"1234567" * (PART // 7 + 100))
    cut = Cut(server, at=3, times=1)
    place(cut.base, clock).put(file, "once")
    assert (cut.left, dict(place(server, clock).names())["once"]) == (0, file.stat().st_size)
    cut.close()


def test_a_connection_that_keeps_breaking_leaves_no_object(server, clock, tmp_path):
    file = tmp_path / "big"
    file.write_bytes(b"1234567" * (PART // 7 + 100))
    cut = Cut(server, at=1, times=99)
    with pytest.raises(StorageFailed, match="did not answer"):
        place(cut.base, clock).put(file, "never")
    assert "never" not in dict(place(server, clock).names())
    cut.close()


def stored(agency, base: str) -> Backups:
    changes = {"backup_s3_url": f"{base}/bucket/{agency.settings.data.parent.name}", "backup_s3_key_id": KEY_ID}
    settings = agency.settings.model_copy(update={**changes, "backup_s3_secret": given(base).backup_s3_secret})
    return Backups(Source(agency.db, agency.clock, settings, agency.keeping.backups._source.key))


def test_each_backup_goes_to_both_places_and_is_kept_by_the_plan(server, lived_in, owner, clock, tmp_path):
    backups = stored(lived_in, server)
    backups.save_plan(owner, plan=BackupPlan(keep_last=2, keep_weekly=0, keep_monthly=0))
    for _ in range(3):
        lived_in.clock.move(timedelta(days=1))
        backups.make(owner)
    views = backups.list(owner).items
    far = [view for view in views if view.place.startswith("s3://bucket/")]
    assert (len(far), len(views)) == (2, 4)
    assert sorted(dict(backups._shelf.s3().names())) == sorted(Path(view.place).name for view in far)
    for view in views:
        if view not in far:
            backups.delete(owner, view.id)
    assert backups.drill(owner) in {view.rows for view in far}
    assert [view.drill[:3] for view in backups.list(owner).items if view.drilled_at] == ["ok:"]


def test_a_copy_that_cannot_be_stored_is_told_and_the_backup_is_there(lived_in, owner):
    backups = stored(lived_in, "http://127.0.0.1:9")
    with pytest.raises(StorageFailed, match="did not answer"):
        backups.make(owner)
    assert sorted(view.state for view in backups.list(owner).items) == ["failed", "verified"]


def test_no_part_is_larger_than_said(server, clock, tmp_path, monkeypatch):
    sizes = []
    real = backup_s3.HttpClient.request

    def seen(self, method, url, call=None, **rest):
        sizes.append(len(call.data or b""))
        return real(self, method, url, call, **rest)

    monkeypatch.setattr(backup_s3.HttpClient, "request", seen)
    file = tmp_path / "big"
    file.write_bytes(bytes(2 * PART + 1))
    place(server, clock).put(file, "parts")
    assert max(sizes) == PART
