"""What the documents name exists: pages they link to, make targets, settings, commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agency_core.settings import Settings
from tests.house.tree import ROOT, name

README = ROOT / "README.md"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)|(?:src|href)=\"([^\"#]+)\"")
TARGET = re.compile(r"\bmake ([a-z]+)\b(?=[`\s]|$)", re.MULTILINE)
SETTING = re.compile(r"\bAGENCY_([A-Z_]+)\b")


def _documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").glob("*.md")])


def _code(text: str) -> str:
    """Only what stands in backticks or fences: prose may say 'make sure'."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


@pytest.mark.parametrize("document", _documents(), ids=name)
def test_a_link_leads_to_a_file(document):
    links = [first or second for first, second in LINK.findall(document.read_text(encoding="utf-8"))]
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", _documents(), ids=name)
def test_a_make_target_exists(document):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = TARGET.findall(_code(document.read_text(encoding="utf-8")))
    assert [target for target in named if f"\n{target}:" not in makefile] == []


@pytest.mark.parametrize("document", _documents(), ids=name)
def test_a_setting_exists(document):
    known = {field.upper() for field in Settings.model_fields}
    assert set(SETTING.findall(document.read_text(encoding="utf-8"))) - known == set()


def test_every_document_is_reached_from_the_readme():
    if not README.exists():
        pytest.skip("there is no README yet")
    reached, waiting = set(), [README]
    while waiting:
        document = waiting.pop()
        reached.add(document)
        for first, second in LINK.findall(document.read_text(encoding="utf-8")):
            target = (document.parent / (first or second)).resolve()
            inside = [target] if target.suffix == ".md" else sorted(target.glob("*.md")) if target.is_dir() else []
            waiting.extend(page for page in inside if page.exists() and page not in reached and page not in waiting)
    assert [name(page) for page in sorted((ROOT / "docs").rglob("*.md")) if page not in reached] == []
