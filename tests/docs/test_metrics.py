"""Every figure stands in its document, and the dashboard asks for nothing else."""

from __future__ import annotations

import json
import re

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from agency_core.observe import meters
from agency_core.services import checkup
from agency_core.services.figures import Figures
from agency_core.ui.watch.runbook import steps
from tests.docs.reading import DOCS, names, rows

DASHBOARD = DOCS / "grafana-dashboard.json"
MADE_OF = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",), "info": ("_info",)}


def _families(agency) -> dict[str, str]:
    """The type of each family by the name that a table gives it."""
    page = agency.operate.figures.page().decode()
    assert generate_latest(meters.REGISTRY).decode().split("\n")[0] in page
    found = {}
    for family in text_string_to_metric_families(page):
        ending = {"counter": "_total", "info": "_info"}.get(family.type, "")
        found[family.name + ending] = family.type
    return found


def _told() -> set[str]:
    cells = [cell for heading in ("Of this process", "Of the installation") for cell, *_ in rows("metrics.md", heading)]
    return {name for cell in cells for name in names(cell)}


def test_every_figure_stands_in_the_document(agency):
    assert _told() == set(_families(agency))


def test_the_labels_of_figures_are_those_said():
    told = {
        name: tuple(names(labels))
        for cell, labels, _ in rows("metrics.md", "Of this process") for name in names(cell) if name.startswith("agency_")
    }
    kept = {
        meters.API: ("method", "route", "status"), meters.LATENESS: ("platform",), meters.STEP: ("platform", "outcome"),
        meters.TASK: ("task", "outcome"), meters.MESSAGE: ("outcome",), meters.RULES: ("rule",),
    }
    for meter, labels in kept.items():
        assert meter._labelnames == labels
        assert told[meter._name + ("_total" if meter is meters.RULES else "")] == labels


def test_the_dashboard_asks_only_for_figures_that_there_are(agency):
    types = _families(agency)
    known = {name for name, kind in types.items() if kind != "histogram"} | {
        name + ending for name, kind in types.items() if kind == "histogram" for ending in MADE_OF["histogram"]
    }
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    asked = {
        name for panel in panels for target in panel["targets"]
        for name in re.findall(r"\b(?:agency|process|python)_[a-z_]+\b", target["expr"])
    }
    assert asked - known == set()


def test_the_dashboard_is_one_that_grafana_reads():
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    panels = board["panels"]
    assert (board["title"], board["schemaVersion"]) == ("Agency", 39)
    assert sorted(panel["id"] for panel in panels) == list(range(1, len(panels) + 1))
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)
    assert {panel["datasource"]["uid"] for panel in panels} == {"${datasource}"}


def test_every_check_leads_to_a_part_of_the_manual():
    assert [each.name for each in checkup.CHECKS if not steps(each.runbook)[1]] == []


def test_how_long_one_look_serves_is_what_is_said():
    from agency_core.services.figures import FRESH, SHARE

    said = " ".join((DOCS / "metrics.md").read_text(encoding="utf-8").split())
    assert (f"at most every {FRESH:.0f} seconds" in said, SHARE, "for twenty times as long" in said) == (True, 20, True)
    assert Figures.__doc__
