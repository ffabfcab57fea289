"""R23: what would be code stays words, on every page and in every drawer, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Response

from agency_core.agency import make_agency
from agency_core.settings import Settings
from agency_core.ui.contents import ENTRIES
from tests.browser import conftest as browsing
from tests.security.test_r06_pages import OPENS
from tests.security.two_clients import THEIRS, named, planted

pytestmark = pytest.mark.browser
RUNS = "window.ran=1"
MARK = "<script>"
HOSTILE = (
    f"{MARK}{RUNS}</script><img class=evil src=x onerror='{RUNS}'><svg class=evil onload='{RUNS}'></svg>"
    "<form class=evil action=https://evil.example></form><style class=evil>body{display:none}</style>"
    f"<iframe class=evil srcdoc='<script>parent.{RUNS}</script>'></iframe> [link](javascript:{RUNS}) "
    "![picture](https://evil.example/x.png) :material/delete: $x^2$ &lt;script&gt; {{7*7}}"
)
"""One word that is code to whoever draws markup, Markdown, formulas, icons or templates."""
INJECTED = ", ".join([
    ".evil", ".katex", "a[href^='javascript:' i]",
    *(f"[{name}^='https://evil.example' i]" for name in ("src", "href", "action", "formaction", "poster", "data")),
])
AS_TOLD = "all => all.map(each => each.outerHTML.slice(0, 300))"
SHOWN_ON = {"agents", "alerts", "audit", "library", "messages", "review", "studio"}
"""Pages that at the least have to show the word, or the walk would look at nothing."""


@dataclass
class Watched:
    """What a page did beside being drawn."""

    url: str
    dialogs: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        """Look at everything that this page asks, is answered and says."""
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("requestfinished", lambda request: self._is_own(request.url) or self.foreign.append(request.url))
        page.on("response", self._answered)
        return page

    def _is_own(self, url: str) -> bool:
        return url.startswith((self.url, self.url.replace("http", "ws"), "data:", "blob:"))

    def _answered(self, answer: Response) -> None:
        policy = answer.headers.get("content-security-policy", "")
        if answer.url.startswith(self.url) and not ("object-src 'none'" in policy and "script-src 'self'" in policy):
            self.loose.append(f"{answer.status} {answer.url}")


@pytest.fixture(scope="module")
def hostile_desk(chromium, tmp_path_factory) -> Iterator[browsing.Desk]:
    """A desk with a client whose every text is code."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    agency = make_agency(Settings(data=folder))
    planted(agency, THEIRS, HOSTILE)
    agency.publish.stop()
    agency.db.close()
    yield from browsing.serve(folder)


def test_no_word_is_code_on_any_page(hostile_desk, browser):
    watched = Watched(hostile_desk.url)
    page = watched.watch(browser.new_context(viewport={"width": 1440, "height": 1000}).new_page())
    found, shown = {}, set()
    for entry in ENTRIES:
        opened = "".join(f"&{param}={named(THEIRS, table)}" for param, table in OPENS.get(entry.name, {}).items())
        page.goto(f"{hostile_desk.url}/{entry.name}?client={THEIRS}{opened}")
        browsing.settled(page)
        app = page.get_by_test_id("stApp")
        found[entry.name] = (page.evaluate("window.ran"), page.locator(INJECTED).evaluate_all(AS_TOLD), app.is_visible())
        shown |= {entry.name} if MARK in app.inner_text() else set()
    page.context.close()
    assert found == dict.fromkeys(found, (None, [], True))
    assert (watched.dialogs, watched.foreign, watched.loose) == ([], [], [])
    assert SHOWN_ON - shown == set()
