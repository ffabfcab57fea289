"""An S3-compatible server in a process of its own, on a free port, with a bucket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "a-secret-of-tests"
_CODE = "import sys; from moto.server import main; main(['-H', '127.0.0.1', '-p', sys.argv[1]])"


@contextmanager
def s3_server() -> Iterator[str]:
    """Its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [sys.executable, "-c", _CODE, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ},
    ) as child:
        try:
            for _ in range(200):
                try:
                    ask("PUT", f"{base}/bucket")
                    break
                except OSError:
                    time.sleep(0.05)
            yield base
        finally:
            child.kill()


def ask(method: str, url: str, body: bytes | None = None) -> bytes:
    """One request without a signature."""
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request"}  # names the service
    asked = urllib.request.Request(url, body, signed, method=method)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return answer.read()
