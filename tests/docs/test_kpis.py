"""The page of KPIs says of each figure what its definition says."""

from __future__ import annotations

from agency_core.domain.kpi import APART, KPIS, METRICS, Definition, Unit
from tests.docs.reading import names, rows, section


def aim(kpi: Definition) -> str:
    """A target as the page writes it."""
    if kpi.target_high is not None:
        return f"{kpi.target * 100:g} to {kpi.target_high * 100:g} %"
    number = f"{kpi.target * 100:g} %" if kpi.unit is Unit.SHARE else f"{kpi.target:g} {kpi.unit.replace('per_day', 'a day')}"
    return f"{'at least' if kpi.better == 'higher' else 'below'} {number}"


def test_every_kpi_stands_as_it_is_defined():
    told = [(names(cells[0])[0], *cells[1:]) for cells in rows("kpis.md", "KPIs")]
    assert told == [
        (each.name, each.label, each.scope, each.unit, aim(each), f"{each.fewest} {each.cases}", each.formula, each.source)
        for each in KPIS.values()
    ]


def test_every_other_figure_stands_as_it_is_defined():
    told = [(names(cells[0])[0], *cells[1:]) for cells in rows("kpis.md", "Figures that rules can watch")]
    assert told == [
        (each.name, each.label, each.unit, each.formula, each.source) for name, each in METRICS.items() if name not in KPIS
    ]


def test_what_is_counted_apart_is_named():
    assert {str(each) for each in APART} <= set(names(section("kpis.md", "KPIs")))
