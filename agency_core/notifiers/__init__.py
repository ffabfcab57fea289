"""The table of notifiers: one file and one line each."""

from agency_core.notifiers.base import Notifier
from agency_core.registry import Registry

NOTIFIERS: Registry[Notifier] = Registry(
    "notifier",
    {
        "email": "agency_core.notifiers.email:NOTIFIER",
        "slack": "agency_core.notifiers.slack:NOTIFIER",
        "discord": "agency_core.notifiers.discord:NOTIFIER",
        "teams": "agency_core.notifiers.teams:NOTIFIER",
        "telegram": "agency_core.notifiers.telegram:NOTIFIER",
        "ntfy": "agency_core.notifiers.ntfy:NOTIFIER",
        "pagerduty": "agency_core.notifiers.pagerduty:NOTIFIER",
        "webhook": "agency_core.notifiers.webhook:NOTIFIER",
        "apprise": "agency_core.notifiers.others:NOTIFIER",
    },
)
