"""The table of contents: every page with its section, name, icon and what it is for. A new page is one line here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: `name` is its file and its address, `help` the tooltip in the navigation.

    `shows_alerts`: it says itself what is on fire, so the banner need not.
    """

    section: str
    name: str
    title: str
    icon: str
    help: str
    needs_client: bool = True
    shows_alerts: bool = False

    @property
    def file(self) -> str:
        """Where the page's script lies."""
        return str(PAGES / f"{self.name}.py")


ENTRIES = (
    Entry("", "command_center", "Command center", ":material/space_dashboard:", "What needs you, how it goes, what is next.",
          shows_alerts=True),
    Entry("Create", "studio", "Studio", ":material/edit_note:", "Write content and shape it for each platform."),
    Entry("Create", "review", "Review", ":material/rate_review:", "Decide on what agents and people propose."),
    Entry("Create", "calendar", "Calendar", ":material/calendar_month:", "Week and month; drag to another time."),
    Entry("Create", "rehearsal", "Rehearsal", ":material/theater_comedy:", "Play the coming week in advance, in any weather."),
    Entry("Create", "library", "Media", ":material/photo_library:", "Pictures, videos and documents of the client."),
    Entry("Create", "messages", "Messages", ":material/forum:", "What agents ask of each other, and what got stuck."),
    Entry("Learn", "analytics", "Analytics", ":material/monitoring:", "Numbers of published posts; upload exports."),
    Entry("Learn", "reports", "Reports", ":material/description:", "Weekly and monthly reports: page, PDF, sheets, mail."),
    Entry("Operate", "agents", "Agents", ":material/smart_toy:", "Register agents, see their work, change their status."),
    Entry("Operate", "deliveries", "Deliveries", ":material/outbox:", "The queue, why something failed, what to decide."),
    Entry("Operate", "alerts", "Alerts", ":material/notifications:", "What is wrong now, and the rules that look for it.",
          needs_client=False, shows_alerts=True),
    Entry("Operate", "operations", "Operations", ":material/settings_heart:", "The scheduler, its jobs and the health of all.",
          needs_client=False),
    Entry("Admin", "accounts", "Accounts", ":material/hub:", "Connect profiles; see whether each login is healthy."),
    Entry("Admin", "people", "People", ":material/group:", "Who signs in, their roles, and your own profile.",
          needs_client=False),
    Entry("Admin", "audit", "Audit", ":material/policy:", "What was done and refused, by whom, and the proof of it.",
          needs_client=False),
    Entry("Admin", "settings", "Settings", ":material/tune:", "The client's brief, approval and limits; the data."),
)

HOME = ENTRIES[0]


def entry(name: str) -> Entry:
    """The page called `name`."""
    return next(one for one in ENTRIES if one.name == name)
