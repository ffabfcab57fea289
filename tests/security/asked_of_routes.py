"""What a request to each route says, with the ids of a client in it: a route without an entry is one that nobody checked."""

from __future__ import annotations

from typing import Any

_WHEN = "2026-12-01T09:00:00Z"
_RULE = {
    "name": "Many fail", "metric": "failed_deliveries", "comparison": "above", "threshold": 3, "window_minutes": 60,
    "client_id": "<client>",
}
_RHYTHM = {"every": "week", "at": "09:00", "starts_on": "2026-12-01", "weekdays": [0]}
_WORDS = {"title": "A title", "content_body": "Words", "content_type": "text_post", "target_platforms": ["linkedin"]}
_SHEET = ("numbers.csv", b"date,views\n2026-11-01,3\n", "text/csv")
SPAN = {"first": "2026-11-01", "last": "2026-11-22"}

BODIES: dict[str, dict[str, Any]] = {
    "POST /agents": {
        "id": "somebody_new", "name": "N", "persona": "data_decoder", "primary_platforms": ["linkedin"],
        "content_types": ["text_post"], "posting_frequency": "daily", "client_id": "<client>",
    },
    "PUT /agents/{agent_id}/status": {"status": "inactive"},
    "POST /messages": {
        "sender_agent_id": "<agent>", "receiver_agent_id": "<agent>", "message_type": "content_request", "payload": {"a": 1},
    },
    "POST /messages/{agent_id}/claim": {},
    "POST /messages/{message_id}/ack": {},
    "POST /messages/{message_id}/fail": {"error": "it broke"},
    "POST /content": {**_WORDS, "creator_agent_id": "<agent>"},
    "PUT /content/{content_id}": _WORDS,
    "PATCH /content/{content_id}": {"title": "Another"},
    "POST /content/{content_id}/submit": {},
    "POST /content/{content_id}/approve": {},
    "POST /content/{content_id}/send-back": {"note": "no"},
    "POST /content/{content_id}/schedule": {"scheduled_time": _WHEN},
    "POST /content/{content_id}/reschedule": {"scheduled_time": _WHEN},
    "POST /deliveries/{delivery_id}/resolve": {"outcome": "send_again"},
    "POST /analytics/upload": {"client_id": "<client>", "file": _SHEET},
    "POST /analytics/uploads/{upload_id}/preview": {},
    "POST /analytics/uploads/{upload_id}/start": {},
    "PATCH /analytics/recipes/{fingerprint}": {"name": "Mine"},
    "POST /analytics": {"content_id": "<content>", "platform": "linkedin", "metrics": {"views": 3}},
    "POST /analytics/batch": {
        "client_id": "<client>",
        "rows": [{"platform": "linkedin", "external_id": "1", "taken_at": "2026-11-01T00:00:00Z", "metrics": {"views": 3}}],
    },
    "POST /clients": {"name": "Another", "id": "client-c"},
    "PATCH /clients/{client_id}": {"name": "Renamed"},
    "PUT /clients/{client_id}/publishing": {"paused": True},
    "POST /accounts/logins/{login_id}/choose": {"external_ids": ["1"]},
    "POST /accounts/app-password": {"client_id": "<client>", "platform": "bluesky", "name": "a.example", "password": "abcd"},
    "PUT /applications": {"platform": "linkedin", "app_id": "1", "secret": "2"},
    "POST /applications/forget": {"platform": "linkedin"},
    "POST /accounts": {
        "client_id": "<client>", "platform": "linkedin", "external_id": "1", "display_name": "N",
        "token_variable": "AGENCY_TOKEN_CANARY",
    },
    "POST /accounts/sandbox": {"client_id": "<client>", "platform": "linkedin"},
    "PUT /accounts/{account_id}/status": {"status": "paused"},
    "PUT /accounts/{account_id}/spacing": {"seconds": 60},
    "PUT /alerts/rules/{name}": {"client_id": "<client>", "is_on": False},
    "POST /alerts/seen": {"client_id": "<client>"},
    "POST /alerts/acknowledge": {"alert_ids": ["<alert>"]},
    "PUT /alerts/{alert_id}/assigned": {"assigned_to": "somebody"},
    "POST /alerts/{alert_id}/comments": {"text": "I look"},
    "PUT /alerts/{alert_id}/snooze": {"until": _WHEN},
    "PUT /alerts/{alert_id}/post-mortem": {"post_mortem": "It was us"},
    "POST /media": {"": b"no picture"},
    "PATCH /media/items/{media_id}": {"alt_text": "a picture"},
    "POST /accounts/{account_id}/slots": {"weekday": 0, "at": "09:00"},
    "POST /content/{content_id}/recurrences": _RHYTHM,
    "POST /clients/{client_id}/recurrence-preview": _RHYTHM,
    "PUT /recurrences/{recurrence_id}/paused": {"paused": True},
    "POST /recurrences/{recurrence_id}/end": {},
    "POST /recurrences/{recurrence_id}/skip": {"day": "2026-12-07"},
    "POST /imports": {"client_id": "<client>", "file": _SHEET},
    "POST /imports/{import_id}/preview": {"want": "draft"},
    "POST /imports/{import_id}/start": {"want": "draft"},
    "POST /publishing/pause": {"why": "to look"},
    "POST /publishing/plan": {"client_id": "<client>"},
    "POST /publishing/resume": {"client_id": "<client>"},
    "POST /rehearsals": {"client_id": "<client>"},
    "POST /analytics/followers": {
        "client_id": "<client>", "rows": [{"platform": "linkedin", "profile": "p", "day": "2026-11-01", "followers": 3}],
    },
    "POST /analytics/followers/import": {"client_id": "<client>", "platform": "linkedin", "file": _SHEET},
    "POST /competitors": {"client_id": "<client>", "platform": "linkedin", "handle": "them"},
    "POST /competitors/import": {"client_id": "<client>", "file": _SHEET},
    "PATCH /competitors/{competitor_id}": {"name": "Them"},
    "POST /competitors/{competitor_id}/counts": {"rows": [{"day": "2026-11-01", "followers": 3}]},
    "POST /reports": {"client_id": "<client>", "kind": "weekly"},
    "PUT /reports/plans/{client_id}": {"weekly": True},
    "POST /reports/{report_id}/send": {},
    "POST /views": {"client_id": "<client>", "name": "Mine", "query": "a=b"},
    "PATCH /views/{view_id}": {"name": "Mine"},
    "POST /annotations": {"client_id": "<client>", "first": "2026-11-01", "label": "A fair"},
    "PATCH /annotations/{annotation_id}": {"label": "A fair"},
    "POST /notifiers": {
        "client_id": "<client>", "kind": "webhook", "name": "Hook", "values": {"url": "https://example.org/hook"},
    },
    "PATCH /notifiers/{notifier_id}": {"name": "Hook"},
    "POST /silences": {"client_id": "<client>", "ends_at": _WHEN, "why": "quiet"},
    "PUT /silences/{silence_id}/end": {"ends_at": _WHEN},
    "POST /maintenance": {"ends_at": _WHEN, "why": "work"},
    "POST /custom-rules": _RULE,
    "POST /custom-rules/replay": _RULE,
    "PUT /custom-rules/{rule_id}": _RULE,
    "PUT /backups/plan": {},
    "PUT /retention": {},
    "POST /retention/preview": {},
    "POST /token": {"agent_token": "ag_unknown." + "x" * 43},
    "POST /tokens": {"agent_id": "<agent>", "name": "Mine", "scopes": ["content:view"]},
    "POST /tokens/{token_id}/rotate": {},
}
"""For each route with a body one that is in order; `<client>`, `<content>`, `<agent>`, `<alert>` stand for ids."""
FORMS = frozenset(each for each, body in BODIES.items() if "file" in body)
CARRY_ON = {"DELETE /token", "POST /token"}
"""Routes about the asker alone."""
