"""A desk under random acts of people, networks, clocks and killers, with a model of what may be out in public."""

import shutil
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from agency_core.agency import make_agency
from agency_core.domain.account import AccountStatus
from agency_core.domain.actor import LOCAL_OWNER as OWNER
from agency_core.domain.clock import MovableClock
from agency_core.domain.content import ContentChanges, ContentType, NewContent, Priority, settled_status
from agency_core.domain.platform import FollowUp, Platform
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.errors import AgencyError, Busy
from agency_core.settings import Settings
from tests.fakes import deliveries_of, registry_of
from tests.services.promise import Promise, part_of, thread_of
from tests.services.public_network import Public

STEPS = [timedelta(seconds=each) for each in (1, 4, 20, 61, 600, 7200, -900)]
AHEAD = [timedelta(seconds=each) for each in (30, 100, 3000)]
PLACES = [("linkedin",), ("linkedin", "instagram")]
REFUSALS = [
    Failure.TRANSIENT, Failure.RATE_LIMITED, Failure.AUTH_EXPIRED, Failure.AUTH_REVOKED, Failure.CONTENT_REJECTED,
    Failure.DUPLICATE_CONTENT, Failure.MEDIA_EXPIRED, Failure.MEDIA_PROCESSING,
]
VERBS = ("retry", "publish_late", "cancel", "resolve_send_again", "look")


class Killed(BaseException):
    """The process is gone."""


