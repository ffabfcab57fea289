"""/api/custom-rules: rules that people make from figures, and when they would have fired."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.kpis import BuiltInReplay, CustomRule, ReplayQuery
from agency_core.api.schemas.words import ClientQuery
from agency_core.domain.replay import ReplayView
from agency_core.domain.watching import CustomRuleView

router = APIRouter(tags=["Custom rules"])
TheDays = Annotated[ReplayQuery, Query()]


@router.get("/custom-rules", response_model=answers.list_model("rules", CustomRuleView))
def list_rules(agency: TheAgency, actor: TheActor, query: Annotated[ClientQuery, Query()]) -> Response:
    """Rules that people made, oldest first."""
    found = agency.watchroom.custom_rules.list(actor, client_id=query.client_id)
    return answers.part("rules", CustomRuleView, found, query.page())


@router.post("/custom-rules", status_code=201, response_model=CustomRuleView)
def create(agency: TheAgency, actor: TheActor, body: CustomRule) -> Response:
    """Make a rule."""
    made = agency.watchroom.custom_rules.create(actor, new=body.new())
    return answers.one(CustomRuleView, made, status=201, location=f"/custom-rules/{made.id}")


@router.post("/custom-rules/replay", response_model=ReplayView)
def try_out(agency: TheAgency, actor: TheActor, body: CustomRule, query: TheDays) -> Response:
    """When a rule that is not kept yet would have fired."""
    return answers.one(ReplayView, agency.watchroom.replay.tried(actor, new=body.new(), days=query.days))


@router.get("/custom-rules/{rule_id}", response_model=CustomRuleView)
def get_rule(agency: TheAgency, actor: TheActor, rule_id: str) -> Response:
    """One rule."""
    return answers.one(CustomRuleView, agency.watchroom.custom_rules.get(actor, rule_id))


@router.put("/custom-rules/{rule_id}", response_model=CustomRuleView)
def replace(agency: TheAgency, actor: TheActor, rule_id: str, body: CustomRule) -> Response:
    """Say a rule anew; whose it is stays."""
    return answers.one(CustomRuleView, agency.watchroom.custom_rules.update(actor, rule_id, new=body.new()))


@router.delete("/custom-rules/{rule_id}", status_code=204)
def delete(agency: TheAgency, actor: TheActor, rule_id: str) -> Response:
    """Forget a rule."""
    agency.watchroom.custom_rules.delete(actor, rule_id)
    return answers.nothing()


@router.get("/custom-rules/{rule_id}/replay", response_model=ReplayView)
def replay(agency: TheAgency, actor: TheActor, rule_id: str, query: TheDays) -> Response:
    """When a rule would have fired."""
    return answers.one(ReplayView, agency.watchroom.replay.saved(actor, rule_id, days=query.days))


@router.get("/alerts/rules/{rule}/replay", response_model=ReplayView)
def built_in(agency: TheAgency, actor: TheActor, rule: str, query: Annotated[BuiltInReplay, Query()]) -> Response:
    """When one of the agency's own rules would have fired, with the thresholds in force."""
    found = agency.watchroom.replay.built_in(actor, rule, client_id=query.client_id, days=query.days)
    return answers.one(ReplayView, found)
