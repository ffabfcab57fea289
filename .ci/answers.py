"""Wait until a started agency answers: its status as JSON and its dashboard. Arguments: address, seconds to wait."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable


def healthy(body: bytes) -> bool:
    """Whether the status says so."""
    return json.loads(body)["system_status"] == "healthy"


def dashboard(body: bytes) -> bool:
    """Whether this is the page that loads the dashboard."""
    return b'<div id="root">' in body


def wait(address: str, fits: Callable[[bytes], bool], until: float) -> str:
    """Ask until the answer fits; return what was wrong with the last one, nothing when it fits."""
    wrong = "not asked"
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
                body = answer.read()
            if fits(body):
                return ""
            wrong = f"unexpected answer {body[:300]!r}"
        except (OSError, ValueError, KeyError) as failure:  # not up yet, or not ours
            wrong = repr(failure)
        time.sleep(0.2)
    return f"{address}: {wrong}"


def main(address: str, seconds: str) -> None:
    """Leave with the last wrong answers, if there are any."""
    until = time.monotonic() + float(seconds)
    asked = {f"{address}/api/system/status": healthy, f"{address}/": dashboard}
    sys.exit("\n".join(filter(None, [wait(url, fits, until) for url, fits in asked.items()])) or 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
