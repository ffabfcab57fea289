"""What a role has to allow, as `domain/permission.py` calls it, for each route that does not answer everybody alike."""

from __future__ import annotations

NEEDS: dict[str, tuple[str, ...]] = {
    "decide content": (
        "POST /content/{content_id}/approve", "POST /content/{content_id}/send-back", "POST /content/{content_id}/schedule",
        "POST /content/{content_id}/reschedule", "POST /content/{content_id}/publish-now",
        "PUT /clients/{client_id}/publishing", "POST /content/{content_id}/next-slot", "POST /content/{content_id}/recurrences",
        "POST /content/{content_id}/approvals", "GET /clients/{client_id}/review-links",
        "POST /clients/{client_id}/review-links", "DELETE /clients/{client_id}/review-links/{link_id}",
    ),
    "decide delivery": (
        "POST /deliveries/{delivery_id}/retry", "POST /deliveries/{delivery_id}/publish-late",
        "POST /deliveries/{delivery_id}/resolve", "POST /deliveries/{delivery_id}/look", "POST /publishing/plan",
        "POST /publishing/resume",
    ),
    "decide recurrence": (
        "PUT /recurrences/{recurrence_id}/paused", "POST /recurrences/{recurrence_id}/end",
        "POST /recurrences/{recurrence_id}/skip",
    ),
    "decide report": ("PUT /reports/plans/{client_id}", "POST /reports/{report_id}/send", "DELETE /reports/{report_id}"),
    "view account": (
        "GET /accounts", "POST /accounts/{account_id}/test", "GET /accounts/health", "GET /accounts/{account_id}/slots",
        "GET /accounts/{account_id}/slots/suggested",
    ),
    "view agent": ("GET /agents", "GET /agents/workload", "GET /agents/{agent_id}"),
    "view alert": (
        "GET /alerts", "GET /alerts/rules", "GET /alerts/unread", "POST /alerts/seen", "GET /alerts/{alert_id}",
        "GET /alerts/rules/{rule}/replay",
    ),
    "view backup": ("GET /backups",),
    "view delivery": (
        "GET /deliveries", "GET /deliveries/{delivery_id}", "GET /deliveries/{delivery_id}/attempts",
        "GET /deliveries/{delivery_id}/history", "GET /deliveries/{delivery_id}/timeline",
    ),
    "view import": ("GET /imports", "GET /imports/{import_id}", "GET /imports/{import_id}/errors.csv"),
    "view insight": ("GET /insights",),
    "view message": ("GET /messages", "GET /messages/{agent_id}", "GET /messages/{agent_id}/{message_id}"),
    "view note": ("GET /annotations", "GET /annotations/{annotation_id}"),
    "view notification": ("GET /notifications",),
    "view notifier": ("GET /notifiers", "GET /notifiers/{notifier_id}"),
    "view person": ("GET /clients/{client_id}/reach", "POST /clients/{client_id}/recurrence-preview"),
    "view recurrence": ("GET /content/{content_id}/next-slot", "GET /recurrences", "GET /recurrences/{recurrence_id}"),
    "view rehearsal": ("GET /rehearsals", "GET /rehearsals/{rehearsal_id}"),
    "view report": (
        "GET /numbers/kpis", "GET /numbers/daily", "GET /numbers/top-posts", "GET /numbers/by-platform",
        "GET /numbers/by-agent", "GET /numbers/hours", "GET /numbers/compare", "GET /numbers/groups", "GET /numbers/spread",
        "GET /numbers/gains", "GET /numbers/trend", "GET /numbers/cohorts", "GET /numbers/funnel", "GET /numbers/scorecards",
        "GET /numbers/values", "GET /competitors", "GET /competitors/benchmark", "GET /competitors/{competitor_id}",
        "GET /competitors/{competitor_id}/counts", "GET /reports", "GET /reports/plans/{client_id}", "GET /reports/{report_id}",
        "GET /reports/{report_id}/files/{name}", "GET /kpis", "GET /uptime",
    ),
    "view rule": (
        "GET /custom-rules", "POST /custom-rules/replay", "GET /custom-rules/{rule_id}", "GET /custom-rules/{rule_id}/replay",
    ),
    "view silence": ("GET /silences", "GET /silences/{silence_id}", "GET /maintenance", "GET /maintenance/{maintenance_id}"),
    "view slot": ("GET /slots",),
    "view task": ("GET /system/workers", "GET /system/activity", "GET /tasks", "GET /tasks/jobs"),
    "view upload": (
        "GET /analytics/uploads", "GET /analytics/uploads/{upload_id}", "GET /analytics/uploads/{upload_id}/rejects",
        "GET /analytics/recipes", "GET /analytics/matches", "GET /analytics", "GET /analytics/followers",
        "GET /analytics/followers/growth",
    ),
    "view view": ("POST /views", "GET /views", "GET /views/{view_id}", "PATCH /views/{view_id}", "DELETE /views/{view_id}"),
    "write account": (
        "GET /accounts/logins/{login_id}", "POST /accounts/logins/{login_id}/choose", "POST /accounts/app-password",
        "POST /accounts", "POST /accounts/sandbox", "PUT /accounts/{account_id}/status", "PUT /accounts/{account_id}/spacing",
        "POST /accounts/{account_id}/disconnect", "POST /accounts/{account_id}/slots",
    ),
    "write agent": ("POST /agents", "PUT /agents/{agent_id}/status", "POST /agents/{agent_id}/heartbeat"),
    "write alert": (
        "POST /alerts/acknowledge", "POST /alerts/{alert_id}/acknowledge", "POST /alerts/{alert_id}/unacknowledge",
        "PUT /alerts/{alert_id}/assigned", "POST /alerts/{alert_id}/comments", "PUT /alerts/{alert_id}/snooze",
        "PUT /alerts/{alert_id}/post-mortem", "DELETE /alerts/{alert_id}/snooze",
    ),
    "write audit": ("GET /audit", "GET /audit/entries.csv", "GET /audit/entries.jsonl"),
    "write client": (
        "PATCH /clients/{client_id}", "PUT /clients/{client_id}/brand", "PUT /clients/{client_id}/terms",
        "POST /clients/{client_id}/export",
    ),
    "write content": (
        "POST /content/{content_id}/duplicate",
        "POST /content", "PUT /content/{content_id}", "PATCH /content/{content_id}", "POST /content/{content_id}/submit",
        "POST /content/{content_id}/cancel", "POST /clients/{client_id}/plan", "DELETE /content/{content_id}",
    ),
    "write delivery": ("POST /deliveries/{delivery_id}/cancel",),
    "write import": ("POST /imports",),
    "write insight": ("POST /insights/{insight_id}/apply", "POST /insights/{insight_id}/dismiss"),
    "write key": ("GET /tokens",),
    "write medium": ("POST /media", "PATCH /media/items/{media_id}", "DELETE /media/items/{media_id}"),
    "write message": (
        "POST /messages", "POST /messages/{agent_id}/claim", "POST /messages/{message_id}/ack",
        "POST /messages/{message_id}/fail", "POST /messages/{message_id}/requeue",
    ),
    "write note": ("POST /annotations", "PATCH /annotations/{annotation_id}", "DELETE /annotations/{annotation_id}"),
    "write notification": ("POST /notifications/{notification_id}/retry",),
    "write notifier": (
        "POST /notifiers", "PATCH /notifiers/{notifier_id}", "POST /notifiers/{notifier_id}/test",
        "DELETE /notifiers/{notifier_id}",
    ),
    "write person": ("POST /people/invitations",),
    "write rehearsal": ("POST /rehearsals", "POST /rehearsals/{rehearsal_id}/cancel"),
    "write report": (
        "POST /deliveries/{delivery_id}/measure", "POST /competitors", "POST /competitors/import",
        "PATCH /competitors/{competitor_id}", "POST /competitors/{competitor_id}/counts", "POST /reports",
        "POST /reports/{report_id}/cancel", "POST /reports/{report_id}/retry", "DELETE /competitors/{competitor_id}",
        "DELETE /competitors/{competitor_id}/counts/{day}",
    ),
    "write rule": (
        "POST /custom-rules", "PUT /custom-rules/{rule_id}", "DELETE /custom-rules/{rule_id}", "PUT /alerts/rules/{name}",
        "DELETE /alerts/rules/{name}",
    ),
    "write silence": ("POST /silences", "PUT /silences/{silence_id}/end", "DELETE /silences/{silence_id}"),
    "write slot": ("DELETE /slots/{slot_id}",),
    "write upload": (
        "POST /analytics/upload", "POST /analytics/uploads/{upload_id}/preview", "POST /analytics/uploads/{upload_id}/start",
        "POST /analytics/uploads/{upload_id}/cancel", "POST /analytics/uploads/{upload_id}/undo",
        "PATCH /analytics/recipes/{fingerprint}", "POST /analytics/matches/{match_id}/accept",
        "POST /analytics/matches/{match_id}/dismiss", "POST /analytics", "POST /analytics/batch", "POST /analytics/followers",
        "POST /analytics/followers/import", "DELETE /analytics/recipes/{fingerprint}",
    ),
}
"""Routes by verb and noun."""