class DeskMachine(RuleBasedStateMachine):
    """Random acts on a desk; `folder` gets its database, a copy of `empty`."""

    contents = Bundle("contents")
    names = count()

    def __init__(self, folder, empty):
        super().__init__()
        self.folder = folder / f"desk-{next(self.names)}"
        shutil.copytree(empty, self.folder)
        self.clock = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        pictures = Public(Platform.INSTAGRAM, text_posts=False, follow_up=FollowUp.COMMENT)
        self.networks = (Public(follow_up=FollowUp.THREAD), pictures)
        self.desk = make_agency(Settings(data=self.folder), clock=self.clock, connectors=registry_of(*self.networks))
        self.promises: dict[str, Promise] = {}
        self.paused = self.all_paused = False
        self.breaking = False
        self.words = count()
        self.wrong: list[str] = []
        self.spoken: dict[str, set[str]] = {}
        for network in self.networks:
            network.begin(self._published, self.clock)
            network.inside_transaction = lambda: self.desk.db.in_transaction
        real = self.desk.db.transaction

        @contextmanager
        def breakable(**more):
            if self.breaking:
                self.breaking = False
                raise Busy
            with real(**more) as session:
                yield session

        self.desk.db.transaction = breakable

    @initialize()
    def client(self):
        self.client_id = self.desk.clients.own(OWNER).id

    @rule(
        target=contents, ahead=st.sampled_from(AHEAD), where=st.sampled_from(PLACES), parts=st.sampled_from([1, 1, 3]),
        priority=st.sampled_from(list(Priority)),
    )
    def planned(self, ahead, where, parts, priority):
        text, at = f"Words {next(self.words)}", self.clock.now() + ahead
        new = NewContent(
            ContentType.TEXT_POST, "A title", text, where, client_id=self.client_id, scheduled_time=at,
            follow_ups=thread_of(text, parts), priority=priority,
        )
        content = self.desk.draft.create(OWNER, new=new)
        self.promises[content.id] = Promise(text, parts)
        self._approve(content.id)
        return content.id

    @rule(content=contents)
    def approve(self, content):
        self._approve(content)

    @rule(content=contents)
    def edit(self, content):
        text = f"Words {next(self.words)}"
        with suppress(AgencyError):
            changes = ContentChanges(content_body=text, follow_ups=thread_of(text, self.promises[content].parts))
            self.desk.draft.update(OWNER, content, changes=changes)
            self.promises[content].said, self.promises[content].approved = text, ""

    @rule(content=contents, ahead=st.sampled_from(AHEAD), verb=st.sampled_from(["schedule", "reschedule"]))
    def give_a_time(self, content, ahead, verb):
        at = self.clock.now() + ahead
        with suppress(AgencyError):
            getattr(self.desk.schedule, verb)(OWNER, content, at=at)
            self.promises[content].due = at

    @rule(content=contents)
    def publish_now(self, content):
        with suppress(AgencyError):
            self.desk.schedule.publish_now(OWNER, content)
            self.promises[content].due = self.clock.now()

    @rule(content=contents, reopen=st.booleans())
    def cancel(self, content, reopen):
        with suppress(AgencyError):
            self.desk.schedule.cancel(OWNER, content)
            self.promises[content].approved = ""
        if reopen:
            with suppress(AgencyError):
                self.desk.review.send_back(OWNER, content, note="Again.")
                self.promises[content].approved = ""

    @rule(content=contents, verb=st.sampled_from(VERBS), place=st.integers(0, 5))
    def steer(self, content, verb, place):
        found = self._deliveries(content)
        if place >= len(found):
            return
        promise, delivery = self.promises[content], found[place]
        with suppress(AgencyError):
            getattr(self.desk.reconcile if verb == "look" else self.desk.deliver, verb)(OWNER, delivery.id)
            if verb == "cancel":
                promise.given_up |= {(delivery.platform, part) for part in range(delivery.part, promise.parts)}
                if delivery.state == "unconfirmed":
                    promise.vouched.add((delivery.platform, delivery.part))
            if verb == "resolve_send_again":
                promise.again[delivery.platform, delivery.part] += 1

    @rule(paused=st.booleans())
    def pause(self, paused):
        self.desk.schedule.pause(OWNER, self.client_id, paused=paused)
        self.paused = paused

    @rule()
    def connect(self):
        for account in self.desk.accounts.list(OWNER):
            with suppress(AgencyError):  # one that was disconnected is connected in another way
                self.desk.accounts.set_status(OWNER, account.id, status=AccountStatus.CONNECTED)

    @rule(step=st.sampled_from(STEPS))
    def time_passes(self, step):
        self.clock.move(step)
        self.work()

    @rule(target=contents, where=st.sampled_from(PLACES), parts=st.sampled_from([1, 3]))
    def comes_due(self, where, parts):
        content = self.planned(AHEAD[0], where, parts, Priority.NORMAL)
        self.clock.move(AHEAD[0])
        self.work()
        return content

    @rule(which=st.integers(0, 1), failure=st.sampled_from(REFUSALS))
    def refused(self, which, failure):
        def fault(_network, _publish):
            raise PlatformError(failure, f"The network says {failure}.")

        self.networks[which].faults.append(fault)

    @rule(
        which=st.integers(0, 1), posted=st.booleans(), jump=st.sampled_from([timedelta(0), timedelta(hours=6)]),
        end=st.sampled_from([Killed(), ZeroDivisionError(), PlatformError(Failure.UNKNOWN_OUTCOME, "No answer."), None]),
        meddle=st.booleans(), late=st.sampled_from([0, 4]),
    )
    def goes_wrong(self, which, posted, jump, end, meddle, late):
        """The call: is it heard, how long does it take, what do others do meanwhile, and how does it end?"""

        def fault(network, publish):
            network.delay = timedelta(seconds=late)
            self.clock.move(jump)
            if meddle:
                self._meddle()
            post_id = publish() if posted or end is None else ""
            if end is not None:
                raise end
            return post_id

        self.networks[which].faults.append(fault)

    @rule(which=st.integers(0, 1))
    def record_fails(self, which):
        def fault(_network, publish):
            post_id = publish()
            self.breaking = True
            return post_id

        self.networks[which].faults.append(fault)

    @rule(readable=st.booleans(), polls=st.integers(0, 3))
    def other_weather(self, readable, polls):
        self.networks[0].readable, self.networks[1].polls = readable, polls

    @rule()
    def work(self):
        try:
            self.desk.publish.drain()
        except Killed:
            self.desk.reconcile.recover("another process")
        except Busy:
            self.breaking = False
        self.desk.reconcile.recover(None, but=self.desk.publish.in_hand())
        self.desk.reconcile.mark_missed()
        with suppress(Busy):
            self.desk.reconcile.run()
        self.breaking = False

    @invariant()
    def terminal_states_are_true(self):
        assert self.wrong == []
        for content_id, promise in self.promises.items():
            content, found = self.desk.draft.get(OWNER, content_id), self._deliveries(content_id)
            for each in found:
                posted, one = self._posts(content_id, each.platform, each.part), (each.platform, each.part)
                working = each.state == "pending" and each.phase == "commit_sent"
                if each.state == "delivered":
                    assert each.external_id in posted, (each, posted)
                elif each.state in {"failed", "missed", "cancelled", "pending"} and one not in promise.vouched:
                    assert len(posted) <= promise.again[one] + working, (each, posted)
            waiting = {each.after_id: each for each in found if each.state == "pending" and each.part}
            ended = {each.id for each in found if each.state in {"failed", "missed", "cancelled"}}
            assert not ended & set(waiting), [waiting[each] for each in ended & set(waiting)]
            if content.status in {"scheduled", "published", "partly_published", "failed"}:
                assert content.status == settled_status(each.state for each in found)

    def teardown(self):
        for network in self.networks:
            network.faults, network.readable, network.polls, network.works_on, network.allowances = [], True, 0, 0, ()
        with suppress(AttributeError):  # nothing was started
            self.pause(paused=False)
        for each in (20, 20, 60, *[1800] * 8):
            self.connect()
            self.work()
            self.clock.move(timedelta(seconds=each))
        found = {each.id: each for content in self.promises for each in self._deliveries(content)}
        left = [each for each in found.values() if each.state in {"sending", "pending"}]
        while left:  # only what follows a post of which nobody knows whether it is out
            left = [before for each in left if (before := found[each.after_id]).state != "unconfirmed"]
        self.terminal_states_are_true()
        self.desk.publish.stop()
        self.desk.db.close()
        shutil.rmtree(self.folder)

    def _approve(self, content):
        with suppress(AgencyError):
            done = self.desk.review.approve(OWNER, content)
            promise = self.promises[content]
            promise.approved, promise.due, promise.given_up = promise.said, done.scheduled_time, set()

    def _meddle(self):
        """Everybody else acts while a call is under way; whoever is too late is told so."""
        self.desk.reconcile.recover(None, but=self.desk.publish.in_hand())
        self.desk.reconcile.run()
        for content in list(self.promises):
            self.edit(content)
            self.cancel(content, reopen=True)
            self.publish_now(content)
            for verb in VERBS:
                self.steer(content, verb, 0)

    def _deliveries(self, content_id):
        return deliveries_of(self.desk, OWNER, self.desk.draft.get(OWNER, content_id))

    def _posts(self, content_id, platform, part):
        """Ids of what is out with words that this part of the content has or had."""
        (network,) = (each for each in self.networks if each.key == platform)
        said = self.spoken.get(content_id, set()) | {self.promises[content_id].said}
        return [post for post, (_, text) in network.posts.items() if text.partition(" + ")[0] in said and part_of(text) == part]

    def _published(self, platform, text):
        """A post appeared: was it approved as it stands, had its time come, had nobody given it up, is it the only one?

        What is wrong is kept for the invariant: an error raised here would end in the ledger as one of the network's.
        """
        words, one = text.partition(" + ")[0], (platform, part_of(text))
        found = [(key, each) for key, each in self.promises.items() if each.approved == words]
        if not found:
            self.wrong.append(f"{text} is not approved")
            return
        (content_id, promise), now = found[0], self.clock.now()
        self.spoken.setdefault(content_id, set()).add(words)
        if promise.due is None or promise.due > now:
            self.wrong.append(f"{text} is due {promise.due}, it is {now}")
        if one in promise.given_up:
            self.wrong.append(f"{text} was given up on {platform}")
        if len(self._posts(content_id, *one)) > 1 + promise.again[one]:
            self.wrong.append(f"{text} is doubled on {platform}")
        if one[1] and not self._posts(content_id, platform, one[1] - 1):
            self.wrong.append(f"{text} is out before the post that it follows")
