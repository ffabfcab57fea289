"""Invitations: somebody is asked to come, by a link that is good once, for a week. Nobody registers without one."""

from __future__ import annotations

from dataclasses import dataclass, field

from agency_core.domain.actor import Actor
from agency_core.domain.clock import Clock
from agency_core.domain.ids import new_id
from agency_core.domain.mail_address import mail_address, person_name
from agency_core.domain.permission import Role
from agency_core.domain.person import INVITED_FOR, InvitationView, PersonStatus, Purpose
from agency_core.errors import AgencyError, Invalid, NotFound
from agency_core.mail import Mail
from agency_core.models import InvitationRow
from agency_core.security import passwords
from agency_core.services import governing
from agency_core.services.audit import note
from agency_core.services.door_letter import door_letter
from agency_core.services.governing import NOUN
from agency_core.services.links import LinkOver, Links, NewLink
from agency_core.services.people import NOBODY, NewPerson, Origin, admitted, give
from agency_core.services.sign_in import Entry, SignIn
from agency_core.store.database import Database
from agency_core.store.queries import client as clients
from agency_core.store.queries import invitation as invitations
from agency_core.store.queries import link as links
from agency_core.store.queries import person as people
from agency_core.store.queries import session as signed_in


@dataclass(frozen=True)
class Invited:
    """An invitation and its link, which is shown this once; `problem` says why no mail went out, and is empty when one did."""

    view: InvitationView
    link: str = field(repr=False)
    problem: str = ""


@dataclass(frozen=True)
class Invitee:
    """Who was invited; `is_known` when they sign in here already."""

    email: str
    role: str
    is_known: bool


@dataclass(frozen=True)
class Post:
    """How a link reaches people: by which mail, and where it leads."""

    mail: Mail
    home: str


class Invitations:
    """Asks people to come."""

    def __init__(self, db: Database, clock: Clock, links: Links, sign_in: SignIn, post: Post) -> None:
        """Links go out by `post`."""
        self._db = db
        self._clock = clock
        self._links = links
        self._sign_in = sign_in
        self._post = post

    def list(self, actor: Actor) -> tuple[InvitationView, ...]:
        """Invitations that can still be accepted, of the clients that the actor looks after, newest first."""
        within = governing.managed(actor)
        with self._db.reading() as session:
            rows = invitations.open_ones(session, self._clock.now())
            return tuple(row.view() for row in rows if within is None or row.client_id in within)

    def invite(self, actor: Actor, *, email: str, role: Role, client_id: str = "") -> Invited:
        """Ask somebody to be something for a client (for the agency, without one). Their link is in the answer, and nowhere else.

        Raises:
            Forbidden: the actor may not give this role.
            NotFound: the client is out of reach.
        """
        address, now = mail_address(email), self._clock.now()
        governing.demand_to_give(actor, client_id, role)
        if client_id and role is Role.OWNER:
            raise Invalid("An owner owns the whole agency.", field="role", remedy="Invite them without a client.")
        with self._db.transaction() as session:
            if client_id:
                clients.get(session, client_id)
            row = InvitationRow(
                id=new_id(now), email=address, client_id=client_id, role=role, created_by=actor.label, created_at=now,
                expires_at=now + INVITED_FOR, accepted_at=None, revoked_at=None,
            )
            session.add(row)
            token = self._links.make(session, NewLink(Purpose.INVITE, row.id, INVITED_FOR, by=actor.label))
            note(session, actor, "person.invited", noun=NOUN, subject_id=row.id, client_id=client_id, said={"role": role})
            view = row.view()
        link = f"{self._post.home}/invite?token={token}"
        return Invited(view, link, self._mailed(address, link))

    def revoke(self, actor: Actor, invitation_id: str) -> None:
        """Take an invitation back: its link is good no more. Repeating it changes nothing.

        Raises:
            NotFound: there is none within reach.
        """
        with self._db.transaction() as session:
            row, within = session.get(InvitationRow, invitation_id), governing.managed(actor)
            if row is None or (within is not None and row.client_id not in within):
                raise NotFound("There is no such invitation.", field="invitation_id", remedy="Check the id.")
            if row.revoked_at is None and row.accepted_at is None:
                row.revoked_at = self._clock.now()
                links.revoke(session, Purpose.INVITE, row.id, row.revoked_at)
                note(session, actor, "person.invitation_revoked", noun=NOUN, subject_id=row.id, client_id=row.client_id)

    def look(self, token: str) -> Invitee:
        """Who was invited by this link.

        Raises:
            LinkOver: it is good no more.
        """
        link = self._links.look(token, Purpose.INVITE)
        with self._db.reading() as session:
            row = session.get(InvitationRow, link.subject_id)
            if row is None:
                raise LinkOver(remedy="Ask for a new invitation.")
            return Invitee(row.email, row.role, people.of_email(session, row.email) is not None)

    def accept(self, token: str, new: NewPerson | None, origin: Origin) -> Entry | None:
        """Come: with a name and password, and signed in at once; who signs in here already (`new` is None) gets the role alone.

        Raises:
            LinkOver: the link is good no more.
            Invalid: name or password are not good enough; the link stays good.
        """
        invitee = self.look(token)
        kept = ""
        if new is not None:
            name = person_name(new.name)
            kept = passwords.hashed(passwords.checked(new.password, about=(invitee.email, name)))
        now = self._clock.now()
        with self._db.transaction() as session:
            link = self._links.use(session, token, Purpose.INVITE)
            row = session.get(InvitationRow, link.subject_id)
            person = people.of_email(session, invitee.email)
            if row is None or (person is None) != (new is not None) or (person and person.status != PersonStatus.ACTIVE):
                raise LinkOver(remedy="Ask for a new invitation.")
            if person is None:
                person = admitted(session, row.email, person_name(new.name if new else ""), now, kept)
            row.accepted_at = now
            if row.client_id not in people.roles_of(session, person.id):
                give(session, person.id, (row.client_id, Role(row.role)), NOBODY, now)
                signed_in.revoke_all(session, person.id, now)
            said = {"role": row.role, "by": row.created_by}
            note(session, NOBODY, "person.came", noun=NOUN, subject_id=person.id, client_id=row.client_id, said=said)
        self._sign_in.forget()
        return self._sign_in.admit(person.id, "invitation", origin) if new is not None else None

    def _mailed(self, address: str, link: str) -> str:
        if self._post.mail.problem:
            return self._post.mail.problem
        lines = (
            "You are invited to an agency's operations desk.", f"Come in here, within seven days: {link}",
            "The link works once. If you do not expect this, do nothing.",
        )
        try:
            self._post.mail.send(door_letter(self._post.mail.sender, address, "Your invitation", lines, self._clock), address)
        except AgencyError as error:
            return error.message
        return ""
