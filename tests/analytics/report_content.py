"""The content of a report, as it is kept, for tests of what is made of it."""

from __future__ import annotations

from typing import Any

COUNTS = ("views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks", "interactions")
STATES = ("pending", "sending", "delivered", "failed", "unconfirmed", "missed", "cancelled")


def platform(
    label="LinkedIn", posts=10, rate=0.04, before=(10, 0.04), interactions=(100, 100), aim=(0.03, 0.05)
) -> dict[str, Any]:
    """One platform; `before` and the second of `interactions` are those of the period before."""
    return {
        "key": label.lower(), "label": label, "posts": posts, "rate": rate, "top": 100, "divided_by": 2500,
        "counts": {**dict.fromkeys(COUNTS), "interactions": interactions[0]}, "base": "impressions", "parts": ["likes", "clicks"],
        "low": aim[0], "high": aim[1], "posts_before": before[0], "rate_before": before[1],
        "interactions_before": interactions[1],
    }


def deliveries(**states: int) -> dict[str, int]:
    """Deliveries by state."""
    return {"total": sum(states.values()), **dict.fromkeys(STATES, 0), **states}


def content(now=(10,) * 10, before=(10,) * 10, **changes: Any) -> dict[str, Any]:
    """A month in which posts with the interactions `now` went out, after one with `before`."""
    totals = [
        {"posts": len(each), **dict.fromkeys(name for name in COUNTS if name != "reach"),
         "interactions": sum(each) if each else None}
        for each in (now, before)
    ]
    usual = {
        "client": {"id": "bread", "name": "Bread & Co", "zone": "Europe/Berlin", "demo": False},
        "kind": "monthly", "period": "October 2026", "title": "Bread & Co: October 2026", "is_over": True,
        "first": "2026-10-01", "last": "2026-10-31", "days": 31, "before": {"first": "2026-08-31", "last": "2026-09-30"},
        "made_at": "2026-11-01T05:00:00+00:00", "totals": {"now": totals[0], "before": totals[1]},
        "counted": {"now": list(now), "before": list(before)}, "young": 0,
        "platforms": [platform(posts=len(now), before=(len(before), 0.04), interactions=(sum(now), sum(before)))] if now else [],
        "daily": [{"day": "2026-10-02", "platform": "linkedin", "posts": len(now), "rate": 0.04, **dict.fromkeys(COUNTS, 10)}],
        "agents": [], "personas": [], "hours": [], "timing": {"now": None, "before": None}, "best": [], "worst": [],
        "largest": {"platform": "LinkedIn", "text": "The best", "interactions": max(now, default=0)} if now else None,
        "deliveries": {"counts": deliveries(delivered=len(now)), "late": 0, "late_list": [], "lost": [], "lost_more": 0},
        "deliveries_before": deliveries(delivered=len(before)), "pauses": [], "alerts": [], "insights": [], "notes": [],
        "plan": {"from": "2026-11-01T05:00:00+00:00", "until": "2026-11-08T05:00:00+00:00", "total": 0, "list": [],
                 "undecided": 0},
        "audience": [], "brand": {"name": "Mill Media", "colour": "#1f4e79", "footer": ""},
        "prose": {"summary": ["Ten posts."], "changes": [], "whys": [], "limits": ["Nothing."]},
    }
    return {**usual, **changes}
