"""The table of rules: one file and one line each."""

from agency_core.alerts.base import Rule
from agency_core.registry import Registry

RULES: Registry[Rule] = Registry(
    "rule",
    {
        "database_errors": "agency_core.alerts.rules.database_errors:RULE",
        "scheduler_stalled": "agency_core.alerts.rules.scheduler_stalled:RULE",
        "agent_failure": "agency_core.alerts.rules.agent_failure:RULE",
        "distribution_failure": "agency_core.alerts.rules.distribution_failure:RULE",
        "unconfirmed": "agency_core.alerts.rules.unconfirmed:RULE",
        "preflight": "agency_core.alerts.rules.preflight:RULE",
        "queue_backlog": "agency_core.alerts.rules.queue_backlog:RULE",
        "repetition_held": "agency_core.alerts.rules.repetition_held:RULE",
        "api_sunset": "agency_core.alerts.rules.api_sunset:RULE",
        "new_agent": "agency_core.alerts.rules.new_agent:RULE",
    },
)
