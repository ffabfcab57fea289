"""The hall: where the parts are joined. Everything that opens a door gets the one `Agency` of its process."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from agency_core.domain.clock import Clock, SystemClock
from agency_core.engine.dispatch import attach
from agency_core.mail import Mail
from agency_core.platforms import CONNECTORS, Connector
from agency_core.registry import Registry
from agency_core.services.accounts import Accounts
from agency_core.services.agents import Agents
from agency_core.services.annotations import Annotations
from agency_core.services.archive import Archive
from agency_core.services.audience import Audience
from agency_core.services.calendar import Calendar, open_calendar
from agency_core.services.clients import Clients
from agency_core.services.competitors import Competitors
from agency_core.services.connect import Connect
from agency_core.services.deliver import Deliver
from agency_core.services.demo import Demo
from agency_core.services.door import Door, open_door
from agency_core.services.draft import Draft
from agency_core.services.entrance import guarded
from agency_core.services.headcount import Headcount
from agency_core.services.inbox import Inbox
from agency_core.services.keeping import Keeping, open_keeping
from agency_core.services.learn import Learn
from agency_core.services.library import Library
from agency_core.services.measure import Measure
from agency_core.services.networks import open_networks
from agency_core.services.numbers import Numbers
from agency_core.services.operate import Operate
from agency_core.services.plan import Plan
from agency_core.services.preflight import Preflight
from agency_core.services.publish import Publish
from agency_core.services.questions import Questions
from agency_core.services.reconcile import Reconcile
from agency_core.services.recount import Tally
from agency_core.services.refresh import Refresher
from agency_core.services.rehearse import Rehearse
from agency_core.services.report_plans import ReportPlans
from agency_core.services.reports import Reports
from agency_core.services.respond import Respond
from agency_core.services.review import Review
from agency_core.services.schedule import Schedule
from agency_core.services.scorecard import Scorecard
from agency_core.services.shape import open_shaper
from agency_core.services.uploads import Uploads
from agency_core.services.views import Views
from agency_core.services.watch import Watch
from agency_core.services.watchroom import Equipment, WatchRoom, open_watchroom
from agency_core.settings import Settings, settings
from agency_core.store.database import Database
from agency_core.store.opening import open_database
from agency_core.store.schema import migrate


@dataclass(frozen=True)
class Agency:
    """The services of one installation; safe to share between threads, as none of them keeps state of its own."""

    settings: Settings
    clock: Clock
    db: Database
    clients: Clients
    accounts: Accounts
    connect: Connect
    refresher: Refresher
    agents: Agents
    inbox: Inbox
    draft: Draft
    review: Review
    schedule: Schedule
    calendar: Calendar
    deliver: Deliver
    publish: Publish
    reconcile: Reconcile
    preflight: Preflight
    measure: Measure
    numbers: Numbers
    tally: Tally
    audience: Audience
    headcount: Headcount
    competitors: Competitors
    scorecard: Scorecard
    learn: Learn
    views: Views
    annotations: Annotations
    questions: Questions
    respond: Respond
    plan: Plan
    watch: Watch
    watchroom: WatchRoom
    door: Door
    operate: Operate
    uploads: Uploads
    library: Library
    archive: Archive
    keeping: Keeping
    demo: Demo
    rehearse: Rehearse
    reports: Reports
    report_plans: ReportPlans


def make_agency(
    given: Settings | None = None, *, clock: Clock | None = None, connectors: Registry[Connector] = CONNECTORS
) -> Agency:
    """Open the installation that `given` describes: bring its database up to date and join the services.

    Raises:
        SetupProblem: the database file must not be used as it is.
    """
    chosen = given or settings()
    time = clock or SystemClock()
    chosen.data.mkdir(parents=True, exist_ok=True)
    db = open_database(chosen, time)
    migrate(db, chosen.data)
    attach(db)
    networks = open_networks(chosen, db, time, connectors)
    refresher = Refresher(db, networks)
    shaper = open_shaper(chosen, db, time, networks)
    clients = Clients(db, time, tuple(connectors), networks.vault)
    agents = Agents(db, time, clients)
    schedule = Schedule(db, time, networks)
    draft = Draft(db, time, clients, shaper)
    review = Review(db, time, schedule, shaper)
    mail = Mail(chosen.smtp_url.get_secret_value(), chosen.mail_from)
    report_plans = ReportPlans(db, time, shaper.library, mail)
    inbox, learn, numbers = Inbox(db, time), Learn(db, time), Numbers(db, time)
    tools = Equipment(db, time, chosen, networks.vault, mail)
    watchroom = open_watchroom(tools)
    return guarded(Agency(
        settings=chosen, clock=time, db=db, clients=clients, accounts=Accounts(db, time, networks, refresher), agents=agents,
        connect=Connect(db, time, networks, chosen.public_url or chosen.own_url), refresher=refresher, inbox=inbox, draft=draft,
        review=review, schedule=schedule, calendar=open_calendar(db, time, schedule, shaper, numbers, chosen.data),
        deliver=Deliver(db, time), publish=Publish(db, time, shaper, workers=chosen.delivery_workers),
        reconcile=Reconcile(db, time, shaper), preflight=Preflight(db, time, shaper), measure=Measure(db, time, networks),
        numbers=numbers, tally=Tally(db, time), audience=Audience(db, time, networks, chosen.data),
        headcount=Headcount(db, time, networks, refresher), competitors=Competitors(db, time, chosen.data),
        scorecard=Scorecard(db, time), views=Views(db, time), annotations=Annotations(db, time), questions=Questions(db, time),
        learn=learn, respond=Respond(db, time, inbox, draft, review, learn, numbers.recent_hours),
        plan=Plan(db, time, agents, numbers.recent_hours), watch=watchroom.alerts, watchroom=watchroom,
        operate=Operate(db, time, chosen), door=open_door(tools, review),
        uploads=Uploads(db, time, chosen.data, chosen.upload_mb * 1024**2, networks.vault.files), library=shaper.library,
        archive=Archive(db, time, chosen.data, networks.vault.files), keeping=open_keeping(db, time, chosen, networks.vault),
        demo=Demo(db, time, clients, agents, draft, review), rehearse=Rehearse(db, time, chosen.data, networks.vault.files),
        reports=Reports(db, time, chosen.data, report_plans, mail, networks.vault.files), report_plans=report_plans,
    ))


_lock = threading.Lock()
_current: list[Agency] = []


def current() -> Agency:
    """The agency of this process, opened when it is first asked for."""
    with _lock:
        if not _current:
            _current.append(make_agency())
        return _current[0]


def use(agency: Agency | None) -> None:
    """Make `agency` the one of this process (for the launcher and for tests); None forgets the present one."""
    with _lock:
        _current[:] = [agency] if agency is not None else []
