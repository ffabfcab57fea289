"""The table of rules: one file and one line each."""

from agency_core.alerts.base import Rule
from agency_core.registry import Registry

RULES: Registry[Rule] = Registry(
    "rule",
    {
        "system_down": "agency_core.alerts.rules.system_down:RULE",
        "database_errors": "agency_core.alerts.rules.database_errors:RULE",
        "scheduler_stalled": "agency_core.alerts.rules.scheduler_stalled:RULE",
        "agent_failure": "agency_core.alerts.rules.agent_failure:RULE",
        "network_down": "agency_core.alerts.rules.network_down:RULE",
        "distribution_failure": "agency_core.alerts.rules.distribution_failure:RULE",
        "unconfirmed": "agency_core.alerts.rules.unconfirmed:RULE",
        "missed": "agency_core.alerts.rules.missed:RULE",
        "not_as_approved": "agency_core.alerts.rules.not_as_approved:RULE",
        "preflight": "agency_core.alerts.rules.preflight:RULE",
        "agent_slow": "agency_core.alerts.rules.agent_slow:RULE",
        "lateness": "agency_core.alerts.rules.lateness:RULE",
        "queue_backlog": "agency_core.alerts.rules.queue_backlog:RULE",
        "low_engagement": "agency_core.alerts.rules.low_engagement:RULE",
        "token_expiring": "agency_core.alerts.rules.token_expiring:RULE",
        "rate_budget": "agency_core.alerts.rules.rate_budget:RULE",
        "repetition_held": "agency_core.alerts.rules.repetition_held:RULE",
        "api_sunset": "agency_core.alerts.rules.api_sunset:RULE",
        "memory": "agency_core.alerts.rules.memory:RULE",
        "disk_space": "agency_core.alerts.rules.disk_space:RULE",
        "drill_failed": "agency_core.alerts.rules.drill_failed:RULE",
        "backup_overdue": "agency_core.alerts.rules.backup_overdue:RULE",
        "new_agent": "agency_core.alerts.rules.new_agent:RULE",
        "milestone": "agency_core.alerts.rules.milestone:RULE",
        "maintenance": "agency_core.alerts.rules.maintenance:RULE",
        "daily_summary": "agency_core.alerts.rules.daily_summary:RULE",
    },
)
