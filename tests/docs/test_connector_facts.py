"""What the documents say of each connector is what the connector says of itself."""

from __future__ import annotations

import pytest

from agency_core.domain.platform import LABELS, Platform
from agency_core.platforms import CONNECTORS
from tests.docs.reading import names, table, text


def told(key: str) -> dict[str, str]:
    """The column of a connector in the table of what it carries."""
    header, *lines = table("connectors.md", "What they carry")
    column = header.index(LABELS[Platform(key)])
    return {line[0]: line[column] for line in lines}


@pytest.mark.parametrize("key", CONNECTORS)
def test_the_table_tells_the_facts(key):
    facts, says = CONNECTORS[key].facts, told(key)
    can = facts.capabilities
    assert set(names(says["content types"])) == can.content_types
    assert says["interface"].endswith(facts.spec_version)
    assert says["its end"] == (f"{facts.sunset:%-d %B %Y}" if facts.sunset else "none announced")
    assert says["text"].startswith(f"{can.text_limit} characters")
    assert says["media"].startswith(f"{can.media_min} to {can.media_max} ")
    assert says["settling time before \"not there\" is believed"] == f"{can.settling_seconds:g} s"
    assert set(says["metrics"].split(", ")) == set(can.metrics)


@pytest.mark.parametrize("key", CONNECTORS)
def test_the_pictures_it_takes_are_those_said(key):
    can, says = CONNECTORS[key].facts.capabilities, told(key)["pictures"]
    size = f"{can.image_bytes // 1024**2} MiB" if can.image_bytes % 1024**2 == 0 else f"{can.image_bytes:,} bytes"
    assert size in says
    assert {f"image/{kind.lower()}" for kind in says.split(", up to")[0].split(", ")} == can.image_types


def test_nobody_claims_the_real_network():
    assert "**No connector has published on the real network.**" in text("connectors.md")
