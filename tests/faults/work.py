"""What an agent proposes and a person approves, over the API, so that much falls due at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.faults.processes import Api

AGENT = {
    "id": "strategic_storyteller_001", "name": "Strategic Storyteller", "persona": "strategic_storyteller",
    "primary_platforms": ["linkedin", "instagram"], "content_types": ["text_post", "image_post"], "posting_frequency": "daily",
}
MIX = (("linkedin", "text_post"), ("linkedin", "image_post"), ("instagram", "image_post"))


@dataclass(frozen=True)
class Piece:
    """One piece of content, with words that no other has."""

    platform: str
    content_type: str
    text: str


def pieces(count: int, mix: Sequence[tuple[str, str]] = MIX) -> list[Piece]:
    """So many, in turn of each kind."""
    kinds = [mix[number % len(mix)] for number in range(count)]
    return [Piece(platform, kind, f"Lesson {number:03} of the quarter.") for number, (platform, kind) in enumerate(kinds)]


def due(api: Api, wanted: Sequence[Piece], *, ahead: timedelta, within: timedelta) -> datetime:
    """Propose, submit and approve pieces that fall due evenly over `within`; the first one's time, `ahead` from now."""
    api.post("/api/agents", AGENT)
    first = datetime.now(UTC) + ahead
    for number, piece in enumerate(wanted):
        content = api.post("/api/content", {
            "creator_agent_id": AGENT["id"], "persona": AGENT["persona"], "content_type": piece.content_type,
            "title": piece.text, "content_body": piece.text, "target_platforms": [piece.platform],
            "scheduled_time": (first + within * number / len(wanted)).isoformat(),
        })
        api.post(f"/api/content/{content['id']}/submit")
        api.post(f"/api/content/{content['id']}/approve")
    return first


def slow_network(api: Api, commits: Sequence[tuple[str, str, float]], *, other: float) -> None:
    """Let commits go wrong or slowly as `(platform, kind of fault, seconds)` say, and every other call take `other` seconds."""
    for platform, kind, seconds in commits:
        api.post("/sandbox/_control/faults", {"platform": platform, "route": "commit", "kind": kind, "seconds": seconds})
    for platform in ("linkedin", "instagram"):
        api.post("/sandbox/_control/faults", {
            "platform": platform, "route": "any", "kind": "delay", "times": 1_000_000, "seconds": other,
        })
