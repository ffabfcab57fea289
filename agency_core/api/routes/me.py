"""/api/me: who asks, their password and second factor. /api/sessions: the browsers that people are signed in with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.people import (
    Confirmation,
    Enrolled,
    Me,
    NewPassword,
    ProofGiven,
    RecoveryCodes,
    SessionQuery,
    SessionsOf,
)
from agency_core.domain.person import SessionView

router = APIRouter(tags=["People"])


@router.get("/me", response_model=Me)
def get_me(agency: TheAgency, actor: TheActor) -> Response:
    """Who you are."""
    person = agency.door.people.me(actor)
    left = agency.door.second_factor.codes_left(actor) if person else 0
    return answers.one(Me, Me(label=actor.label, person=person, session_id=actor.session_id, recovery_codes_left=left))


@router.put("/me/password", status_code=204)
def change_password(agency: TheAgency, actor: TheActor, body: NewPassword) -> Response:
    """Have another password; your other sessions end."""
    agency.door.passwords.change(actor, old=body.old, new=body.new)
    return answers.nothing()


@router.post("/me/proof", status_code=204)
def prove(agency: TheAgency, actor: TheActor, body: ProofGiven) -> Response:
    """Confirm that it is you: for ten minutes this session may do what is delicate."""
    agency.door.sign_in.prove(actor, secret=body.secret)
    return answers.nothing()


@router.post("/me/second-factor", response_model=Enrolled)
def enrol(agency: TheAgency, actor: TheActor) -> Response:
    """A new secret for your authenticator app; nothing is kept before it is confirmed."""
    made = agency.door.second_factor.enrol(actor)
    return _shown_once(answers.one(Enrolled, Enrolled(secret=made.secret, address=made.address)))


@router.put("/me/second-factor", response_model=RecoveryCodes)
def confirm(agency: TheAgency, actor: TheActor, body: Confirmation) -> Response:
    """Keep the second factor, once a code shows that the app has it; the recovery codes are in this answer and in no other."""
    codes = agency.door.second_factor.confirm(actor, secret=body.secret, code=body.code)
    return _shown_once(answers.one(RecoveryCodes, RecoveryCodes(codes=codes)))


@router.post("/me/recovery-codes", response_model=RecoveryCodes)
def renew_recovery_codes(agency: TheAgency, actor: TheActor) -> Response:
    """New recovery codes; the old ones are good no more."""
    return _shown_once(answers.one(RecoveryCodes, RecoveryCodes(codes=agency.door.second_factor.recovery_codes(actor))))


@router.get("/sessions", response_model=answers.list_model("sessions", SessionView))
def list_sessions(agency: TheAgency, actor: TheActor, query: Annotated[SessionQuery, Query()]) -> Response:
    """The sessions of a person that hold; your own when nobody is named."""
    found = agency.door.sessions.list(actor, person_id=query.person_id)
    return answers.part("sessions", SessionView, found, query.page())


@router.delete("/sessions", status_code=204)
def end_sessions(agency: TheAgency, actor: TheActor, query: Annotated[SessionsOf, Query()]) -> Response:
    """End all sessions of a person; without `person_id` all of your own but this one."""
    agency.door.sessions.end_all(actor, person_id=query.person_id, besides="" if query.person_id else actor.session_id)
    return answers.nothing()


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(agency: TheAgency, actor: TheActor, session_id: str) -> Response:
    """End one session."""
    agency.door.sessions.revoke(actor, session_id)
    return answers.nothing()


def _shown_once(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
