"""Scopes: what a token allows, as `noun:verb` (`content:write`); never more than its owner may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agency_core.domain.agent import Tier
from agency_core.domain.permission import NOUN_LABELS, Role, Verb, may
from agency_core.errors import Invalid

NOUNS = tuple(NOUN_LABELS)
"""What can be looked at, changed or decided about."""
OTHERS = "others"
"""The work of other agents."""
ANY = "*"
EVERY = frozenset(f"{noun}:{verb}" for noun in NOUNS for verb in Verb)

_SPECIALIST = frozenset({
    "agent:view", "agent:write", "client:view", "content:view", "content:write", "delivery:view", "insight:view", "medium:view",
    "medium:write", "message:view", "message:write", "slot:view",
})
_DOMAIN_LEAD = _SPECIALIST | {
    "account:view", "alert:view", "match:view", "note:view", "note:write", "others:view", "others:write", "recurrence:view",
    "report:view", "upload:view",
}
_ORCHESTRATOR = _DOMAIN_LEAD | {
    "alert:write", "import:view", "import:write", "match:write", "rehearsal:view", "rehearsal:write", "report:write",
    "upload:write",
}
OF_TIER: Mapping[Tier, frozenset[str]] = {
    Tier.SPECIALIST: _SPECIALIST, Tier.DOMAIN_LEAD: _DOMAIN_LEAD, Tier.EXECUTIVE_ORCHESTRATOR: _ORCHESTRATOR,
}
"""The most that an agent's token allows: a specialist its own work, a lead that of its client, none of them decides."""


def scopes_of(roles: Iterable[Role]) -> frozenset[str]:
    """All scopes that somebody with these roles can use for any client."""
    held = tuple(roles)
    return frozenset(
        f"{noun}:{verb}" for noun in NOUNS for verb in Verb if any(may(role, verb, noun) for role in held)
    )


def expanded(scopes: Iterable[str]) -> frozenset[str]:
    """`scopes` with `*:view` written out for every noun."""
    found: set[str] = set()
    for scope in scopes:
        noun, _, verb = scope.partition(":")
        found |= {f"{each}:{verb}" for each in NOUNS} if noun == ANY else {scope}
    return frozenset(found)


def checked(scopes: Iterable[str], allowed: frozenset[str]) -> tuple[str, ...]:
    """`scopes` in order and without repetition, when each is one and lies within `allowed`.

    A scope for every noun (`*:view`) needs no more than one that is allowed: it stands for what its owner may.

    Raises:
        Invalid: one is unknown or not allowed, or there is none.
    """
    chosen = sorted(set(scopes))
    if not chosen:
        raise Invalid("A token without scopes allows nothing.", field="scopes", remedy="Name what it is for.")
    for scope in chosen:
        written = expanded((scope,))
        if not written <= EVERY:
            raise Invalid(f"{scope[:80]!r} is not a scope.", field="scopes", remedy="Use noun:verb, as in content:write.")
        if not written & allowed:
            raise Invalid(
                f"{scope} is more than the owner of this token may.", field="scopes",
                remedy=f"Use any of: {', '.join(sorted(allowed))}.",
            )
    return tuple(chosen)
