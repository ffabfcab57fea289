"""Links lead somewhere, down to the heading; pictures are there, and small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.reading import DOCS, README, anchors

LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
LARGEST = 200_000
DOCUMENTS = [README, *sorted(DOCS.glob("*.md"))]


def linked(document: Path, *, pictures: bool) -> list[str]:
    """Links of a document that stay in this repository."""
    found = LINK.findall(document.read_text(encoding="utf-8"))
    return [to for mark, to in found if bool(mark) is pictures and not re.match(r"[a-z]+:", to)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_leads_to_a_heading(document):
    lost = []
    for link in linked(document, pictures=False):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_document_stands_in_the_index():
    told = {path for path in linked(DOCS / "index.md", pictures=False) if "/" not in path}
    assert told == {path.name for path in DOCS.glob("*.md")} - {"index.md"}


def test_the_pictures_are_there_and_small():
    shown = {(document.parent / link).resolve() for document in DOCUMENTS for link in linked(document, pictures=True)}
    assert {path.name: path.stat().st_size < LARGEST and path.read_bytes()[:4] == b"\x89PNG" for path in shown} == {
        path.name: True for path in (DOCS / "screenshots").iterdir()
    }
