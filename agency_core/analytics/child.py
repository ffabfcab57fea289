"""Reading an uploaded file in a process of its own: whatever the file does to it, the house goes on.

The child gets a JSON request on standard input and answers with JSON lines on standard output; a line that speaks of frames
says how long each is, and they follow it.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agency_core.analytics.limits import UPLOAD_BYTES
from agency_core.domain.clock import SystemClock
from agency_core.domain.platform import platform
from agency_core.errors import AgencyError, Invalid
from agency_core.security import kept_files

if TYPE_CHECKING:
    from agency_core.analytics.chunk import Parsed

THREADS = "2"
"""So many read in parallel, and so many heaps they have: each reserves memory, whether it needs it or not."""
MEMORY_BYTES = 1_500_000_000
PREVIEW_SECONDS = 60
IMPORT_SECONDS = 900


@dataclass(frozen=True)
class Reading:
    """What to read and how: `mapping` empty means the recognised format, `zone` is that of dates that name none.

    `now` is the moment after which nothing can have been counted, that of the machine if None;
    `most_bytes` may the file have.
    """

    path: str
    filename: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    platform: str = ""
    zone: str = "UTC"
    now: datetime | None = None
    most_bytes: int = UPLOAD_BYTES


def inspected(asked: Reading) -> dict[str, Any]:
    """What the file is (the fields of `Inspection`, as JSON).

    Raises:
        Invalid: it cannot be read; the reason is the child's.
    """
    return next(_answers("inspect", asked, PREVIEW_SECONDS))


def chunks(asked: Reading) -> Iterator[Parsed]:
    """The file in parts, in the same parts and order whenever it is read in the same way.

    Raises:
        Invalid: it cannot be read, or breaks off; the reason is the child's.
    """
    from agency_core.analytics.frames import unpacked

    for told in _answers("chunks", asked, IMPORT_SECONDS):
        yield unpacked(told["rows"], told["frames"])


def cells(asked: Reading) -> Iterator[dict[str, Any]]:
    """A sheet of planned posts: first `{"columns": ..., "ignored": ..., "about": ...}`, then each row with its cells by field.

    Rows are `{"row": {"line": ..., "cells": {...}}}` or `{"error": {...}}`.

    Raises:
        Invalid: it cannot be read; the reason is the child's.
    """
    yield from _answers("plan", asked, IMPORT_SECONDS)


def counts(asked: Reading, kind: str, today: date) -> Iterator[dict[str, Any]]:
    """A sheet of counts by day of a `kind`: first `{"columns": ..., "ignored": ...}`, then `{"row": ...}` or `{"error": ...}`.

    Raises:
        Invalid: it cannot be read; the reason is the child's.
    """
    yield from _answers("count", replace(asked, mapping={"kind": kind, "today": today.isoformat()}), PREVIEW_SECONDS)


def _answers(what: str, asked: Reading, seconds: int) -> Iterator[dict[str, Any]]:
    with kept_files.plain(Path(asked.path)) as path:  # the readers of tables need a path, and the child has no keys
        yield from _answered(what, replace(asked, path=str(path)), seconds)


def _answered(what: str, asked: Reading, seconds: int) -> Iterator[dict[str, Any]]:
    request = json.dumps({"what": what, "seconds": seconds, **asdict(asked)}, default=_json)
    command = [sys.executable, "-m", "agency_core.analytics.child"]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root,
        env={**os.environ, "POLARS_MAX_THREADS": THREADS, "MALLOC_ARENA_MAX": THREADS},
    ) as child:
        try:
            assert child.stdin is not None  # noqa: S101 - asked for three lines above
            assert child.stdout is not None  # noqa: S101 - likewise
            child.stdin.write(request.encode())
            child.stdin.close()
            finished = False
            while line := child.stdout.readline():
                answer = json.loads(line)
                if "refused" in answer:
                    raise Invalid(**answer["refused"])
                finished = "end" in answer
                if "frames" in answer:
                    answer["frames"] = [child.stdout.read(length) for length in answer["frames"]]
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
    path, filename = Path(asked["path"]), asked["filename"]
    if asked["what"] == "plan":
        from agency_core.analytics.plan_sheet import planned

        yield from planned(path)
        return
    if asked["what"] == "count":
        from agency_core.analytics.count_sheet import counted

        yield from counted(path, asked["mapping"]["kind"], date.fromisoformat(asked["mapping"]["today"]))
        return
    from agency_core.analytics.upload import Manner, inspect

    network = platform(asked["platform"]) if asked["platform"] else None
    how = Manner(network, ZoneInfo(asked["zone"]), _now(asked["now"]), asked["most_bytes"])
    if asked["what"] == "inspect":
        yield asdict(inspect(path, filename, how))
        return
    from agency_core.analytics.frames import packed
    from agency_core.analytics.parts import parts

    for part in parts(path, filename, asked["mapping"] or None, how):
        yield {"rows": part.rows, "frames": packed(part)}


def _now(text: str | None) -> datetime:
    return datetime.fromisoformat(text) if text else SystemClock().now()


def main() -> None:
    """Answer one request."""
    asked = json.loads(sys.stdin.read())
    _limit(asked["seconds"])
    try:
        for answer in _told(asked):
            frames = answer.get("frames", ())
            _write({**answer, **({"frames": [len(frame) for frame in frames]} if frames else {})}, *frames)
        _write({"end": True})
    except AgencyError as error:
        _write({"refused": {"message": error.message, "field": error.field, "remedy": error.remedy}})


def _write(answer: dict[str, Any], *frames: memoryview) -> None:
    sys.stdout.buffer.write(json.dumps(answer, default=_json).encode() + b"\n")
    for frame in frames:
        sys.stdout.buffer.write(frame)


if __name__ == "__main__":
    main()
