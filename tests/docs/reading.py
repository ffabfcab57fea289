"""Reading the documents: their tables by heading, the code in them, the anchors of their headings."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
README = ROOT / "README.md"


def text(name: str) -> str:
    """A document below docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """What stands in a document below the heading `heading`, up to the next heading of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text(name), re.DOTALL | re.MULTILINE)
    assert found is not None, f"{name} has no heading {heading!r}"
    return found[1]


def table(name: str, heading: str) -> list[list[str]]:
    """The first table of a section, its header first."""
    found = re.search(r"(?:^\|.*\|\n)+", section(name, heading), re.MULTILINE)
    assert found is not None, f"{name} has no table below {heading!r}"
    lines = found[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in (lines[0], *lines[2:])]


def rows(name: str, heading: str) -> list[list[str]]:
    """The rows of that table, without its header."""
    return table(name, heading)[1:]


def names(cell: str) -> list[str]:
    """What stands in backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def blocks(name: str, language: str) -> list[str]:
    """The fenced code of a language in a document."""
    return re.findall(rf"^```{language}\n(.*?)^```", text(name), re.DOTALL | re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
