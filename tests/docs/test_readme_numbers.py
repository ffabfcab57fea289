"""What the README quotes of results and of connectors is what they say."""

from __future__ import annotations

import re

from agency_core.domain.platform import LABELS, Verified
from agency_core.platforms import CONNECTORS
from tests.docs.reading import README, ROOT

QUOTED = ("kills", "deliveries", "doubled", "lost")
COUNTS = {3: "three", 2: "two", 1: "one"}


def said() -> str:
    """The README on one line."""
    return " ".join(README.read_text(encoding="utf-8").split())


def test_the_proof_is_quoted_as_it_was_found():
    results = (ROOT / "bench" / "results" / "proof.md").read_text(encoding="utf-8")
    found = [re.search(rf"^\| {name} \| ([\d,]+) \|", results, re.MULTILINE) for name in QUOTED]
    assert ", ".join(f"{number[1]} {name}" for number, name in zip(found, QUOTED, strict=True) if number) in said()


def test_speed_is_told_where_it_was_measured():
    assert re.findall(r"[\d.]+ (?:ms|per second|deliveries/s|MB)\b", said()) == []


def test_every_connector_is_named():
    assert [LABELS[each.facts.key] for each in CONNECTORS.all() if LABELS[each.facts.key] not in said()] == []


def test_what_nobody_else_has_checked_is_named():
    unchecked = [LABELS[each.facts.key] for each in CONNECTORS.all() if each.facts.verified is Verified.DOCUMENTATION]
    assert f"{COUNTS[len(unchecked)]} were made from documentation only ({', '.join(unchecked)})" in said()
