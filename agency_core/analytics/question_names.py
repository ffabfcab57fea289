"""The client's own names in a question: agents, personas, topics, hashtags and campaigns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agency_core.analytics.question_words import DIMENSIONS, KINDS, METRICS, ORDERS, PLATFORMS, SILENT, whole
from agency_core.domain.agent import PERSONA_LABELS, Persona
from agency_core.domain.question import Names

_GRAMMAR = tuple(
    whole(pattern) for table in (METRICS, DIMENSIONS, KINDS, ORDERS, PLATFORMS) for pattern in table.values()
)
_TAGS = ("topic", "campaign", "hashtag")


@dataclass(frozen=True)
class Named:
    """A name in a text: of what `kind`, what it stands for, and where it is; `why` it cannot be used, empty when it can."""

    kind: str
    value: str
    label: str
    start: int
    end: int
    said: str
    why: str = ""


def names_in(text: str, names: Names, *, exact: bool) -> list[Named]:
    """The names in a text, in their order; of two that cover each other the longer one.

    Args:
        text: what is left of the question.
        names: what the client calls things.
        exact: only what cannot be anything else: `#tag`, `campaign Spring`, names in quotes and those of several words.
    """
    found: list[Named] = []
    left = text
    for each in (*_marked(text, names), *_spoken(text, names, exact=exact)):
        if not left[each.start : each.end].strip("¦") or "¦" in left[each.start : each.end]:
            continue
        left = left[: each.start] + "¦" * (each.end - each.start) + left[each.end :]
        found.append(each)
    return sorted(found, key=lambda each: each.start)


def _marked(text: str, names: Names) -> Iterator[Named]:
    """`#tag`, and a name or a quotation with its sort before or after it."""
    known: Mapping[str, Mapping[str, str]] = {
        "topic": _folded(names.topics), "campaign": _folded(names.campaigns), "hashtag": _folded(names.hashtags),
    }
    folded = text.casefold()
    for match in re.finditer(r"#(\w+)", text):
        yield _tag("hashtag", match[1], match, known["hashtag"])
    for kind in _TAGS:
        for match in re.finditer(rf'\b{kind}s? (?:called |named )?"([^"]+)"', text, re.IGNORECASE):
            yield _tag(kind, match[1], match, known[kind])
        for name in sorted((name for name in known[kind] if name in folded), key=len, reverse=True):
            pattern = rf"\b{kind} (?:called |named )?#?{re.escape(name)}(?!\w)|(?<!\w){re.escape(name)} {kind}\b"
            for match in re.finditer(pattern, text, re.IGNORECASE):
                yield Named(kind, known[kind][name], known[kind][name], match.start(), match.end(), match[0])


def _tag(kind: str, name: str, match: re.Match[str], known: Mapping[str, str]) -> Named:
    value = known.get(name.casefold(), "")
    why = "" if value else f"there is no such {kind}"
    return Named(kind, value, value, match.start(), match.end(), match[0], why)


def _spoken(text: str, names: Names, *, exact: bool) -> Iterator[Named]:
    """Names that stand alone, the longest first."""
    table, folded = _bare(names), text.casefold()
    for name in sorted((name for name in table if name in folded), key=len, reverse=True):
        if exact and " " not in name:
            continue
        if " " not in name and _is_grammar(name):
            continue
        for match in re.finditer(rf'(?<![\w#])"?{re.escape(name)}"?(?!\w)', text, re.IGNORECASE):
            kind, value, label, why = table[name]
            yield Named(kind, value, label, match.start(), match.end(), match[0], why)


def _bare(names: Names) -> dict[str, tuple[str, str, str, str]]:
    """(kind, value, label, why not) by folded name; a name of two sorts of things is said to be so."""
    found: dict[str, tuple[str, str, str, str]] = {}
    for name in names.hashtags:
        found[name.casefold()] = ("hashtag", name, name, "")
    for kind, tags in (("topic", names.topics), ("campaign", names.campaigns)):
        for name in tags:
            key, before = name.casefold(), found.get(name.casefold())
            twice = before is not None and before[0] != "hashtag"
            found[key] = (kind, name, name, "is a topic and a campaign: say which" if twice else "")
    for key, agents in _called(names).items():
        if len(agents) > 1:
            found[key] = ("agent", "", "", f"may be {', '.join(sorted(names.agents[each] for each in agents))}: say which")
        elif key in found and found[key][0] != "hashtag":
            found[key] = ("agent", "", "", f"is an agent and a {found[key][0]}: say which")
        else:
            found[key] = ("agent", agents[0], names.agents[agents[0]], "")
    return found


def _called(names: Names) -> dict[str, list[str]]:
    """Agents by what they may be called: their name, its first word, their id, and their persona."""
    found: dict[str, list[str]] = {}
    for agent_id, name in names.agents.items():
        first = name.split()[0].casefold() if name.split() else ""
        persona = names.personas.get(agent_id, "")
        label = PERSONA_LABELS[Persona(persona)] if persona in set(Persona) else persona
        calls = {name.casefold(), agent_id.casefold(), label.casefold()}
        if len(first) > 1 and not any(first in each.casefold().split() for each in PERSONA_LABELS.values()):
            calls.add(first)
        for each in calls - {""}:
            found.setdefault(each, []).append(agent_id)
    for key in [key for key, agents in found.items() if len(agents) > 1]:
        exactly = [each for each in found[key] if names.agents[each].casefold() == key]
        found[key] = exactly if len(exactly) == 1 else found[key]
    return found


def _is_grammar(name: str) -> bool:
    return name in SILENT or any(pattern.fullmatch(name) for pattern in _GRAMMAR)


def _folded(tags: tuple[str, ...]) -> dict[str, str]:
    return {each.casefold(): each for each in tags}
