"""/api/content/{id}/approvals and /api/clients/{id}/review-links: verdicts, and the links by which clients give theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.words import OptionalWord, ThePart, Words
from agency_core.domain.approval import MOST_DAYS, REVIEW_FOR, ApprovalView, MadeReviewLink, ReviewLinkView, Verdict
from agency_core.domain.content import ContentView
from agency_core.domain.terms import Step

router = APIRouter(tags=["Approvals"])


class Said(Words):
    """A verdict; `words` is the hash of what was read, and refuses the verdict when it was changed since."""

    step: Step
    verdict: Verdict
    why: Annotated[str, Field(max_length=2_000)] = ""
    words: OptionalWord = ""


class LinkWish(Words):
    """A link to all that waits for the client, or to one piece; mailed to `email`, where one is given."""

    content_id: OptionalWord = ""
    email: OptionalWord = ""
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = REVIEW_FOR.days


@router.get("/content/{content_id}/approvals", response_model=answers.list_model("approvals", ApprovalView))
def list_approvals(agency: TheAgency, actor: TheActor, content_id: str, query: ThePart) -> Response:
    """Verdicts on content, oldest first: who, at which step, on exactly which words."""
    return answers.part("approvals", ApprovalView, agency.door.approvals.list(actor, content_id), query.page())


@router.post("/content/{content_id}/approvals", response_model=ContentView)
def give(agency: TheAgency, actor: TheActor, content_id: str, body: Said) -> Response:
    """Give a step's verdict."""
    view = agency.door.approvals.decide(
        actor, content_id, step=body.step, verdict=body.verdict, why=body.why, words=body.words
    )
    return answers.one(ContentView, view)


@router.get("/clients/{client_id}/review-links", response_model=answers.list_model("review_links", ReviewLinkView))
def list_links(agency: TheAgency, actor: TheActor, client_id: str, query: ThePart) -> Response:
    """Links that are still good, newest first."""
    return answers.part("review_links", ReviewLinkView, agency.door.review_links.list(actor, client_id), query.page())


@router.post("/clients/{client_id}/review-links", status_code=201, response_model=MadeReviewLink)
def make_link(agency: TheAgency, actor: TheActor, client_id: str, body: LinkWish) -> Response:
    """Make a link. It is in this answer and in no other."""
    made = agency.door.review_links.make(
        actor, client_id, content_id=body.content_id, email=body.email, lasts=timedelta(days=body.days)
    )
    answer = answers.one(MadeReviewLink, made, status=201)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.delete("/clients/{client_id}/review-links/{link_id}", status_code=204)
def revoke_link(agency: TheAgency, actor: TheActor, client_id: str, link_id: str) -> Response:
    """End a link at once."""
    agency.door.review_links.revoke(actor, client_id, link_id)
    return answers.nothing()
