"""The table of tasks: one file and one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency_core.engine.tasks import Task
from agency_core.registry import Registry

if TYPE_CHECKING:
    from agency_core.agency import Agency

TASKS: Registry[Task[Agency]] = Registry(
    "task",
    {
        "deliver": "agency_core.tasks.deliver:TASK",
        "reconcile": "agency_core.tasks.reconcile:TASK",
        "preflight": "agency_core.tasks.preflight:TASK",
        "answer_messages": "agency_core.tasks.answer_messages:TASK",
        "import_uploads": "agency_core.tasks.import_uploads:TASK",
        "collect_metrics": "agency_core.tasks.collect_metrics:TASK",
        "count_followers": "agency_core.tasks.count_followers:TASK",
        "evaluate_alerts": "agency_core.tasks.evaluate_alerts:TASK",
        "keep_maintenance": "agency_core.tasks.keep_maintenance:TASK",
        "ping": "agency_core.tasks.ping:TASK",
        "send_notifications": "agency_core.tasks.send_notifications:TASK",
        "sample_gauges": "agency_core.tasks.sample_gauges:TASK",
        "refresh_tokens": "agency_core.tasks.refresh_tokens:TASK",
        "recur": "agency_core.tasks.recur:TASK",
        "plan_week": "agency_core.tasks.plan_week:TASK",
        "make_reports": "agency_core.tasks.make_reports:TASK",
        "rehearse": "agency_core.tasks.rehearse:TASK",
        "count_anew": "agency_core.tasks.count_anew:TASK",
        "check_numbers": "agency_core.tasks.check_numbers:TASK",
        "make_months": "agency_core.tasks.make_months:TASK",
        "backup": "agency_core.tasks.backup:TASK",
        "restore_drill": "agency_core.tasks.restore_drill:TASK",
        "remind_reviewers": "agency_core.tasks.remind_reviewers:TASK",
        "export_audit": "agency_core.tasks.export_audit:TASK",
        "prune": "agency_core.tasks.prune:TASK",
    },
)
