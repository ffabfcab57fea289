"""The process in which Apprise runs: one JSON request on standard input, one JSON answer on standard output."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import suppress
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyType, PersistentStoreMode

from agency_core.notifiers.fence import Fence

MEMORY_BYTES = 800_000_000
SAID_LIMIT = 200


class _Heard(logging.Handler):
    """Keeps the last complaint."""

    said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said = record.getMessage()[:SAID_LIMIT]


def _limit(seconds: int) -> None:
    """Bound memory and processor time where the system can (not on Windows)."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def answered(asked: dict[str, Any]) -> dict[str, Any]:
    """Check an address, or send to it."""
    heard = _Heard(logging.WARNING)
    log = logging.getLogger("apprise")
    log.addHandler(heard)
    log.propagate = False
    fence = Fence(asked["allowed"])
    fence.close()
    asset = AppriseAsset(
        async_mode=False, storage_mode=PersistentStoreMode.MEMORY, secure_logging=True, app_id="Agency", app_desc="Agency",
        http_redirects=False,
    )
    service = Apprise.instantiate(asked["url"], asset=asset, suppress_exceptions=True)
    if service is None:
        return {"said": heard.said}
    name = str(service.service_name)
    if asked["what"] == "check":
        return {"service": name}
    sender = Apprise(asset=asset)
    sender.add(service)
    sent = sender.notify(title=asked["title"], body=asked["body"], notify_type=NotifyType(asked["kind"]), body_format="text")
    return {"service": name, "sent": bool(sent), "said": heard.said, "touched": fence.touched[0] if fence.touched else ""}


def main() -> None:
    """Answer one request."""
    asked = json.loads(sys.stdin.read())
    _limit(asked["seconds"])
    try:
        answer = answered(asked)
    except PermissionError as error:  # from the fence: a service of this machine, not of the network
        answer = {"said": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
