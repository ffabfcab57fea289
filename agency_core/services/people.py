"""People: who signs in, what they are for each client, and who may change that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.mail_address import mail_address, person_name
from agency_core.domain.permission import Role, Verb
from agency_core.domain.person import PersonStatus, PersonView
from agency_core.errors import Conflict, Exists, Invalid
from agency_core.models import MembershipRow, PersonRow
from agency_core.services import governing
from agency_core.services.audit import note
from agency_core.services.governing import NOUN
from agency_core.services.sessions import Sessions
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import person as people
from agency_core.store.queries import session as signed_in
from agency_core.store.turns import take_turn

NOBODY = Actor(ActorKind.PERSON, "nobody", frozenset(), roles={})
"""Who acts before it is known who it is."""
_OWNERS = "owners of the agency"


@dataclass(frozen=True)
class NewPerson:
    """What somebody says who comes for the first time."""

    name: str
    password: str = field(repr=False)
    email: str = ""


@dataclass(frozen=True)
class Origin:
    """Where somebody comes from: the address, and what the browser calls itself."""

    address: str
    browser: str


class People:
    """Everybody who signs in."""

    def __init__(self, db: Database, clock: Clock, sessions: Sessions) -> None:
        """People live in `db`; what changes them ends their `sessions`."""
        self._db = db
        self._clock = clock
        self._sessions = sessions

    def list(self, actor: Actor) -> tuple[PersonView, ...]:
        """The people whom the actor looks after (an owner: everybody), by name, with their roles for clients within reach."""
        within = governing.managed(actor)
        with self._db.reading() as session:
            return tuple(_within(view, within) for view in people.every(session, within))

    def looks_after(self, actor: Actor) -> bool:
        """Whether the actor looks after anybody's roles, and so may invite."""
        return governing.managed(actor) != frozenset()

    def get(self, actor: Actor, person_id: str) -> PersonView:
        """One person; everybody sees themselves.

        Raises:
            NotFound: there is none within reach.
        """
        with self._db.reading() as session:
            row = governing.visible(actor, session, person_id)
            view = people.view(row, people.roles_of(session, row.id))
            return view if row.id == actor.id else _within(view, governing.managed(actor))

    def names(self, actor: Actor) -> Mapping[str, str]:
        """What everybody is called, by id, for those who may see people: so that no id stands where a name belongs."""
        if not any(actor.may(Verb.VIEW, client_id, NOUN) for client_id in {"", *(actor.roles or {})}):
            return {}
        with self._db.reading() as session:
            return people.names(session)

    def me(self, actor: Actor) -> PersonView | None:
        """The person who acts; None for who is no person here: an agent, or the owner of a machine without sign-in."""
        with self._db.reading() as session:
            row = session.get(PersonRow, actor.id)
            return people.view(row, people.roles_of(session, row.id)) if row else None

    def rename(self, actor: Actor, person_id: str, *, name: str) -> PersonView:
        """Call a person by another name: oneself, or somebody whom the actor looks after."""
        wanted = person_name(name)
        with self._db.transaction() as session:
            row = self._changeable(actor, session, person_id)
            row.name, row.changed_at = wanted, self._clock.now()
            note(session, actor, "person.renamed", noun=NOUN, subject_id=row.id)
            return people.view(row, people.roles_of(session, row.id))

    def change_email(self, actor: Actor, person_id: str, *, email: str) -> PersonView:
        """Let a person sign in with another address; their other sessions end.

        Raises:
            ProofNeeded: the actor has not confirmed lately that it is them.
            Exists: somebody else has this address.
        """
        wanted = mail_address(email)
        self._sessions.demand_proof(actor)
        with self._db.transaction() as session:
            row = self._changeable(actor, session, person_id)
            other = people.of_email(session, wanted)
            if other is not None and other.id != row.id:
                raise Exists("Somebody else signs in with this address.", field="email", remedy="Use another one.")
            row.email, row.subject, row.changed_at = wanted, "", self._clock.now()
            signed_in.revoke_all(session, row.id, self._clock.now(), actor.session_id)
            note(session, actor, "person.email_changed", noun=NOUN, subject_id=row.id)
            view = people.view(row, people.roles_of(session, row.id))
        self._sessions.forget()
        return view

    def set_roles(self, actor: Actor, person_id: str, *, roles: Mapping[str, Role | None]) -> PersonView:
        """Let a person be something else for the named clients (the empty one: for all); None: nothing. They sign in anew.

        Raises:
            Conflict: nobody would own the agency.
            Forbidden: the actor may not give or take one of these roles.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            take_turn(session, _OWNERS)
            row = governing.visible(actor, session, person_id)
            before = people.roles_of(session, row.id)
            changed = {client_id: role for client_id, role in roles.items() if before.get(client_id) != role}
            for client_id, role in changed.items():
                self._set_role(actor, session, row, (client_id, before.get(client_id), role))
            if changed:
                self._demand_an_owner(session, row.id, before, roles)
                signed_in.revoke_all(session, row.id, now)
            view = people.view(row, people.roles_of(session, row.id))
        self._sessions.forget()
        return _within(view, governing.managed(actor))

    def disable(self, actor: Actor, person_id: str) -> PersonView:
        """Let a person in no more; their sessions end at once. Repeating it changes nothing.

        Raises:
            Conflict: nobody would own the agency, or it is the actor.
        """
        with self._db.transaction() as session:
            take_turn(session, _OWNERS)
            row = governing.governed(actor, session, person_id)
            if row.id == actor.id:
                raise Conflict("This is you.", field="person_id", remedy="Ask another owner.")
            roles = people.roles_of(session, row.id)
            self._demand_an_owner(session, row.id, roles, {"": None})
            self._turn(actor, session, row, PersonStatus.DISABLED)
            view = people.view(row, roles)
        self._sessions.forget()
        return view

    def enable(self, actor: Actor, person_id: str) -> PersonView:
        """Let a person in again. Repeating it changes nothing."""
        with self._db.transaction() as session:
            row = governing.governed(actor, session, person_id)
            self._turn(actor, session, row, PersonStatus.ACTIVE)
            return people.view(row, people.roles_of(session, row.id))

    def _turn(self, actor: Actor, session: Session, row: PersonRow, status: PersonStatus) -> None:
        if row.status != status:
            row.status, row.changed_at = status, self._clock.now()
            signed_in.revoke_all(session, row.id, row.changed_at)
            done = "person.disabled" if status is PersonStatus.DISABLED else "person.enabled"
            note(session, actor, done, noun=NOUN, subject_id=row.id)

    def _changeable(self, actor: Actor, session: Session, person_id: str) -> PersonRow:
        return people.get(session, person_id) if person_id == actor.id else governing.governed(actor, session, person_id)

    def _set_role(
        self, actor: Actor, session: Session, row: PersonRow, change: tuple[str, Role | None, Role | None]
    ) -> None:
        client_id, before, role = change
        for each in (before, role):
            governing.demand_to_give(actor, client_id, each)
        if Role.OWNER in {before, role}:
            self._sessions.demand_proof(actor)
        give(session, row.id, (client_id, role), actor, self._clock.now())
        said = {"from": before or "", "to": role or ""}
        note(session, actor, "person.role_changed", noun=NOUN, subject_id=row.id, client_id=client_id, said=said)

    def _demand_an_owner(
        self, session: Session, person_id: str, before: Mapping[str, Role], roles: Mapping[str, Role | None]
    ) -> None:
        leaves = before.get("") is Role.OWNER and "" in roles and roles[""] is not Role.OWNER
        if leaves and not people.other_owners(session, person_id):
            raise Conflict(
                "This is the last owner.", field="person_id", remedy="Make somebody else an owner first."
            )


def give(
    session: Session, person_id: str, given: tuple[str, Role | None], actor: Actor, now: datetime
) -> None:
    """Let a person be something for a client, whatever they were: (client, role), None for nothing.

    Raises:
        Invalid: somebody would own one client; one owns the agency.
        NotFound: there is no such client.
    """
    client_id, role = given
    if client_id and role is Role.OWNER:
        raise Invalid("An owner owns the whole agency.", field="role", remedy="Give this role without a client.")
    people.leave(session, person_id, client_id)
    if role is None:
        return
    if client_id:
        clients.get(session, client_id)
    session.add(MembershipRow(
        person_id=person_id, client_id=client_id, role=role, given_by=actor.label, given_at=now,
    ))
    session.flush()


def admitted(session: Session, email: str, name: str, now: datetime, password: str = "") -> PersonRow:
    """A new person, who is nothing for any client yet; `password` is its hash."""
    row = PersonRow(
        id=new_id(now), email=email, name=name, status=PersonStatus.ACTIVE, password=password, totp={}, totp_used=0, recovery=[],
        subject="", created_at=now, changed_at=now, last_seen_at=None,
    )
    session.add(row)
    session.flush()
    return row


def _within(view: PersonView, clients: frozenset[str] | None) -> PersonView:
    """What may be seen of a person by who looks after these clients."""
    if clients is None:
        return view
    roles = {client_id: role for client_id, role in view.roles.items() if client_id in clients}
    return PersonView(**{**vars(view), "roles": roles})
