"""The page on performance quotes what was measured."""

from __future__ import annotations

from tests.docs.reading import ROOT

RESULTS = ROOT / "bench" / "results"
HEADS = ("| what |", "| --- |")


def rows(text: str) -> list[str]:
    """The rows of all tables, without their heads."""
    return [line for line in text.splitlines() if line.startswith("|") and not line.startswith(HEADS)]


def test_every_row_is_one_of_the_results():
    measured = {row for file in RESULTS.glob("*.md") for row in rows(file.read_text(encoding="utf-8"))}
    quoted = rows((ROOT / "docs" / "performance.md").read_text(encoding="utf-8"))
    assert len(quoted) > 30
    assert [row for row in quoted if row not in measured] == []


def test_a_bar_that_is_broken_is_said_in_words():
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for section in page.split("\n## ")[1:]:
        broken = [row for row in rows(section) if "**broken**" in row and "tenth of the counts" not in row]
        assert bool(broken) == ("not held" in section), section.splitlines()[0]
