"""/api/alerts: what is wrong, and who takes care of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.watch import AlertQuery, Assigned, Commented, Learned, RuleSet, Several, Snoozed, Whose
from agency_core.api.schemas.words import ClientQuery
from agency_core.domain.alert import AlertView
from agency_core.domain.operations import HistoryView
from agency_core.domain.rule import RuleView

router = APIRouter(prefix="/alerts", tags=["Alerts"])


@dataclass(frozen=True)
class AlertStory(AlertView):
    """An alert with what became of it, oldest first: its moves, who was told, what people did and said."""

    history: tuple[HistoryView, ...] = ()


@dataclass(frozen=True)
class Unread:
    """How many alerts fire that the caller has not seen, and how many fire in all, by severity."""

    unread: int
    firing: dict[str, int]


@router.get("", response_model=answers.list_model("alerts", AlertView))
def list_alerts(agency: TheAgency, actor: TheActor, query: Annotated[AlertQuery, Query()]) -> Response:
    """Alerts, newest first."""
    return answers.listing("alerts", AlertView, agency.watch.find(actor, query.filter(), query.page()))


@router.get("/rules", response_model=answers.list_model("rules", RuleView))
def rules(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """What is looked for again and again, with severities and thresholds as they are in force for a client (or the agency)."""
    return answers.part("rules", RuleView, agency.watchroom.rules.list(actor, client_id=query.client_id), query.page())


@router.put("/rules/{name}", response_model=RuleView)
def set_rule(agency: TheAgency, actor: TheActor, name: str, body: RuleSet) -> Response:
    """Switch a rule on or off, and change its severity and thresholds; in force from the next look on."""
    return answers.one(RuleView, agency.watchroom.rules.save(actor, setting=body.setting(name)))


@router.delete("/rules/{name}", response_model=RuleView)
def reset_rule(agency: TheAgency, actor: TheActor, name: str, query: Annotated[Whose, Query()]) -> Response:
    """Forget what was set about a rule; the rule as it is then."""
    return answers.one(RuleView, agency.watchroom.rules.reset(actor, rule=name, client_id=query.client_id))


@router.get("/unread", response_model=Unread)
def unread(agency: TheAgency, actor: TheActor, query: Annotated[Whose, Query()]) -> Response:
    """How many alerts fire that the caller has not seen (at most 100 are counted), and how many in all."""
    new = agency.watchroom.bell.unseen(actor, client_id=query.client_id)
    return answers.one(Unread, Unread(new, dict(agency.watch.counts(actor, client_id=query.client_id))))


@router.post("/seen", status_code=204)
def seen(agency: TheAgency, actor: TheActor, body: Whose) -> Response:
    """Say that the caller has seen the alerts of a client, or of all."""
    agency.watchroom.bell.look(actor, client_id=body.client_id)
    return answers.nothing()


@router.post("/acknowledge", response_model=answers.list_model("alerts", AlertView))
def acknowledge_several(agency: TheAgency, actor: TheActor, body: Several) -> Response:
    """Say that somebody takes care of several, all or none."""
    return answers.every("alerts", AlertView, agency.watchroom.incidents.acknowledge_all(actor, body.alert_ids))


@router.get("/{alert_id}", response_model=AlertStory)
def get_alert(agency: TheAgency, actor: TheActor, alert_id: str) -> Response:
    """One alert with its story."""
    alert, history = agency.watch.get(actor, alert_id), agency.watch.history(actor, alert_id)
    return answers.one(AlertStory, AlertStory(**vars(alert), history=history))


@router.post("/{alert_id}/acknowledge", response_model=AlertView)
def acknowledge(agency: TheAgency, actor: TheActor, alert_id: str) -> Response:
    """Say that somebody takes care of it: it is no longer repeated nor escalated."""
    return answers.one(AlertView, agency.watchroom.incidents.acknowledge(actor, alert_id))


@router.post("/{alert_id}/unacknowledge", response_model=AlertView)
def unacknowledge(agency: TheAgency, actor: TheActor, alert_id: str) -> Response:
    """Say that nobody takes care of it any more."""
    return answers.one(AlertView, agency.watchroom.incidents.unacknowledge(actor, alert_id))


@router.put("/{alert_id}/assigned", response_model=AlertView)
def assign(agency: TheAgency, actor: TheActor, alert_id: str, body: Assigned) -> Response:
    """Give it to somebody, or to nobody."""
    return answers.one(AlertView, agency.watchroom.incidents.assign(actor, alert_id, to=body.assigned_to))


@router.post("/{alert_id}/comments", status_code=201, response_model=HistoryView)
def comment(agency: TheAgency, actor: TheActor, alert_id: str, body: Commented) -> Response:
    """Say something about it; it stands in its story."""
    said = agency.watchroom.incidents.comment(actor, alert_id, text=body.text)
    return answers.one(HistoryView, said, status=201, location=f"/alerts/{alert_id}")


@router.put("/{alert_id}/snooze", response_model=AlertView)
def snooze(agency: TheAgency, actor: TheActor, alert_id: str, body: Snoozed) -> Response:
    """Put it off: nobody is told of it before `until`, at most 30 days."""
    return answers.one(AlertView, agency.watchroom.incidents.snooze(actor, alert_id, until=body.until))


@router.delete("/{alert_id}/snooze", response_model=AlertView)
def unsnooze(agency: TheAgency, actor: TheActor, alert_id: str) -> Response:
    """Let people be told of it again."""
    return answers.one(AlertView, agency.watchroom.incidents.unsnooze(actor, alert_id))


@router.put("/{alert_id}/post-mortem", response_model=AlertView)
def post_mortem(agency: TheAgency, actor: TheActor, alert_id: str, body: Learned) -> Response:
    """Write down what was learned, also when it is over."""
    return answers.one(AlertView, agency.watchroom.incidents.post_mortem(actor, alert_id, text=body.post_mortem))
