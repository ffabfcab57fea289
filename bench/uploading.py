"""What a file of one gigabyte does to the memory of the process that takes it, and that a larger one is refused on the way."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator

from bench.desk import running
from bench.usage import resident_mb
from bench.values import Value

SIZE = 1_000_000_000
BLOCK = 1 << 20
BORDER = "agency-bench"
HEADER = b"post id,network,published,taken at,views,text\r\n"
ROW = b"1000_%09d,facebook,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,12345," + b"Bread and butter. " * 8 + b"\r\n"


def measure() -> list[Value]:
    """Megabytes more than idle while the file comes in, and the status of one above the limit."""
    with running(AGENCY_UPLOAD_MB="2000") as desk:
        idle = resident_mb(desk.process.pid)
        most, ended = [idle], threading.Event()
        watcher = threading.Thread(target=_watch, args=(desk.process.pid, most, ended))
        watcher.start()
        began = time.monotonic()
        status = _send(desk.api.base, SIZE)
        took = time.monotonic() - began
        ended.set()
        watcher.join()
    with running(AGENCY_UPLOAD_MB="100") as desk:
        refused = _send(desk.api.base, SIZE)
    return [
        Value("idle", idle, "MB"),
        Value("while 1 GB comes in, more than idle", max(most) - idle, "MB", 150),
        Value("the same, wall time until it was looked at", took, "s"),
        Value("status of the answer", status, "", 300),
        Value("status of a file above the limit", refused, "", 414, 413),
    ]


def _watch(pid: int, most: list[float], ended: threading.Event) -> None:
    while not ended.wait(0.02):
        most.append(resident_mb(pid))


def _send(base: str, size: int) -> int:
    """The status of the answer to an upload of about `size` bytes."""
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=600)
    connection.putrequest("POST", "/api/analytics/upload")
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BORDER}")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    try:
        for block in _body(size):
            connection.send(b"%x\r\n%s\r\n" % (len(block), block))
        connection.send(b"0\r\n\r\n")
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused on the way: the answer is there all the same
    return connection.getresponse().status


def _body(size: int) -> Iterator[bytes]:
    def part(name: str, more: str = "") -> bytes:
        return f'--{BORDER}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()

    yield part("dry_run") + b"true\r\n" + part("file", '; filename="large.csv"') + HEADER
    sent, number = 0, 0
    while sent < size:
        rows = b"".join(ROW % (number + each) for each in range(BLOCK // len(ROW % 0)))
        number, sent = number + BLOCK // len(ROW % 0), sent + len(rows)
        yield rows
    yield f"\r\n--{BORDER}--\r\n".encode()
