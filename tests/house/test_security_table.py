"""Each requirement of docs/security.md names a test that exists."""

from __future__ import annotations

import re

from tests.house.tree import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| R(\d+) \| [^|]+ \| ([^|]+) \|$", TEXT, re.MULTILINE)


def test_every_requirement_is_in_the_table():
    assert [int(number) for number, _ in ROWS] == list(range(1, 41))


def test_every_named_test_exists():
    named = [(number, each) for number, tests in ROWS for each in re.findall(r"`([^`]+)`", tests)]
    assert [(number, each) for number, each in named if not (ROOT / each).exists()] == []
    assert {number for number, _ in named} == {number for number, _ in ROWS}
