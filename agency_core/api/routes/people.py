"""/api/people: who signs in, and what they are for each client."""

from __future__ import annotations

from fastapi import APIRouter, Response

from agency_core.api import answers
from agency_core.api.dependencies import TheActor, TheAgency
from agency_core.api.schemas.people import Invitation, NewInvitation, PersonChanges
from agency_core.api.schemas.words import ThePart
from agency_core.domain.person import InvitationView, PersonView

router = APIRouter(prefix="/people", tags=["People"])


@router.get("", response_model=answers.list_model("people", PersonView))
def list_people(agency: TheAgency, actor: TheActor, part: ThePart) -> Response:
    """The people whom you look after, by name; roles by client, the empty one for the whole agency."""
    return answers.part("people", PersonView, agency.door.people.list(actor), part.page())


@router.get("/invitations", response_model=answers.list_model("invitations", InvitationView))
def list_invitations(agency: TheAgency, actor: TheActor, part: ThePart) -> Response:
    """Invitations that can still be accepted."""
    return answers.part("invitations", InvitationView, agency.door.invitations.list(actor), part.page())


@router.post("/invitations", status_code=201, response_model=Invitation)
def invite(agency: TheAgency, actor: TheActor, body: NewInvitation) -> Response:
    """Invite somebody. The link is in this answer and in no other."""
    made = agency.door.invitations.invite(actor, email=body.email, role=body.role, client_id=body.client_id)
    view = made.view
    said = Invitation(
        id=view.id, email=view.email, role=view.role, client_id=view.client_id, link=made.link, problem=made.problem,
    )
    answer = answers.one(Invitation, said, status=201)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.delete("/invitations/{invitation_id}", status_code=204)
def revoke_invitation(agency: TheAgency, actor: TheActor, invitation_id: str) -> Response:
    """Take an invitation back: its link is good no more."""
    agency.door.invitations.revoke(actor, invitation_id)
    return answers.nothing()


@router.get("/{person_id}", response_model=PersonView)
def get_person(agency: TheAgency, actor: TheActor, person_id: str) -> Response:
    """One person."""
    return answers.one(PersonView, agency.door.people.get(actor, person_id))


@router.patch("/{person_id}", response_model=PersonView)
def change_person(agency: TheAgency, actor: TheActor, person_id: str, body: PersonChanges) -> Response:
    """Change name, address, roles, or whether they may come in; whose roles or address change signs in anew."""
    people = agency.door.people
    if body.name is not None:
        people.rename(actor, person_id, name=body.name)
    if body.email is not None:
        people.change_email(actor, person_id, email=body.email)
    if body.roles is not None:
        people.set_roles(actor, person_id, roles=body.roles)
    if body.is_active is not None:
        (people.enable if body.is_active else people.disable)(actor, person_id)
    return answers.one(PersonView, people.get(actor, person_id))


@router.delete("/{person_id}/second-factor", status_code=204)
def remove_second_factor(agency: TheAgency, actor: TheActor, person_id: str) -> Response:
    """Take away the second factor: your own, or as an owner that of somebody who lost theirs."""
    agency.door.second_factor.remove(actor, person_id)
    return answers.nothing()
