"""Brand rules: what a client's brief asks of every text, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agency_core.agents.base import Proposal
from agency_core.agents.habits import HABITS
from agency_core.agents.tone import EMOJI, register
from agency_core.agents.wording import banned_pattern, straight
from agency_core.domain.client import Brief
from agency_core.domain.content import ContentType
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.publishing import Issue

BANNED = "banned_word"
TOO_LONG = "too_long"
"""The rule about words that may never appear."""

SHORTEST = 20
SAME = 0.7
"""Two texts whose runs of three words overlap by this share say the same thing."""
_URL = re.compile(r"https?://\S+")
_HOLE = re.compile(r"\{[A-Za-z_]+\}|\[(?:insert|your|todo)\b[^\]]*\]|\b(?:TODO|TBD|lorem ipsum)\b", re.IGNORECASE)
_SHOUTING = re.compile(r"\b[A-ZÄÖÜ]{4,}(?:\s+[A-ZÄÖÜ]{4,})+\b")


def check_brand(brief: Brief, proposal: Proposal, recent: Sequence[str] = ()) -> list[Issue]:
    """Every brand rule that a proposal breaks: banned words, holes, length, tone, a missing link, words said lately."""
    issues = []
    for name, text in proposal.texts().items():
        issues += check_text(brief, name, f"{proposal.title}\n{text}")
        if proposal.content_type is not ContentType.STORY:
            issues += _length(name, text)
    if brief.link and not proposal.link and not any(brief.link in text for text in proposal.texts().values()):
        issues.append(Issue("", "link", "missing_link", "The brief asks for a link and there is none.", f"Add {brief.link}."))
    if any(similarity(proposal.body, each) >= SAME for each in recent):
        issues.append(
            Issue("", "content_body", "duplicate", "Nearly the same words were said lately.", "Choose another angle.")
        )
    return issues


def check_text(brief: Brief, name: str, text: str) -> list[Issue]:
    """The rules that a single text can break on the platform `name`."""
    bare = straight(_URL.sub(" ", text))
    banned = banned_pattern(brief.banned_words)
    issues = [_banned(name, found) for found in _banned_in(banned, bare, brief)]
    if _HOLE.search(bare):
        issues.append(Issue(name, "content_body", "hole", "A placeholder was left in the text.", "Fill it in or take it out."))
    tone = register(brief.tone)
    if tone.forbids_emoji and EMOJI.search(bare):
        issues.append(Issue(name, "content_body", "tone", "The tone of the brief has no room for emoji.", "Take them out."))
    if tone.sober and ("!" in bare or _SHOUTING.search(bare)):
        issues.append(
            Issue(name, "content_body", "tone", "The tone of the brief is sober.", "Do without exclamation marks and capitals.")
        )
    return issues


def similarity(one: str, other: str) -> float:
    """How much two texts overlap: shared runs of three words over all of them, 0 to 1."""
    first, second = _runs(one), _runs(other)
    if not first or not second:
        return float(straight(one).casefold().split() == straight(other).casefold().split())
    return len(first & second) / len(first | second)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", straight(text).casefold())
    return frozenset(tuple(words[at : at + 3]) for at in range(len(words) - 2))


def _banned_in(pattern: re.Pattern[str] | None, text: str, brief: Brief) -> list[str]:
    found = dict.fromkeys(each[0].lower() for each in pattern.finditer(text)) if pattern else {}
    return [*found, *(tag for tag in re.findall(r"#\w+", text) if tag[1:].lower() not in found and banned_tag(brief, tag))]


def banned_tag(brief: Brief, tag: str) -> bool:
    """Whether a hashtag is, or clearly holds, a banned word; words below four letters count only on their own."""
    bare = tag.lstrip("#").lower()
    words = (re.sub(r"\W", "", straight(word)).lower() for word in brief.banned_words)
    return any(word and (word == bare or (len(word) > 3 and word in bare)) for word in words)


def _banned(name: str, word: str) -> Issue:
    return Issue(name, "content_body", BANNED, f"The brief bans {word!r}.", "Say it with other words.")


def _length(name: str, text: str) -> list[Issue]:
    habit, label = HABITS[Platform(name)], LABELS[Platform(name)]
    length = habit.cost(text)
    if length > habit.limit:
        over = length - habit.limit
        message = f"The text is {length} long and {label} takes {habit.limit}."
        return [Issue(name, "content_body", TOO_LONG, message, f"Cut at least {over}.")]
    if len(text.strip()) < SHORTEST:
        message = f"{len(text.strip())} characters say very little on {label}."
        return [Issue(name, "content_body", "too_short", message, f"Write at least {SHORTEST}.")]
    return []