OF_OWNERS = frozenset({
    "GET /applications", "PUT /applications", "POST /applications/forget", "GET /system/logs", "POST /publishing/pause",
    "POST /maintenance", "POST /backups", "GET /backups/plan", "PUT /backups/plan", "GET /backups/{backup_id}/file",
    "GET /retention", "PUT /retention", "POST /retention/preview", "POST /audit/verify", "POST /tokens",
    "POST /tokens/signing/rotate", "PUT /me/second-factor", "POST /me/second-factor", "POST /me/recovery-codes",
    "POST /clients/{client_id}/erase", "GET /people/{person_id}/data", "POST /people/{person_id}/erase",
    "DELETE /maintenance/{maintenance_id}", "DELETE /backups/{backup_id}", "DELETE /people/{person_id}/second-factor",
})
"""Routes that whoever is of one client alone is refused, whatever their role."""

OTHERWISE = frozenset({
    # for everybody who is somebody here: what the client may see too, what one is oneself, what is no secret
    "GET /content", "GET /content/{content_id}", "GET /content/{content_id}/issues", "GET /content/{content_id}/preview",
    "GET /content/{content_id}/history", "GET /content/{content_id}/approvals", "GET /clients", "GET /clients/{client_id}",
    "GET /clients/{client_id}/calendar", "GET /clients/{client_id}/brand", "GET /clients/{client_id}/terms", "GET /connectors",
    "GET /system/status", "GET /system/health", "GET /system/checks", "GET /imports/template.csv", "GET /publishing",
    "GET /notifiers/kinds", "GET /kpis/definitions", "GET /me", "GET /sessions", "DELETE /sessions", "PUT /me/password",
    "POST /me/proof", "DELETE /sessions/{session_id}",
    # narrowed to what one may see: media that were released, people of one's clients
    "GET /media", "GET /media/items/{media_id}", "GET /media/items/{media_id}/uses", "GET /media/items/{media_id}/sendings",
    "GET /media/thumb/{media_id}", "GET /media/{name}", "GET /people", "GET /people/invitations", "GET /people/{person_id}",
    "PATCH /people/{person_id}", "DELETE /people/invitations/{invitation_id}", "POST /clients",
    # by a token, not by who one is
    "POST /token", "DELETE /token", "POST /tokens/{token_id}/rotate", "DELETE /tokens/{token_id}",
    # of things that this walk has none of: tests/services/test_bulk.py, tests/services/test_operate.py
    "POST /imports/{import_id}/preview", "POST /imports/{import_id}/start", "POST /imports/{import_id}/undo",
    "POST /backups/drill", "POST /tasks/{name}/pause", "POST /tasks/{name}/resume", "POST /tasks/{name}/run",
})
"""Routes whose answer does not hang on the role alone, and why."""
