"""Totals: posts of a period added up by what they have in common, against the period before, as funnel and as scorecards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from statistics import median

from sqlalchemy.orm import Session

from agency_core.analytics.interval import wilson
from agency_core.domain.agent import PERSONA_LABELS, Persona
from agency_core.domain.content import CONTENT_TYPE_LABELS
from agency_core.domain.metric import METRICS, bases_of
from agency_core.domain.numbers import AgentScore, FunnelStep, GroupPoint, PostFilter, Rated, Summary
from agency_core.domain.paging import Page
from agency_core.domain.platform import ENGAGEMENT_TARGETS, LABELS, Platform
from agency_core.models import AgentRow
from agency_core.store.queries import agent as agents
from agency_core.store.queries import explore
from agency_core.store.queries import numbers as figures
from agency_core.store.queries.explore import TAGS
from agency_core.store.queries.numbers import COUNTED, Sums

DIMENSIONS = ("platform", "agent", "persona", "content_type", *TAGS)
GROUPED = ("views", "impressions", "reach", "clicks", "interactions")
MOST_GROUPS = 200
LOOKED_AT = 10_000
"""Posts up to which a group's median is given: each has to be read."""
SCORED = 100_000
"""The same for scorecards."""
_LABELS = {str(key): label for key, label in (*LABELS.items(), *CONTENT_TYPE_LABELS.items())}
Medians = Mapping[str, float]


def summary(session: Session, wanted: PostFilter) -> Summary:
    """All posts of a period."""
    found = sorted(figures.summed(session, wanted, ("platform",)), key=lambda each: each.key)
    counts = {name: added(found, name) for name in COUNTED}
    return Summary(posts=sum(each.posts for each in found), **counts, rates=rates(found))


def groups(session: Session, wanted: PostFilter, dimension: str) -> tuple[GroupPoint, ...]:
    """Totals by one of DIMENSIONS; those of platforms by name, of others those with most posts first."""
    named = _names(session, wanted.client_id, dimension)
    if dimension in TAGS:
        found = figures.summed_by_tag(session, wanted, dimension, GROUPED)
    elif dimension == "platform":
        found = [figures.keyed(each, each.key[0]) for each in figures.summed(session, wanted, ("platform",), GROUPED)]
    else:
        by = "content_type" if dimension == "content_type" else "agent_id"
        found = figures.summed(session, wanted, (by, "platform"), GROUPED)
    if dimension == "persona":
        personas = _personas(session, wanted.client_id)
        found = [figures.keyed(each, personas.get(each.key[0], "")) for each in found]
    together: dict[str, list[Sums]] = defaultdict(list)
    for each in sorted(found, key=lambda each: each.key):
        together[each.key[0]].append(each)
    middles = _medians(session, wanted, dimension) if sum(each.posts for each in found) <= LOOKED_AT else {}
    made = [_group(key, named(key), parts, middles.get(key)) for key, parts in together.items()]
    return tuple(made if dimension == "platform" else sorted(made, key=lambda each: (-each.posts, each.key))[:MOST_GROUPS])


def _group(key: str, label: str, parts: list[Sums], middle: float | None) -> GroupPoint:
    """The totals of a group; a rate only where all of it is on one platform."""
    on = {each.key[1] for each in parts}
    platform = Platform(next(iter(on))) if len(on) == 1 else None
    low, high = ENGAGEMENT_TARGETS.get(platform, (None, None)) if platform else (None, None)
    top, base = sum(each.rate_top for each in parts), sum(each.rate_base for each in parts)
    return GroupPoint(
        key=key, label=label, posts=sum(each.posts for each in parts), views=added(parts, "views"),
        reach=added(parts, "reach"), interactions=added(parts, "interactions"),
        rate=top / base if platform and base else None, base=bases_of(platform)[0] if platform else "",
        target_low=low, target_high=high, impressions=added(parts, "impressions"), clicks=added(parts, "clicks"), median=middle,
    )


def _names(session: Session, client_id: str, dimension: str) -> Callable[[str], str]:
    if dimension == "agent":
        names = {row.id: row.name for row in _agents(session, client_id)}
        return lambda key: names.get(key, key) or "People"
    if dimension == "persona":
        return persona_label
    if dimension in TAGS:
        return str
    return lambda key: _LABELS.get(key, key) or "Unknown"


def persona_label(key: str) -> str:
    """How a persona is shown; nobody's posts are those of people."""
    return PERSONA_LABELS[Persona(key)] if key in set(Persona) else key or "People"


def _personas(session: Session, client_id: str) -> dict[str, str]:
    return {row.id: row.persona for row in _agents(session, client_id)}


def _agents(session: Session, client_id: str) -> list[AgentRow]:
    found, cursor = agents.of_client(session, client_id, Page(limit=500))
    while cursor:
        more, cursor = agents.of_client(session, client_id, Page(limit=500, cursor=cursor))
        found += more
    return found


