"""Reading an uploaded file in a process of its own: whatever the file does to it, the house goes on.

The child gets a JSON request on standard input and answers with JSON lines on standard output.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agency_core.analytics.rows import RowError
from agency_core.errors import AgencyError, Invalid

MEMORY_BYTES = 1_500_000_000
PREVIEW_SECONDS = 60
IMPORT_SECONDS = 900


@dataclass(frozen=True)
class Reading:
    """What to read and how: `mapping` empty means the recognised format, `zone` is that of dates that name none."""

    path: str
    filename: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    platform: str = ""
    zone: str = "UTC"


def inspected(asked: Reading) -> dict[str, Any]:
    """What the file is (the fields of `Inspection`, as JSON).

    Raises:
        Invalid: it cannot be read; the reason is the child's.
    """
    return next(_answers("inspect", asked, PREVIEW_SECONDS))


def rows(asked: Reading) -> Iterator[dict[str, Any]]:
    """Every row of the file as JSON: `{"post": {...}}` or `{"error": {...}}`.

    Raises:
        Invalid: it cannot be read; the reason is the child's.
    """
    yield from _answers("parse", asked, IMPORT_SECONDS)


def cells(asked: Reading) -> Iterator[dict[str, Any]]:
    """A sheet of planned posts: first `{"columns": ..., "ignored": ..., "about": ...}`, then each row with its cells by field.

    Rows are `{"row": {"line": ..., "cells": {...}}}` or `{"error": {...}}`.

    Raises:
        Invalid: it cannot be read; the reason is the child's.
    """
    yield from _answers("plan", asked, IMPORT_SECONDS)


def _answers(what: str, asked: Reading, seconds: int) -> Iterator[dict[str, Any]]:
    request = json.dumps({"what": what, "seconds": seconds, **asdict(asked)})
    command = [sys.executable, "-m", "agency_core.analytics.child"]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8", cwd=root
    ) as child:
        try:
            assert child.stdin is not None  # noqa: S101 - asked for two lines above
            assert child.stdout is not None  # noqa: S101 - likewise
            child.stdin.write(request)
            child.stdin.close()
            finished = False
            for line in child.stdout:
                answer = json.loads(line)
                if "refused" in answer:
                    raise Invalid(**answer["refused"])
                finished = "end" in answer
                if not finished:
                    yield answer
        finally:
            child.kill()
    if not finished:
        raise Invalid(
            "The file could not be read: it took too long or too much memory.", field="file",
            remedy="Export fewer posts, or export CSV.",
        )


def _limit(seconds: int) -> None:
    """Bound memory and processor time where the system can (not on Windows)."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _json(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _told(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from agency_core.analytics.plan_sheet import planned
    from agency_core.analytics.upload import inspect, parse
    from agency_core.domain.platform import platform

    path, filename = Path(asked["path"]), asked["filename"]
    if asked["what"] == "inspect":
        yield asdict(inspect(path, filename))
        return
    if asked["what"] == "plan":
        yield from planned(path)
        return
    network = platform(asked["platform"]) if asked["platform"] else None
    for row in parse(path, filename, asked["mapping"] or None, platform=network, zone=ZoneInfo(asked["zone"])):
        if isinstance(row, RowError):
            yield {"error": asdict(row)}
        else:
            yield {"post": asdict(row)}


def main() -> None:
    """Answer one request."""
    asked = json.loads(sys.stdin.read())
    _limit(asked["seconds"])
    try:
        for answer in _told(asked):
            sys.stdout.write(json.dumps(answer, default=_json) + "\n")
        sys.stdout.write('{"end": true}\n')
    except AgencyError as error:
        refused = {"message": error.message, "field": error.field, "remedy": error.remedy}
        sys.stdout.write(json.dumps({"refused": refused}) + "\n")


if __name__ == "__main__":
    main()
