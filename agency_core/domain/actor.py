"""Who acts. Every write takes an actor first; services ask it for permission and for the reach of its clients."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agency_core.errors import Forbidden, NotFound


class ActorKind(StrEnum):
    """What sort of actor this is."""

    PERSON = "person"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """A person, an agent or the system itself; `clients` is None for all clients."""

    kind: ActorKind
    id: str
    clients: frozenset[str] | None = None
    can_write: bool = True
    can_decide: bool = True

    @property
    def label(self) -> str:
        """How history names this actor, for example `person:owner`."""
        return f"{self.kind}:{self.id}"

    def reach(self, client_id: str, noun: str = "client") -> None:
        """Refuse what belongs to a client out of reach, in the words used for what does not exist."""
        if self.clients is not None and client_id not in self.clients:
            raise NotFound(f"There is no such {noun}.", field=noun, remedy="Check the id.")

    def write(self, client_id: str, noun: str = "client") -> None:
        """Refuse an actor that may only read, or that cannot reach this client."""
        self.reach(client_id, noun)
        if not self.can_write:
            raise Forbidden("You may look but not change anything here.", remedy="Ask an owner or manager.")

    def decide(self, client_id: str, noun: str = "client") -> None:
        """Refuse an actor that may not approve, publish or change settings."""
        self.write(client_id, noun)
        if not self.can_decide:
            raise Forbidden("You may propose but not decide.", remedy="Ask an owner or manager.")


LOCAL_OWNER = Actor(ActorKind.PERSON, "owner")
SYSTEM = Actor(ActorKind.SYSTEM, "engine")
MAINTENANCE = Actor(ActorKind.SYSTEM, "maintenance")
