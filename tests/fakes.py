"""A network that behaves: it keeps posts, can be told to fail in every way, and refuses to be called inside a transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from agency_core.domain.content import ContentFilter
from agency_core.domain.delivery import DeliveryFilter
from agency_core.domain.platform import (
    Allowance,
    Capabilities,
    Carries,
    ConnectorFacts,
    FileLimits,
    FollowUp,
    Idempotency,
    Login,
    LoginKind,
    MediaSort,
    Platform,
    ReadBack,
    Verified,
)
from agency_core.domain.publishing import (
    Failure,
    Issue,
    Measurement,
    Outcome,
    Phase,
    PlatformError,
    Profile,
    PublishState,
    RateNote,
    Shaped,
    Tokens,
    Verdict,
)
from agency_core.platforms import Connector, Context
from agency_core.registry import Registry

LIMIT = 100
STILL = frozenset({MediaSort.IMAGE})


@dataclass
class FakeNetwork:
    """Posts by id. `faults` are consumed by commit calls: each is called with the network and may raise before or after."""

    key: Platform = Platform.LINKEDIN
    text_posts: bool = True
    polls: int = 0
    settling: float = 5
    follow_up: FollowUp = FollowUp.NONE
    allowances: tuple[Allowance, ...] = ()
    parents: list[str] = field(default_factory=list)
    notes: list[RateNote] = field(default_factory=list)
    posts: dict[str, tuple[str, str]] = field(default_factory=dict)
    faults: list[Callable[[FakeNetwork, Callable[[], str]], str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    inside_transaction: Callable[[], bool] = lambda: False
    readable: bool = True
    refreshes: int = 0
    followers: list[int | PlatformError | None] = field(default_factory=list)

    @property
    def facts(self) -> ConnectorFacts:
        kinds = {"image_post", "story"} | ({"text_post", "article"} if self.text_posts else set())
        able = Capabilities(
            {kind: Carries(1, 10, STILL) if kind in {"image_post", "story"} else Carries() for kind in kinds},
            LIMIT, "characters",
            {MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg"}), 8_000_000)},
            frozenset() if self.text_posts else STILL, True, ReadBack.EXACT, Idempotency.NONE, self.settling,
            ("views", "likes"), follow_up=self.follow_up,
            allowances=self.allowances, followers="yes",
        )
        login = Login(LoginKind.OAUTH2)
        return ConnectorFacts(self.key, "test", None, Verified.DOCUMENTATION, able, login, "https://fake.example")

    def length(self, text: str) -> int:
        return len(text)

    def validate(self, shaped: Shaped, limits) -> list[Issue]:
        found = []
        if len(shaped.text) > LIMIT:
            found.append(Issue(self.key, "content_body", "length", f"{len(shaped.text)} characters.", f"Use at most {LIMIT}."))
        if shaped.content_type not in self.facts.capabilities.content_types:
            found.append(Issue(self.key, "content_type", "kind", f"It carries no {shaped.content_type}.", "Choose another kind."))
        return found

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        assert not self.inside_transaction(), "a network call inside a transaction"
        if state.phase is Phase.NEW:
            self.calls.append("prepare")
            return state.at(Phase.MEDIA_PROCESSING, container="c1") if self.polls else state.at(Phase.ARMED)
        if state.phase is Phase.MEDIA_PROCESSING:
            self.calls.append("poll")
            self.polls -= 1
            if self.polls:
                return replace(state, not_before=ctx.clock.now() + timedelta(seconds=2))
            return state.at(Phase.ARMED)
        assert state.phase is Phase.COMMIT_SENT, state.phase
        assert state.committed_at is not None
        self.calls.append("commit")

        def publish() -> str:
            post_id = f"{self.key}-{len(self.posts) + 1}"
            self.posts[post_id] = (ctx.account.external_id, shaped.text)
            self.parents.append(shaped.parent.external_id if shaped.parent else "")
            return post_id

        for note in self.notes:
            ctx.heard(note)
        fault = self.faults.pop(0) if self.faults else None
        post_id = fault(self, publish) if fault else publish()
        return state.confirmed(post_id, f"https://fake.example/{post_id}")

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        assert not self.inside_transaction(), "a network call inside a transaction"
        self.calls.append("read back")
        if not self.readable:
            return Outcome(Verdict.UNKNOWN, why="This network cannot be read back.")
        for post_id, (author, text) in self.posts.items():
            if author == ctx.account.external_id and text == shaped.text:
                return Outcome(Verdict.PUBLISHED, post_id, f"https://fake.example/{post_id}")
        assert state.committed_at is not None
        if ctx.clock.now() < state.committed_at + timedelta(seconds=self.settling):
            return Outcome(Verdict.UNKNOWN, why="Too early to say that it is not there.")
        return Outcome(Verdict.NOT_PUBLISHED, why="No post with this text.")

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:
        assert not self.inside_transaction(), "a network call inside a transaction"
        if external_id not in self.posts:
            raise PlatformError(Failure.NOT_FOUND, "No such post.")
        return Measurement({"impressions": 100.0, "likes": 5.0, "clicks": None})

    def audience(self, ctx: Context) -> int | None:
        assert not self.inside_transaction(), "a network call inside a transaction"
        self.calls.append("audience")
        told = self.followers.pop(0) if self.followers else 1000
        if isinstance(told, PlatformError):
            raise told
        return told

    def delete(self, external_id: str, ctx: Context) -> None:
        self.posts.pop(external_id, None)

    def profiles(self, ctx: Context) -> tuple[Profile, ...]:
        assert not self.inside_transaction(), "a network call inside a transaction"
        return (Profile(ctx.account.external_id, "A fake profile"),)

    def refresh(self, ctx: Context) -> Tokens:
        self.refreshes += 1
        return Tokens(f"{ctx.account.access_token}+", "")


def refuse(failure: Failure, **more):
    """A fault before anything is published."""

    def fault(network, publish):
        raise PlatformError(failure, f"The network says {failure}.", **more)

    return fault


def lose_answer(network, publish):
    """The post is made, and the answer is lost."""
    publish()
    raise PlatformError(Failure.UNKNOWN_OUTCOME, "No answer came back.")


def lose_request(network, publish):
    """Nothing is made, and nobody can tell."""
    raise PlatformError(Failure.UNKNOWN_OUTCOME, "No answer came back.")


def registry_of(*networks: FakeNetwork) -> Registry[Connector]:
    """A table of these networks."""
    table: Registry[Connector] = Registry("connector", {network.key.value: "unused" for network in networks})
    table._loaded.update({network.key.value: network for network in networks})
    return table


def deliveries_of(desk, owner, content):
    """The deliveries of content."""
    return desk.deliver.list(owner, filter=DeliveryFilter(content_id=content.id)).items


def only_delivery(desk, owner, content):
    """The one delivery of content."""
    (delivery,) = deliveries_of(desk, owner, content)
    return delivery


def contents(desk, owner):
    """All content there is."""
    return desk.draft.list(owner, filter=ContentFilter()).items
