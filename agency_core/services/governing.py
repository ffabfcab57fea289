"""Who may look after whom: an owner after everybody, a manager after the people of their clients, never after owners."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.permission import Role, Verb
from agency_core.errors import Forbidden, NotFound
from agency_core.models import PersonRow
from agency_core.store.queries import person as people

NOUN = "person"


def is_owner(actor: Actor) -> bool:
    """Whether the actor runs the agency."""
    return actor.may(Verb.ADMIN, "", NOUN)


def managed(actor: Actor) -> frozenset[str] | None:
    """The clients whose people the actor looks after; None for all."""
    if is_owner(actor) or actor.may(Verb.DECIDE, "", NOUN):
        return None
    named = actor.clients if actor.clients is not None else frozenset(actor.roles or {}) - {""}
    return frozenset(each for each in named if actor.may(Verb.DECIDE, each, NOUN))


def visible(actor: Actor, session: Session, person_id: str) -> PersonRow:
    """The person, when it is the actor or somebody of the clients that the actor looks after.

    Raises:
        NotFound: there is none within reach.
    """
    row, within = people.get(session, person_id), managed(actor)
    if row.id != actor.id and within is not None and not within & set(people.roles_of(session, row.id)):
        raise NotFound("There is no such person.", field="person_id", remedy="Check the id.")
    return row


def governed(actor: Actor, session: Session, person_id: str) -> PersonRow:
    """The person, when the actor may change what concerns them everywhere: never an owner, unless an owner asks.

    Raises:
        NotFound: there is none within reach.
        Forbidden: somebody else has to do it.
    """
    row = visible(actor, session, person_id)
    if not governs(actor, people.roles_of(session, row.id)):
        raise Forbidden("This person is more than you may change.", remedy="Ask an owner.")
    return row


def governs(actor: Actor, roles: Mapping[str, Role]) -> bool:
    """Whether somebody with these roles is entirely the actor's to look after."""
    if is_owner(actor):
        return True
    within = managed(actor)
    if "" in roles or not roles:
        return False
    return within is None or set(roles) <= within


def demand_to_give(actor: Actor, client_id: str, role: Role | None) -> None:
    """Refuse to give (or with None, to take) a role for a client that the actor does not look after.

    Raises:
        NotFound: the client is out of reach.
        Forbidden: only an owner gives roles for the whole agency.
    """
    if is_owner(actor):
        return
    if not client_id or role is Role.OWNER:
        raise Forbidden("Only an owner gives roles for the whole agency.", remedy="Ask an owner.")
    actor.reach(client_id)
    within = managed(actor)
    if within is not None and client_id not in within:
        raise Forbidden("You may not give roles for this client.", remedy="Ask an owner or its manager.")
