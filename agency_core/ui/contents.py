"""The table of contents: every page with its section, name, icon and what it is for. A new page is one line here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agency_core.domain.actor import Actor
from agency_core.domain.permission import Verb

PAGES = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: `name` is its file and its address, `help` the tooltip in the navigation.

    `shows_alerts`: it says itself what is on fire, so the banner need not. `noun`, `verb`: what one has to be allowed to find
    anything there; without a noun it is for everybody. `reader`: a noun; who sees that may read the page too,
    which stands in no menu of theirs, by the links of others.
    """

    section: str
    name: str
    title: str
    icon: str
    help: str
    needs_client: bool = True
    shows_alerts: bool = False
    noun: str = ""
    verb: Verb = Verb.VIEW
    reader: str = ""

    @property
    def file(self) -> str:
        """Where the page's script lies."""
        return str(PAGES / f"{self.name}.py")

    def is_for(self, actor: Actor, client_id: str) -> bool:
        """Whether this person finds anything on it, for this client."""
        return not self.noun or actor.may(self.verb, client_id, self.noun)

    def opens_for(self, actor: Actor, client_id: str) -> bool:
        """Whether its address shows this person anything."""
        return self.is_for(actor, client_id) or (bool(self.reader) and actor.may(Verb.VIEW, client_id, self.reader))


ENTRIES = (
    Entry("", "command_center", "Command center", ":material/space_dashboard:", "What needs you, how it goes, what is next.",
          shows_alerts=True, noun="report"),
    Entry("Create", "studio", "Studio", ":material/edit_note:", "Write content and shape it for each platform.",
          noun="content", verb=Verb.WRITE, reader="agent"),
    Entry("Create", "review", "Review", ":material/rate_review:", "Decide on what agents and people propose.",
          noun="approval"),
    Entry("Create", "calendar", "Calendar", ":material/calendar_month:", "Week and month; drag to another time.",
          noun="slot"),
    Entry("Create", "rehearsal", "Rehearsal", ":material/theater_comedy:", "Play the coming week in advance, in any weather.",
          noun="rehearsal"),
    Entry("Create", "library", "Media", ":material/photo_library:", "Pictures, videos and documents of the client.",
          noun="medium"),
    Entry("Create", "messages", "Messages", ":material/forum:", "What agents ask of each other, and what got stuck.",
          noun="message"),
    Entry("Learn", "analytics", "Analytics", ":material/monitoring:", "Numbers of published posts; upload exports.",
          noun="report"),
    Entry("Learn", "reports", "Reports", ":material/description:", "Weekly and monthly reports: page, PDF, sheets, mail.",
          noun="report"),
    Entry("Operate", "agents", "Agents", ":material/smart_toy:", "Register agents, see their work, change their status.",
          noun="agent"),
    Entry("Operate", "deliveries", "Deliveries", ":material/outbox:", "The queue, why something failed, what to decide.",
          noun="delivery"),
    Entry("Operate", "alerts", "Alerts", ":material/notifications:", "What is wrong now, and the rules that look for it.",
          needs_client=False, shows_alerts=True, noun="alert"),
    Entry("Operate", "operations", "Operations", ":material/settings_heart:", "The scheduler, its jobs and the health of all.",
          needs_client=False, noun="task"),
    Entry("Admin", "accounts", "Accounts", ":material/hub:", "Connect profiles; see whether each login is healthy.",
          noun="account"),
    Entry("Admin", "people", "People", ":material/group:", "Who signs in, their roles, and your own profile.",
          needs_client=False),
    Entry("Admin", "audit", "Audit", ":material/policy:", "What was done and refused, by whom, and the proof of it.",
          needs_client=False, noun="audit", verb=Verb.DECIDE),
    Entry("Admin", "settings", "Settings", ":material/tune:", "The client's brief, approval and limits; the data.",
          noun="setting"),
)

HOME = ENTRIES[0]


def entry(name: str) -> Entry:
    """The page called `name`."""
    return next(one for one in ENTRIES if one.name == name)
