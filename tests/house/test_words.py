"""One word, one thing: words and file names that the house does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.house.tree import ROOT, house, name

BANNED_WORDS = {
    "channel": re.compile(r"channel", re.IGNORECASE),
    "tenant": re.compile(r"tenants?(?![a-z])", re.IGNORECASE),
    "bot": re.compile(r"(?<![a-z])bots?(?![a-z])", re.IGNORECASE),
}
THEIRS = {
    ("agency_core/*youtube*", r"channel"): "YouTube calls its accounts channels, in its API and in its exports",
    ("agency_core/*linkedin*", r"thirdPartyDistributionChannels"): "a field of LinkedIn's Posts API",
    ("agency_core/notifiers/telegram.py", r"/?bots?"): "Telegram's own word for whoever sends, in its API and its documentation",
    ("agency_core/domain/web_endings.py", r"\w*channel|bot"): "top-level domains",
    ("agency_core/analytics/importers/*", r'"channel"'): "a column heading in the exports of other tools",
}
"""Somebody else's words: in files whose name fits, what the expression matches does not count. Each with its reason."""

BANNED_NAMES = re.compile(r"(^|_)(utils?|helpers?|commons?|misc|stuff|base_?classes)(_|$)")


def _spoken() -> tuple[Path, ...]:
    kinds = (".py", ".md", ".js", ".css", ".html", ".toml", ".json", ".mako")
    folders = (ROOT / "agency_core", ROOT / "pages")
    found = (path for folder in folders for path in folder.rglob("*") if path.suffix in kinds)
    return tuple(sorted(path for path in found if path.is_file()))


def _own(path: Path, line: str) -> str:
    theirs = [expression for pattern, expression in THEIRS if fnmatch(name(path), pattern)]
    return re.sub("|".join(theirs), "", line, flags=re.IGNORECASE) if theirs else line


def _said(word: str) -> Iterator[str]:
    for path in _spoken():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if BANNED_WORDS[word].search(_own(path, line)):
                yield f"{name(path)}:{number}: {line.strip()}"


@pytest.mark.parametrize("word", BANNED_WORDS)
def test_a_banned_word_is_not_said(word):
    assert list(_said(word)) == []


def test_a_file_is_named_for_what_it_knows():
    assert [name(path) for path in house() if BANNED_NAMES.search(path.stem)] == []
