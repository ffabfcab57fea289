"""Measures: the cells of every figure that can be watched, each by one question, whatever the clients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy.orm import Session

from agency_core.domain.delivery import DeliveryState
from agency_core.domain.kpi import METRICS, Definition, Kind
from agency_core.domain.windows import Cell
from agency_core.store.queries import gauge, kpi
from agency_core.store.queries.kpi import Asked, Counted

Source = Callable[[Session, Asked], list[Counted]]


def success(session: Session, asked: Asked) -> list[Counted]:
    """Deliveries that ended: delivered ones are worth 1, failed ones 0; those counted apart are left out."""
    done = kpi.ended(session, asked, DeliveryState.DELIVERED)
    wrong = kpi.ended(session, asked, DeliveryState.FAILED, apart=False)
    failed = [Counted(each.client_id, "", each.cell._replace(value=0.0)) for each in wrong]
    return sorted([*done, *failed], key=lambda each: each.cell.step)


def _on(platform: str, session: Session, asked: Asked) -> list[Counted]:
    return [each for each in kpi.engagement(session, asked, "platform") if each.subject == platform]


SOURCES: Mapping[str, Source] = {
    "message_seconds": kpi.answers,
    "distribution_success": success,
    "lateness_p95": kpi.lateness,
    "content_per_day": kpi.proposed,
    "agent_engagement": kpi.agent_engagement,
    "brand_consistency": kpi.kept,
    "delivered": lambda session, asked: kpi.ended(session, asked, DeliveryState.DELIVERED),
    "failed": lambda session, asked: kpi.ended(session, asked, DeliveryState.FAILED),
    "missed": lambda session, asked: kpi.ended(session, asked, DeliveryState.MISSED),
    **{name: partial(_on, each.platform) for name, each in METRICS.items() if each.platform},
    **{
        name: partial(gauge.least_cells if each.kind is Kind.LEAST else gauge.cells, name=name)
        for name, each in METRICS.items() if each.is_gauge
    },
}  # fmt: skip


def cells_of(session: Session, metric: Definition, asked: Asked) -> dict[str, list[Cell]]:
    """What was counted of a figure in a time, by client (an empty one: of the installation), oldest first."""
    if not metric.is_of_clients:
        asked = Asked(("",), asked.since, asked.until)
    found: dict[str, list[Cell]] = defaultdict(list)
    for each in SOURCES[metric.name](session, asked):
        found[each.client_id].append(each.cell)
    return found
