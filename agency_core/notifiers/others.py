"""Any other service that the library Apprise knows, by its address; run in a fenced process, as it makes its own calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agency_core.errors import Invalid
from agency_core.notifiers.addresses import ALLOW, ending
from agency_core.notifiers.base import Field, NotTaken, Ways
from agency_core.notifiers.letter import PLAIN, Letter, body

SECONDS = 40
TEXT_LIMIT = 3_500
_KEPT = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")
_TURNS = threading.BoundedSemaphore(2)
"""Two at once: each is a process."""
_LIST = "https://appriseit.com/services/"


class _Others:
    name = "apprise"
    label = "Another service"
    about = "One of more than a hundred other services, by its Apprise address (Matrix, Signal, Pushover, Zulip, SMS, ...)."
    fields = (
        Field("url", "Apprise address", f"How it is written for each service: {_LIST}. It is kept sealed.", secret=True,
              example="matrixs://user:password@matrix.example.com/#ops"),
    )

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:
        url = values.get("url", "").strip()
        if "://" not in url or not url.isprintable():
            raise Invalid("This is no Apprise address.", field="url", remedy=f"Write it as described at {_LIST}.")
        answer = _asked({"what": "check", "url": url, "allowed": sorted(allowed)})
        if "service" not in answer:
            raise Invalid(
                "Apprise knows no such service, or the address lacks something.", field="url",
                remedy=f"Compare it with {_LIST}.",
            )
        return {"url": url}

    def target(self, values: Mapping[str, str]) -> str:
        return f"{values['url'].partition('://')[0]} {ending(values['url'])}"

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        kind = "success" if letter.is_over else {"critical": "failure", "warning": "warning"}.get(letter.severity, "info")
        text = f"{body(letter, PLAIN, TEXT_LIMIT)}\n\n{letter.link}"
        answer = _asked({
            "what": "send", "url": values["url"], "allowed": sorted(ways.allowed), "title": letter.headline, "body": text,
            "kind": kind,
        })
        if answer.get("sent"):
            return f"{answer.get('service', 'The service')} took it."
        if answer.get("touched"):
            remedy = f'If it is yours, name it in {ALLOW}: ["{answer["touched"]}"].'
            raise NotTaken(f"{answer['touched']} lies in a private network.", remedy=remedy, is_final=True)
        raise NotTaken(str(answer.get("said") or "The service did not take it."), remedy="Check the address and its token.")


def _asked(request: Mapping[str, Any]) -> dict[str, Any]:
    """What the fenced process answers.

    Raises:
        NotTaken: it did not answer in time.
    """
    env = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with _TURNS:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "agency_core.notifiers.others_child"], input=json.dumps({**request, "seconds": SECONDS}),
                capture_output=True, text=True, encoding="utf-8", cwd=Path(__file__).resolve().parents[2], env=env,
                timeout=SECONDS, check=False,
            )
            answer = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError) as error:
            raise NotTaken("The service gave no answer in time.", remedy="It is tried again.") from error
    return answer if isinstance(answer, dict) else {}


NOTIFIER = _Others()