def _medians(session: Session, wanted: PostFilter, dimension: str) -> Medians:
    if dimension in TAGS:
        return _middle(explore.tags_of_each_post(session, wanted, dimension))
    if dimension in {"platform", "content_type"}:
        return _middle(explore.of_each_post(session, wanted, dimension, "interactions"))
    return _by_hand(session, wanted, _personas(session, wanted.client_id) if dimension == "persona" else None)[0]


def _by_hand(session: Session, wanted: PostFilter, personas: Mapping[str, str] | None) -> tuple[Medians, float | None]:
    """Medians of interactions by agent, or by persona, and that of all."""
    found = explore.of_each_post(session, wanted, "agent_id", "interactions")
    keyed = found if personas is None else [(personas.get(agent, ""), value) for agent, value in found]
    return _middle(keyed), median(value for _, value in found) if found else None


def _middle(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    values: dict[str, list[float]] = defaultdict(list)
    for key, value in found:
        values[key].append(value)
    return {key: median(each) for key, each in values.items()}


def scorecards(session: Session, wanted: PostFilter, *, by_persona: bool) -> tuple[AgentScore, ...]:
    """What each agent, or persona, did; those with most posts first. What no agent made is not theirs."""
    known = {row.id: row for row in _agents(session, wanted.client_id)}
    personas = {key: row.persona for key, row in known.items()} if by_persona else None
    found: dict[str, list[Sums]] = defaultdict(list)
    for each in figures.summed(session, wanted, ("agent_id", "platform"), ("interactions",)):
        if each.key[0]:
            key = each.key[0] if personas is None else personas.get(each.key[0], "")
            found[key].append(figures.keyed(each, key))
    few = max(_count(session, each) for each in (wanted, wanted.before)) <= SCORED
    middles, whole = _by_hand(session, wanted, personas) if few else ({}, None)
    earlier = _by_hand(session, wanted.before, personas)[0] if few else {}
    made = []
    for key, parts in sorted(found.items(), key=lambda one: (-sum(each.posts for each in one[1]), one[0])):
        row, middle = known.get(key), middles.get(key)
        persona = key if by_persona else (row.persona if row else "")
        rated = rates(_on_platforms(parts))
        made.append(AgentScore(
            agent_id="" if by_persona else key, name=persona_label(key) if by_persona else (row.name if row else key),
            persona=persona, posts=sum(each.posts for each in parts), interactions=added(parts, "interactions"),
            median_interactions=middle, rate_by_platform=rated, against_client=_over(middle, whole),
            against_before=_over(middle, earlier.get(key)), target_met=_met(rated),
        ))  # fmt: skip
    return tuple(made)


def _count(session: Session, wanted: PostFilter) -> int:
    return sum(each.posts for each in figures.summed(session, wanted, ("platform",), ()))


def _over(value: float | None, other: float | None) -> float | None:
    return value / other if value is not None and other else None


def _met(rated: Iterable[Rated]) -> float | None:
    aimed = [each.rate >= ENGAGEMENT_TARGETS[Platform(each.platform)][0] for each in rated if each.platform in ENGAGEMENT_TARGETS]
    return sum(aimed) / len(aimed) if aimed else None


def _on_platforms(parts: Iterable[Sums]) -> list[Sums]:
    on: dict[str, list[Sums]] = defaultdict(list)
    for each in parts:
        on[each.key[1]].append(each)
    return [figures.joined(each, (name,)) for name, each in sorted(on.items())]


def rates(found: Iterable[Sums]) -> tuple[Rated, ...]:
    """The pooled rate of each platform, of sums by platform (the last part of the key)."""
    return tuple(
        Rated(
            each.key[-1], each.rate_top / each.rate_base, *wilson(each.rate_top, each.rate_base),
            bases_of(Platform(each.key[-1]))[0], each.counted["interactions"],
        )
        for each in found if each.rate_base
    )


def funnel(session: Session, wanted: PostFilter) -> tuple[FunnelStep, ...]:
    """From seen to clicked by platform; without clicks where none of its posts has them."""
    found = {each.platform: each for clicked in (False, True) for each in explore.funnel(session, wanted, clicked=clicked)}
    steps = []
    for name, passed in sorted(found.items()):
        base = bases_of(Platform(name))[0]
        labels = [(base, METRICS[base].label), ("interactions", "Interactions"), ("clicks", METRICS["clicks"].label)]
        first = passed.sums[0]
        steps += [
            FunnelStep(name, step, label, value, passed.posts, value / first if first else None)
            for (step, label), value in zip(labels, passed.sums, strict=False)
        ]
    return tuple(steps)


def added(parts: Iterable[Sums], name: str) -> int | None:
    """A count over several sums; None where it was counted in none."""
    known = [value for each in parts if (value := each.counts[name]) is not None]
    return sum(known) if known else None
