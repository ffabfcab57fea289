"""What a platform can do, in words: from the same facts that the Studio, the documents and the alerts read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import streamlit as st

from agency_core.domain.platform import (
    Capabilities,
    Carries,
    ConnectorFacts,
    FollowUp,
    Idempotency,
    MediaSort,
    ReadBack,
    Verified,
)
from agency_core.ui import kit

SOON = timedelta(days=90)
_READ_BACK = {
    ReadBack.EXACT: "it is looked up on the network, and never sent twice",
    ReadBack.HEURISTIC: "it is searched for among the latest posts; in doubt you are asked",
    ReadBack.NONE: "you are asked, as the network cannot be searched",
}
_TWICE = {
    Idempotency.KEY: "the network itself refuses a second copy",
    Idempotency.HANDLE: "each post is prepared once and can be published once",
    Idempotency.NONE: "only what we look up ourselves",
}
_FOLLOW_UP = {FollowUp.THREAD: "the next post of a thread", FollowUp.COMMENT: "a comment below the post", FollowUp.NONE: "no"}
_VERIFIED = {
    Verified.REAL_SERVER: "against a real server of this network",
    Verified.RECORDINGS: "against recorded answers of the real network",
    Verified.OFFICIAL_CLIENT: "against the official description and the network's own client",
    Verified.DOCUMENTATION: "against the documentation only",
}


def abilities(facts: ConnectorFacts, today: date) -> dict[str, str]:
    """What is said of a platform: a line's name and its text, as Markdown."""
    able = facts.capabilities
    return {
        "Carries": "; ".join(_kinds(able)),
        "Text": kit.plain(f"up to {kit.number(able.text_limit)} {able.text_unit}"),
        "Pictures and videos": _way(able),
        "Follow-up": _FOLLOW_UP[able.follow_up],
        "At most": "; ".join(f"{each.posts} posts in {_span(each.per)}" for each in able.allowances) or "no limit known",
        "When an answer gets lost": _READ_BACK[able.read_back],
        "Against doubles": _TWICE[able.idempotency],
        "Numbers that come back": kit.plain(", ".join(able.metrics)) or "none",
        "Followers": kit.plain(able.followers) or "not told",
        "Interface": f"{kit.plain(facts.spec_version)}, {_end(facts.sunset, today)}",
        "Checked": f"{_VERIFIED[facts.verified]}; never yet on the real network",
    }


def show_abilities(facts: ConnectorFacts, today: date) -> None:
    """The table of what a platform can do."""
    st.table(abilities(facts, today), border="horizontal")


def _kinds(able: Capabilities) -> Iterator[str]:
    for kind, carries in sorted(able.kinds.items()):
        media = _media(carries)
        yield f"{kit.words(kind).lower()}{f' ({media})' if media else ''}"


def _media(carries: Carries) -> str:
    if not carries.most:
        return ""
    count = f"{carries.least}" if carries.least == carries.most else f"{carries.least} to {carries.most}"
    return f"{count} {' or '.join(sorted(f'{sort}s' if carries.most > 1 else sort for sort in carries.sorts))}"


def _span(per: timedelta) -> str:
    hours = round(per / timedelta(hours=1))
    return f"{hours // 24} days" if hours >= 48 and hours % 24 == 0 else f"{hours} h" if hours else "a few minutes"


def _end(sunset: date | None, today: date) -> str:
    if sunset is None:
        return "no end announced"
    said = f"ends {sunset.day} {sunset:%b %Y}"
    return f":orange[:material/warning: {said}]" if sunset - today < SOON else said


def _way(able: Capabilities) -> str:
    """How media get to the platform."""
    fetched = [f"{sort.value}s" for sort in MediaSort if sort in able.fetches]
    if not fetched:
        return "sent from here"
    rest = "" if set(able.files) <= able.fetches else ", the rest sent from here"
    return f"{' and '.join(fetched)} fetched from a public address of yours{rest}"
