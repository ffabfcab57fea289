"""What people set about rules: which are off, and how bad their findings count."""

from __future__ import annotations

from collections.abc import Mapping

from agency_core.domain.rule import RuleSetting

Settings = Mapping[tuple[str, str], RuleSetting]
"""By rule and client (an empty client: for the whole agency)."""


def in_force(settings: Settings, rule: str, client_id: str) -> RuleSetting:
    """What holds of a rule for a client: its own setting; what that leaves open (severity, thresholds), as the agency set it."""
    general = settings.get((rule, ""))
    own = settings.get((rule, client_id)) if client_id else None
    if own is None:
        return general or RuleSetting(client_id, rule)
    if general is None:
        return own
    return RuleSetting(client_id, rule, own.is_on, own.severity or general.severity, {**general.limits, **own.limits})


def is_off(settings: Settings, rule: str, client_id: str) -> bool:
    """Whether a rule is switched off for a client."""
    return bool(settings) and not in_force(settings, rule, client_id).is_on
