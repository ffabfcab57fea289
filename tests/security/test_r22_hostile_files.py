"""R22: whatever file is handed in, a running server answers it in time, keeps its memory, and answers others meanwhile."""

from __future__ import annotations

import io
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import NewClient
from agency_core.settings import Settings
from tests.analytics.workbooks import archive, xlsx
from tests.services.test_library import _bomb

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured by /proc")
ROOT = Path(__file__).resolve().parents[2]
MB = 1024**2
MOST_SECONDS, MOST_MB, HEALTH_SECONDS = 10, 300, 1
HEAD = b"platform,external_id,published_at,views\n"
ROW = b"linkedin,1,2026-11-01T09:00:00Z,%s\n"


def packed(name: str, megabytes: int) -> bytes:
    """An archive that unpacks to so much of nothing."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<x/>")
        with made.open(name, "w") as member:
            for _ in range(megabytes):
                member.write(b" " * MB)
    return file.getvalue()


def entities() -> bytes:
    """A workbook whose sheet would grow by entities."""
    with zipfile.ZipFile(io.BytesIO(xlsx({"Posts": [("platform", "views"), ("linkedin", 3)]}))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    grows = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "haha">{grows}]>'.encode()
    parts[sheet] = bomb + parts[sheet].replace(b"<sheetData>", b"<sheetData>&j;")
    return archive(parts)


def picture_without_end() -> bytes:
    """A PNG that says it is small and whose pixels unpack to 100 MB."""
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 100 * MB, 9)) + part(b"IEND", b"")


SHEETS = {
    "a million columns": ("wide.csv", b"a," * 1_000_000 + b"\n", 422),
    "NUL": ("nul.csv", HEAD + ROW % b"3\0", 202),
    "beyond what a float holds": ("inf.csv", HEAD + ROW % b"1e309", 202),
    "a lone surrogate": ("surrogate.csv", HEAD + ROW % b"\xed\xa0\x80", 202),
    "a field of 8 MB": ("field.csv", HEAD + ROW % (b"9" * 8 * MB), 422),
    "a quote that is never closed": ("quote.csv", HEAD + b'"' + b"a,b\n" * 2_000_000, 422),
    "one line of 40 MB": ("line.csv", b"a" * 40 * MB, 422),
    "a million lines that say nothing": ("long.csv", HEAD + b"x,y,z,1\n" * 1_000_000, 422),
    "a workbook that unpacks to 1 GB": ("bomb.xlsx", packed("xl/worksheets/sheet1.xml", 1024), 422),
    "an archive that unpacks to 300 MB": ("bomb.zip", packed("posts.csv", 300), 422),
    "a workbook of entities": ("entities.xlsx", entities(), 422),
    "a workbook that is none": ("none.xlsx", b"PK\x03\x04" + b"\0" * MB, 422),
}
"""Name, bytes, and what is answered: 202 where rows are refused one by one."""
PICTURES = {"30,000 by 30,000 pixels": (_bomb(), 422), "pixels without end, after those it needs": (picture_without_end(), 201)}


class Server:
    """A server of this repository, and what its processes need."""

    def __init__(self, url: str, pid: int, folder: Path) -> None:
        self.url, self.pid, self.folder = url, pid, folder

    @contextmanager
    def watched(self) -> Iterator[dict[str, float]]:
        """How long others wait meanwhile, and how much each process grows to: the server past what it had, any child in all."""
        seen = {"wait": 0.0, "server": 0.0, "child": 0.0}
        before, over = _rss(self.pid), threading.Event()

        def ask() -> None:
            with requests.Session() as session:
                while not over.is_set():
                    began = time.monotonic()
                    assert session.get(f"{self.url}/api/system/health", timeout=30).status_code == 200
                    seen["wait"] = max(seen["wait"], time.monotonic() - began)
                    time.sleep(0.02)

        def weigh() -> None:
            while not over.wait(0.02):
                seen["server"] = max(seen["server"], _rss(self.pid) - before)
                seen["child"] = max([seen["child"], *(_rss(each) for each in _children(self.pid))])

        threads = [threading.Thread(target=each) for each in (ask, weigh)]
        for each in threads:
            each.start()
        try:
            yield seen
        finally:
            over.set()
            for each in threads:
                each.join()


def _rss(pid: int) -> float:
    """Megabytes of a process, without what it shares with the one it came from; 0 when it has ended."""
    try:
        told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("VmRSS:")), 0)


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            own = [int(each) for each in task.read_text(encoding="ascii").split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        found += own + [deeper for each in own for deeper in _children(each)]
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The API of an agency with a client, in a process of its own."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    agency = make_agency(Settings(data=folder))
    agency.clients.create(LOCAL_OWNER, new=NewClient("Bread & Co", "UTC", id="bread"))
    agency.publish.stop()
    agency.db.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "agency_core", "serve", "--role", "api", "--port", str(port)], cwd=ROOT,
        env=os.environ | {"AGENCY_DATA": str(folder)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        _up(url)
        harmless = {"file": ("harmless.csv", HEAD + ROW % b"3", "text/csv")}
        assert requests.post(f"{url}/api/analytics/upload", data={"client_id": "bread"}, files=harmless, timeout=60).ok
        yield Server(url, process.pid, folder)
    finally:
        process.terminate()
        process.wait(20)


def _up(url: str) -> None:
    for _ in range(600):
        try:
            if requests.get(f"{url}/api/system/health", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def held(seen: dict[str, float], began: float) -> None:
    """Time, memory and the patience of others stayed within their limits."""
    assert time.monotonic() - began < MOST_SECONDS
    assert seen["wait"] < HEALTH_SECONDS, seen
    assert seen["server"] < 100, seen
    assert seen["child"] < MOST_MB, seen


@pytest.mark.parametrize("what", SHEETS)
def test_a_sheet(server, what):
    name, content, status = SHEETS[what]
    with server.watched() as seen:
        began = time.monotonic()
        answer = requests.post(
            f"{server.url}/api/analytics/upload", data={"client_id": "bread"}, files={"file": (name, content)}, timeout=60
        )
        held(seen, began)
    assert answer.status_code == status, answer.text[:500]
    if status == 422:
        assert answer.json()["field"] in {"file", "mapping"}


@pytest.mark.parametrize("what", PICTURES)
def test_a_picture(server, what):
    content, status = PICTURES[what]
    headers = {"Content-Type": "application/octet-stream", "X-Filename": "picture.png"}
    with server.watched() as seen:
        began = time.monotonic()
        answer = requests.post(
            f"{server.url}/api/media", params={"client_id": "bread"}, data=content, headers=headers, timeout=60
        )
        held(seen, began)
    assert answer.status_code == status, answer.text[:500]


def test_a_gigabyte_without_a_length_is_refused_as_it_streams(server):
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\nContent-Type: text/csv\r\n\r\n'
        while sent < 1024:
            sent += 1
            yield b"a,b\n" * (MB // 4)

    status = 0
    with server.watched() as seen:
        began = time.monotonic()
        with suppress(requests.ConnectionError):  # it may hang up before everything was sent, which is the point
            status = requests.post(
                f"{server.url}/api/analytics/upload", data=pieces(), timeout=60,
                headers={"Content-Type": "multipart/form-data; boundary=x"},
            ).status_code
        held(seen, began)
    assert status in {0, 413}
    assert seen["server"] < 20
    assert sum(each.stat().st_size for each in (server.folder / "uploads").iterdir()) < 100 * MB
