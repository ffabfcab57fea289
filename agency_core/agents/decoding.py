"""From figures to conclusions, each with its sample; where there are too few posts, that is the conclusion."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from agency_core.agents.figures import REPORTED, Figures
from agency_core.domain.platform import ENGAGEMENT_TARGETS, LABELS, Platform

ENOUGH = 5
"""Posts that a conclusion needs, in each of the groups that it compares."""
SURE = 0.05
WORDS = {
    "content_type": "{} posts", "opening": "posts that open with a {}", "length": "{} posts", "part_of_day": "posts of the {}",
}


@dataclass(frozen=True)
class Claim:
    """A conclusion in words, with the figures behind it; `evidence` holds `sample_size` and, where it teaches one, a `lesson`."""

    text: str
    evidence: Mapping[str, Any]


def decode(figures: Sequence[Figures]) -> tuple[Claim, ...]:
    """What can be said: the level on each platform, and differences that chance does not explain. Bases are never mixed."""
    claims: list[Claim] = []
    for name in dict.fromkeys(each.platform for each in figures):
        here = [each for each in figures if each.platform == name]
        base = Counter(each.base for each in here).most_common(1)[0][0]
        alike = [each for each in here if each.base == base]
        label = LABELS[Platform(name)] if name else "an unnamed platform"
        claims.append(_level(name, label, base, alike))
        claims += _differences(name, label, base, alike)
    if not claims:
        text = "Not enough data yet: there are counts, but no base (views, reach or impressions) to relate them to."
        claims.append(Claim(text, {"sample_size": 0, "conclusive": False}))
    return tuple(claims)


def _level(name: str, label: str, base: str, alike: Sequence[Figures]) -> Claim:
    rates = sorted(each.rate for each in alike)
    evidence: dict[str, Any] = {
        "sample_size": len(rates), "platform": name, "base": base, "median_rate": round(median(rates), 5),
        "lowest_rate": round(rates[0], 5), "highest_rate": round(rates[-1], 5), "conclusive": len(rates) >= ENOUGH,
        "base_count": sum(each.base_count or 0 for each in alike),
    }
    if len(rates) < ENOUGH:
        text = f"Not enough data on {label} yet: {len(rates)} of the {ENOUGH} posts that a conclusion needs."
        return Claim(text, evidence)
    of = base if base == REPORTED else f"of {base}"
    middle = median(rates)
    text = f"On {label}, the median engagement rate of {len(rates)} posts was {_percent(middle)} {of}{_aim(name, middle)}."
    return Claim(text, evidence)


def _differences(name: str, label: str, base: str, alike: Sequence[Figures]) -> list[Claim]:
    found = []
    for trait in WORDS:
        groups: dict[str, list[float]] = {}
        for each in alike:
            if trait in each.traits:
                groups.setdefault(each.traits[trait], []).append(each.rate)
        compared = sorted((group for group in groups.items() if len(group[1]) >= ENOUGH), key=lambda group: -median(group[1]))
        if len(compared) < 2:
            continue
        best, rest = compared[0], compared[-1]
        chance = rank_sum(best[1], rest[1]) * math.comb(len(compared), 2) * len(WORDS)
        if chance < SURE and median(best[1]) > median(rest[1]):
            found.append(_difference((name, label, base), trait, best, rest, chance))
    return found


def _difference(
    where: tuple[str, str, str], trait: str, best: tuple[str, list[float]], rest: tuple[str, list[float]], chance: float
) -> Claim:
    name, label, base = where
    of = base if base == REPORTED else f"of {base}"
    text = (
        f"On {label}, {_words(trait, best[0])} did better than {_words(trait, rest[0])}: median engagement rate "
        f"{_percent(median(best[1]))} against {_percent(median(rest[1]))} {of} ({len(best[1])} and {len(rest[1])} posts). "
        "That they go together does not say why."
    )
    evidence = {
        "sample_size": len(best[1]) + len(rest[1]), "platform": name, "base": base, "conclusive": True,
        "groups": {group: {"posts": len(rates), "median_rate": round(median(rates), 5)} for group, rates in (best, rest)},
        "test": "rank sum, corrected for the number of comparisons", "chance": round(chance, 5),
        "lesson": {"kind": trait, "value": best[0], "platform": name},
    }
    return Claim(text, evidence)


def rank_sum(one: Sequence[float], other: Sequence[float]) -> float:
    """Two-sided chance that two samples differ this much although they come from the same source (normal approximation)."""
    pooled = sorted((*one, *other))
    ranks = {value: pooled.index(value) + (pooled.count(value) + 1) / 2 for value in set(pooled)}
    first, second, total = len(one), len(other), len(pooled)
    ties = sum(count**3 - count for count in Counter(pooled).values())
    spread = first * second / 12 * (total + 1 - ties / (total * (total - 1)))
    if spread <= 0:
        return 1.0
    off = abs(sum(ranks[value] for value in one) - first * (first + 1) / 2 - first * second / 2)
    return math.erfc(max(0.0, off - 0.5) / math.sqrt(2 * spread))


def _words(trait: str, value: str) -> str:
    return WORDS[trait].format(value.replace("_post", "").replace("_", " "))


def _percent(rate: float) -> str:
    return f"{rate * 100:.1f} %"


def _aim(name: str, rate: float) -> str:
    aim = ENGAGEMENT_TARGETS.get(Platform(name)) if name else None
    if aim is None:
        return ""
    low, high = aim
    place = "below" if rate < low else "above" if rate > high else "within"
    return f", {place} the aim of {low * 100:g} to {high * 100:g} %"
