"""Who acts. Every write takes an actor first; services ask it for permission and for the reach of its clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agency_core.domain.permission import Role, Verb, may
from agency_core.errors import Forbidden, NotFound


class ActorKind(StrEnum):
    """What sort of actor this is."""

    PERSON = "person"
    REVIEWER = "reviewer"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """A person, an agent or the system itself; `clients` is None for all clients.

    Attributes:
        roles: what it is for each client (the empty client: for all); None where no roles are in use, and then
            `can_write` and `can_decide` say what it may.
        scopes: what its token allows, as `noun:verb` (`content:write`); None: all that its roles do.
        address: where it asks from.
        session_id: the session it acts in; empty for tokens and in local mode.
    """

    kind: ActorKind
    id: str
    clients: frozenset[str] | None = None
    can_write: bool = True
    can_decide: bool = True
    roles: Mapping[str, Role] | None = None
    scopes: frozenset[str] | None = None
    address: str = ""
    session_id: str = ""

    @property
    def label(self) -> str:
        """How history names this actor, for example `person:owner`."""
        return f"{self.kind}:{self.id}"

    def may(self, verb: Verb, client_id: str, noun: str = "client") -> bool:
        """Whether this actor is allowed a verb on a noun of a client."""
        if self.clients is not None and client_id not in self.clients:
            return False
        if self.scopes is not None and f"{noun}:{verb}" not in self.scopes:
            return False
        if self.roles is None:
            return {Verb.VIEW: True, Verb.WRITE: self.can_write, Verb.DECIDE: self.can_write and self.can_decide}.get(
                verb, self.clients is None and self.can_decide
            )
        return any(may(role, verb, noun) for role in (self.roles.get(client_id), self.roles.get("")) if role is not None)

    def reach(self, client_id: str, noun: str = "client") -> None:
        """Refuse a client out of reach in the words used for one that does not exist."""
        if self.clients is not None and client_id not in self.clients:
            remedy = "Check the id; it may have been deleted."
            raise NotFound(f"There is no client {client_id!r}.", field="client_id", remedy=remedy)
        if not self.may(Verb.VIEW, client_id, noun):
            raise Forbidden("Your role does not show you this.", remedy="Ask an owner or manager.")

    def write(self, client_id: str, noun: str = "client") -> None:
        """Refuse an actor that may only read, or that cannot reach this client."""
        self.reach(client_id, noun)
        if not self.may(Verb.WRITE, client_id, noun):
            raise Forbidden("You may look but not change anything here.", remedy="Ask an owner or manager.")

    def decide(self, client_id: str, noun: str = "client") -> None:
        """Refuse an actor that may not approve, publish or change settings."""
        self.reach(client_id, noun)
        if not self.may(Verb.DECIDE, client_id, noun):
            raise Forbidden("You may propose but not decide.", remedy="Ask an owner or manager.")

    def owns(self, noun: str) -> bool:
        """Whether this actor may run the installation in what concerns a noun."""
        return self.may(Verb.ADMIN, "", noun)

    def administer(self, noun: str) -> None:
        """Refuse whoever may not run the installation: people, keys, backups, the audit trail."""
        if not self.owns(noun):
            raise Forbidden("Only an owner of the agency may do this.", remedy="Ask an owner.")


LOCAL_OWNER = Actor(ActorKind.PERSON, "owner")
SYSTEM = Actor(ActorKind.SYSTEM, "engine")
MAINTENANCE = Actor(ActorKind.SYSTEM, "maintenance")
