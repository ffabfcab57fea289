"""Opening files of strangers in a process of its own: whatever a file does to it, the house goes on.

The child gets one JSON request on standard input and answers with one JSON object on standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agency_core.errors import AgencyError, Invalid
from agency_core.media.fit import Plan, make
from agency_core.media.look import looked_at

MEMORY_BYTES = 1_500_000_000
FILE_BYTES = 500_000_000
LOOK_SECONDS, FIT_SECONDS = 10, 60
_TURNS = threading.BoundedSemaphore(2)
"""Two at once: more would take the processor and the memory of everything else."""


def look(path: Path, thumb: Path | None = None) -> dict[str, Any]:
    """What a file is: mime, width, height, seconds, codec, pages, as far as it has them; its small picture goes to `thumb`.

    Raises:
        Invalid: it is nothing that the library keeps; the reason is the child's.
    """
    request = {"what": "look", "path": str(path.resolve()), "thumb": str(thumb.resolve()) if thumb else ""}
    return _asked(request, LOOK_SECONDS)


def fit(source: Path, target: Path, planned: Plan, most_bytes: int) -> dict[str, Any]:
    """Write the copy that was planned to `target`; its mime, width, height and bytes.

    Raises:
        Invalid: it cannot be made; the reason is the child's.
    """
    places = {"path": str(source.resolve()), "target": str(target.resolve())}
    return _asked({"what": "fit", **places, "plan": asdict(planned), "most": most_bytes}, FIT_SECONDS)


def _asked(request: dict[str, Any], seconds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "agency_core.media.child"]
    root = Path(__file__).resolve().parents[2]
    with _TURNS:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
                command, input=json.dumps({**request, "seconds": seconds}), capture_output=True, text=True, encoding="utf-8",
                cwd=root, timeout=seconds, check=False,
            )
            answer = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError) as error:
            raise Invalid(
                "The file could not be opened: it is damaged, or takes too much time or memory.", field="file",
                remedy="Export it again, or use a smaller one.",
            ) from error
    if "refused" in answer:
        raise Invalid(**answer["refused"])
    found: dict[str, Any] = answer["found"]
    return found


def _limit(seconds: int) -> None:
    """Bound memory, processor time and what is written where the system can (not on Windows)."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))


def _told(asked: dict[str, Any]) -> dict[str, Any]:
    path = Path(asked["path"])
    if asked["what"] == "look":
        return looked_at(path, Path(asked["thumb"]) if asked["thumb"] else None)
    planned = Plan(**{**asked["plan"], "padded": asked["plan"]["padded"] and tuple(asked["plan"]["padded"])})
    return make(path, Path(asked["target"]), planned, asked["most"])


def main() -> None:
    """Answer one request."""
    asked = json.loads(sys.stdin.read())
    _limit(asked["seconds"])
    try:
        answer: dict[str, Any] = {"found": _told(asked)}
    except AgencyError as error:
        answer = {"refused": {"message": error.message, "field": error.field, "remedy": error.remedy}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
