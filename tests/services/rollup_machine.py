"""Facts of a client under random acts: what is counted comes late, twice, is taken back, moved and told in another zone."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import polars as pl
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from agency_core.analytics.chunk import COUNTED, TOLD, Chunk
from agency_core.domain.actor import LOCAL_OWNER as OWNER
from agency_core.domain.agent import NewAgent
from agency_core.domain.client import ClientChanges, NewClient
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.numbers import NewSnapshot
from agency_core.errors import Conflict
from agency_core.models import UploadRow
from agency_core.models.base import millis
from agency_core.services.ingest import ingest, take_back
from agency_core.services.posts import keep_posts
from agency_core.services.tally import EVER, changing
from agency_core.store.queries import client as clients
from agency_core.store.queries import metric as metrics
from tests.services.counted_by_hand import by_hand, kept

BEGIN = datetime(2026, 10, 24, 20, 30, tzinfo=UTC)
"""The night in which Europe's clocks go back; America's do a week later."""
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
PLATFORMS = ("linkedin", "instagram", "youtube", "x")
NAMES = st.sampled_from(["p1", "p2", "p3", "p4"])
HOURS = st.integers(0, 12 * 24).map(lambda hours: timedelta(hours=hours))
MOMENTS = HOURS.map(lambda span: BEGIN + span)
COUNT = st.one_of(st.none(), st.sampled_from([0, 1, 2, 7, 100, 121, 5000]))
METRICS = st.fixed_dictionaries({name: COUNT for name in metrics.COLUMNS})
POST = st.tuples(
    NAMES, st.one_of(st.none(), MOMENTS), st.booleans(), st.sampled_from(["", "image", "reel"]),
    st.sampled_from(["", "winter", "brakes"]), st.sampled_from(["", "a", "a b"]),
)
SHOT = st.tuples(st.one_of(st.none(), MOMENTS), METRICS)
LINE = st.tuples(POST, st.lists(SHOT, min_size=1, max_size=3))
LINES = st.lists(LINE, min_size=1, max_size=4, unique_by=lambda line: line[0][0])


class RollupMachine(RuleBasedStateMachine):
    """Random facts of a client of its own in the database of `agency`."""

    contents, uploads = Bundle("contents"), Bundle("uploads")
    names = count()

    def __init__(self, agency, clock):
        super().__init__()
        self.agency, self.clock = agency, clock
        clock.move(BEGIN - clock.now())

    @initialize(target=contents, zone=st.sampled_from(ZONES))
    def client(self, zone):
        self.client_id = self.agency.clients.create(OWNER, new=NewClient(f"Client {next(self.names)}", timezone=zone)).id
        usual = ("data_decoder", ("linkedin",), ("text_post",), "daily")
        agents = [NewAgent(f"{self.client_id}-{which}", which, *usual, client_id=self.client_id) for which in "ab"]
        self.agents = [self.agency.agents.register(OWNER, new=new).id for new in agents]
        return multiple(*(self._content(which) for which in (0, 1)))

    def _content(self, which):
        new = NewContent(
            ContentType.TEXT_POST, "A title", "Words #tag", ("linkedin",), creator_agent_id=self.agents[which],
            scheduled_time=self.clock.now() + timedelta(hours=1) if which else None,
        )
        return self.agency.draft.create(OWNER, new=new).id

    @rule(content=contents, platform=st.sampled_from(PLATFORMS), name=NAMES, at=MOMENTS)
    def deliver(self, content, platform, name, at):
        """A delivery made a post, which an export may have told of before."""
        sent = SimpleNamespace(
            client_id=self.client_id, content_id=content, platform=platform, external_id=name, delivered_at=at, url="u",
        )
        with self.agency.db.transaction() as session:
            keep_posts(session, [sent])
        self.check()

    @rule(content=contents, platform=st.sampled_from(PLATFORMS), name=st.one_of(st.just(""), NAMES), given=METRICS, back=HOURS)
    def count(self, content, platform, name, given, back):
        """Somebody counts, or tells late what was counted."""
        if all(value is None for value in given.values()):
            return
        new = NewSnapshot(content, platform, given, self.clock.now() - back, name)
        with suppress(Conflict):  # the post is of the other content
            self.agency.measure.record(OWNER, new=new)
        self.check()

    @rule(target=uploads, platform=st.sampled_from(PLATFORMS), lines=LINES)
    def load(self, platform, lines):
        """A file comes in."""
        chunk = _chunk(platform, lines)
        return self._loaded(chunk), chunk

    @rule(target=uploads, upload=uploads)
    def load_again(self, upload):
        """The same file comes in again."""
        return self._loaded(upload[1]), upload[1]

    @rule(upload=uploads)
    def load_twice(self, upload):
        """Of a file that is there nothing is added, where it says itself when it counted."""
        if upload[1].counts["taken_at"].null_count():
            return
        self._loaded(upload[1])
        with self.agency.db.transaction() as session:
            again = ingest(session, self.client_id, upload[1], upload=next(self.names) + 1000, taken_at=self.clock.now())
        assert again.added == 0
        self.check()

    def _loaded(self, chunk):
        number = next(self.names) + 1000
        with self.agency.db.transaction() as session:
            ingest(session, self.client_id, chunk, upload=number, taken_at=self.clock.now())
        self.check()
        return number

    @rule(upload=uploads)
    def take_back(self, upload):
        """An import is undone, perhaps a second time."""
        row = UploadRow(id=f"upload-{upload[0]}", number=upload[0], client_id=self.client_id)
        with self.agency.db.transaction() as session:
            while take_back(session, row):
                pass
        self.check()

    @rule(zone=st.sampled_from(ZONES))
    def move_to(self, zone):
        """The client moves."""
        self.agency.clients.update(OWNER, self.client_id, changes=ClientChanges(timezone=zone))
        self.check()

    @rule(content=contents, topic=st.sampled_from(["", "winter"]), agent=st.sampled_from([0, 1]))
    def redescribe(self, content, topic, agent):
        """What content says of itself, or who made it, is set right."""
        with self.agency.db.transaction() as session:
            posts = [post for name in PLATFORMS if (post := metrics.of_content(session, content, name))]
            with changing(session, self.client_id, {post.pk: EVER for post in posts}) as change:
                for post in posts:
                    post.topic, post.agent_id = topic, self.agents[agent]
                change.renamed([post.pk for post in posts])
        self.check()

    @rule(span=st.sampled_from([1, 7, 24, 8 * 24, -2]).map(lambda hours: timedelta(hours=hours)))
    def wait(self, span):
        self.clock.move(span)

    def check(self):
        """What is kept is what the facts say, by our own recount and by hand; the one does not look at the other."""
        with self.agency.db.reading() as session:
            assert kept(session, self.client_id) == by_hand(session, self.client_id)
        assert self.agency.tally.drifted(self.client_id) == ()

    def teardown(self):
        """The client is deleted with all that was counted."""
        with self.agency.db.transaction() as session:
            clients.erase(session, self.client_id)
        with self.agency.db.reading() as session:
            assert [name for name, cells in kept(session, self.client_id).items() if cells] == []


def _chunk(platform, lines):
    posts, counts = [], []
    for place, ((name, at, day_only, kind, topic, hashtags), shots) in enumerate(lines):
        posts.append((platform, name, at and millis(at), day_only, "", "text", kind, "", topic, "", hashtags))
        counts += [
            (place, taken and millis(taken), *(given[each] for each in metrics.COLUMNS), None, None) for taken, given in shots
        ]
    told = pl.DataFrame(posts, schema=TOLD, orient="row")
    return Chunk(told, pl.DataFrame(counts, schema=COUNTED, orient="row").sort("post", "taken_at", maintain_order=True))
