"""Own desk: an agent acts as itself and on its own work; on the work of others only where its token says so."""

from __future__ import annotations

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.permission import Verb
from agency_core.domain.scope import OTHERS
from agency_core.errors import Forbidden


def demand_itself(actor: Actor, agent_id: str, field: str = "agent_id") -> None:
    """Refuse an agent that acts in the name of another, whatever its token allows.

    Raises:
        Forbidden: it does.
    """
    if actor.kind is ActorKind.AGENT and actor.id != agent_id:
        raise Forbidden("An agent acts for itself only.", field=field, remedy=f"Use {actor.id!r}.")


def demand_own(actor: Actor, agent_id: str, client_id: str, verb: Verb = Verb.WRITE) -> None:
    """Refuse an agent that looks into, or changes, what another has on its desk, unless its token allows that too.

    Raises:
        Forbidden: it does not.
    """
    if actor.kind is ActorKind.AGENT and actor.id != agent_id and not actor.may(verb, client_id, OTHERS):
        raise Forbidden("This is the work of another agent.", field="agent_id", remedy=f"Its token needs {OTHERS}:{verb}.")


def whose(actor: Actor, agent_id: str) -> str:
    """The agent whose desk is looked at: that of an agent itself, when none is named and it may not look at others'."""
    is_bound = actor.kind is ActorKind.AGENT and not any(actor.may(Verb.VIEW, each, OTHERS) for each in actor.clients or ())
    return actor.id if is_bound and not agent_id else agent_id
