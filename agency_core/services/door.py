"""The door: everything about who comes in, joined in one place."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.services.access import Access
from agency_core.services.approvals import Approvals
from agency_core.services.audit import Audit
from agency_core.services.first_run import FirstRun
from agency_core.services.grants import Grants, proving
from agency_core.services.invitations import Invitations, Post
from agency_core.services.limits import Limits
from agency_core.services.links import Links
from agency_core.services.own_calls import OwnCalls
from agency_core.services.people import People
from agency_core.services.provider import Provider
from agency_core.services.recovery import Recovery
from agency_core.services.refusals import Refusals
from agency_core.services.reminders import Reminders
from agency_core.services.reset import Reset
from agency_core.services.review import Review
from agency_core.services.review_links import ReviewLinks
from agency_core.services.second_factor import SecondFactor
from agency_core.services.sessions import Sessions
from agency_core.services.sign_in import Keys, SignIn
from agency_core.services.signing import Signing
from agency_core.services.tokens import Tokens
from agency_core.services.tries import Tries
from agency_core.services.watchroom import Equipment


@dataclass(frozen=True)
class Door:
    """People and the browsers they are signed in with, and the trail of what they did."""

    audit: Audit
    sessions: Sessions
    people: People
    sign_in: SignIn
    provider: Provider
    first_run: FirstRun
    invitations: Invitations
    passwords: Reset
    second_factor: SecondFactor
    links: Links
    tries: Tries
    signing: Signing
    access: Access
    tokens: Tokens
    grants: Grants
    limits: Limits
    own_calls: OwnCalls
    approvals: Approvals
    review_links: ReviewLinks
    reminders: Reminders
    refusals: Refusals
    recovery: Recovery


def open_door(tools: Equipment, review: Review) -> Door:
    """The services of the door; what clients say of content is decided by `review`."""
    db, clock, chosen = tools.db, tools.clock, tools.settings
    audit = Audit(db, clock, chosen.data)
    sessions = Sessions(db, clock, is_closed=chosen.must_sign_in)
    links, tries = Links(db, clock), Tries(db, clock)
    second_factor = SecondFactor(db, clock, tools.vault, sessions)
    keys = Keys(sessions, links, tries, second_factor, tools.vault, audit)
    sign_in = SignIn(db, clock, keys)
    signing = Signing(db, clock, tools.vault)
    access = Access(db, clock, sessions, signing)
    post = Post(tools.mail, (chosen.public_url or chosen.own_url).rstrip("/"))
    said = Approvals(db, review)
    return Door(
        audit=audit, sessions=sessions, people=People(db, clock, sessions), sign_in=sign_in,
        provider=Provider(db, clock, keys, sign_in, chosen), links=links, tries=tries,
        first_run=FirstRun(db, clock, links, sessions, post.home), second_factor=second_factor,
        invitations=Invitations(db, clock, links, sign_in, post), passwords=Reset(db, clock, keys, post),
        signing=signing, access=access, tokens=Tokens(db, clock, sessions, access),
        limits=Limits(chosen.api_per_minute), own_calls=OwnCalls(tools.vault),
        grants=Grants(db, clock, signing, access, proving(sign_in, sessions)),
        approvals=said, review_links=ReviewLinks(db, clock, post), reminders=Reminders(db, clock, said, post),
        refusals=Refusals(db, clock),
        recovery=Recovery(db, clock, tools.vault, sessions),
    )
