"""Making the files of a report in a process of its own, with bounds on memory and time: the house goes on whatever happens.

The child gets one JSON request on standard input and answers with JSON lines on standard output, one for each step.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agency_core.analytics import report_pdf, report_sheets
from agency_core.analytics.report_page import page

MEMORY_BYTES = 2_000_000_000
SECONDS = 120
HTML, PDF, XLSX, CSV = "report.html", "report.pdf", "report.xlsx", "report-csv.zip"
FILES = (HTML, PDF, XLSX, CSV)
"""What a report may consist of."""
STOPPED = "Making the files took too long or too much memory."


def made(content: dict[str, Any], posts: list[dict[str, Any]], logo: str, folder: Path) -> Iterator[dict[str, Any]]:
    """Write the files of a report to `folder`; tells after each step {"file": its name}, {"notice": ...} or {"failed": ...}."""
    request = {"content": content, "posts": posts, "logo": logo, "folder": str(folder.resolve())}
    command = [sys.executable, "-m", "agency_core.analytics.report_child"]
    root = Path(__file__).resolve().parents[2]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, encoding="utf-8", cwd=root, **pipes) as child:  # noqa: S603 - our own module
        late = threading.Timer(SECONDS, child.kill)
        late.start()
        try:
            assert child.stdin is not None  # noqa: S101 - asked for above
            assert child.stdout is not None  # noqa: S101 - likewise
            with contextlib.suppress(BrokenPipeError):  # it ended early: the missing answers tell
                child.stdin.write(json.dumps(request))
                child.stdin.close()
            yield from _answers(child.stdout, folder)
        finally:
            late.cancel()
            child.kill()


def _answers(lines: Any, folder: Path) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - the child's output, line by line
    ended = False
    for line in lines:
        answer = json.loads(line)
        ended = "end" in answer
        if "no_pdf" in answer:  # a browser does not run within the bounds of the child
            found = report_pdf.by_chromium(folder / HTML, folder / PDF)
            answer = {"file": PDF} if found else {"notice": report_pdf.MISSING}
        if not ended:
            yield answer
    if not ended:
        yield {"failed": STOPPED}


def _told(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    folder, content = Path(asked["folder"]), asked["content"]
    html = page(content, asked["logo"])
    (folder / HTML).write_text(html, encoding="utf-8")
    yield {"file": HTML}
    tables = report_sheets.sheets(content, asked["posts"])
    report_sheets.write_csv(tables, folder / CSV)
    yield {"file": CSV}
    report_sheets.write_xlsx(tables, folder / XLSX)
    yield {"file": XLSX}
    yield {"file": PDF} if report_pdf.by_weasyprint(html, folder / PDF) else {"no_pdf": True}


def _limit() -> None:
    """Bound memory and processor time where the system can (not on Windows)."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    """Answer one request."""
    asked = json.loads(sys.stdin.read())
    _limit()
    try:
        for answer in _told(asked):
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    except Exception as error:  # noqa: BLE001 - whoever asked has to learn of it, whatever it is
        said = f"Making the files failed: {type(error).__name__}: {error}"
        sys.stdout.write(json.dumps({"failed": said[:500]}) + "\n")
    sys.stdout.write('{"end": true}\n')


if __name__ == "__main__":
    main()
