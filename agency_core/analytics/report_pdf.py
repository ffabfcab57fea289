"""A page as PDF: by WeasyPrint, or by a Chromium of this machine where WeasyPrint's library Pango is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

CHROMIUM_SECONDS = 60
MISSING = (
    "Only HTML was made: this machine has neither Pango (on Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0) nor a Chromium. Install one of them and make the report again, or print the HTML to PDF."
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def by_weasyprint(html: str, target: Path) -> bool:
    """Write `html` as PDF to `target`, fetching nothing; False where the library cannot be used on this machine."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):  # it finds Pango when it is imported
        return False
    nothing_else = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    HTML(string=html, url_fetcher=nothing_else).write_pdf(target, pdf_tags=True)
    return True


def by_chromium(page: Path, target: Path) -> bool:
    """Let a Chromium print the file `page` (which forbids scripts itself) without a network; False where none can."""
    named = os.environ.get("CHROMIUM", "")
    browser = (named if Path(named).is_file() else None) or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        return False
    with tempfile.TemporaryDirectory(prefix="agency-print-", ignore_cleanup_errors=True) as profile:
        command = [
            browser, "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--no-first-run",
            "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
            f"--user-data-dir={profile}", f"--print-to-pdf={target.resolve()}",
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []), page.resolve().as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=CHROMIUM_SECONDS, check=True)  # noqa: S603 - no shell
        except (subprocess.SubprocessError, OSError):
            return False
    return target.is_file()
