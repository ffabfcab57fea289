"""What every connector offers, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from agency_core.domain.clock import Clock
from agency_core.domain.platform import ConnectorFacts
from agency_core.domain.publishing import (
    Account,
    AppKeys,
    Issue,
    Measurement,
    Outcome,
    Profile,
    PublishState,
    RateNote,
    Shaped,
    Tokens,
)
from agency_core.http_client import HttpClient


def _unheard(_note: RateNote) -> None:
    """Nobody keeps a budget."""


@dataclass(frozen=True)
class Context:
    """What a connector may use: the account it acts for, the one way to the outside, the time, and our application's keys.

    `heard` is told what an answer says of the calls that are left.
    """

    account: Account
    http: HttpClient
    clock: Clock
    app: AppKeys | None = None
    heard: Callable[[RateNote], None] = _unheard


class Connector(Protocol):
    """Talks to one network. It keeps no state: everything it must remember is in the `PublishState` it returns.

    The caller saves the state before and after every `step`. Exactly one step is irreversible: the one taken from phase
    COMMIT_SENT. When a step leaves the state ARMED, the caller writes COMMIT_SENT (with `committed_at`) and only then calls
    `step` again.

    A network that goes on after that call (it processes a video, it takes a thumbnail) keeps the state in COMMIT_SENT, with
    handles that make every further step only ask or add, until it is CONFIRMED; `not_before` says when. A 308 or the like,
    which proves that nothing was published yet, may also bring the state back to an earlier phase.
    """

    facts: ConnectorFacts

    def length(self, text: str) -> int:
        """Length of `text` in the platform's own unit, as it will be sent."""
        ...

    def validate(self, shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
        """Every rule that `shaped` breaks: pure, offline, naming field, rule and remedy. `limits` are the account's own."""
        ...

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """Make **one** remote call and return the state after it.

        Raises:
            PlatformError: classified. Connection refused or timed out while connecting is TRANSIENT in every phase (nothing
                was sent); a lost answer, a 5xx or an answer without an id in COMMIT_SENT is UNKNOWN_OUTCOME.
        """
        ...

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        """Ask the network, **reading only**, whether the post of a COMMIT_SENT state is there."""
        ...

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:
        """What the network counts for this post now.

        Raises:
            PlatformError: classified; NOT_FOUND when the post is gone.
        """
        ...

    def audience(self, ctx: Context) -> int | None:
        """How many follow the account's profile now; None where the network keeps it from us.

        Raises:
            PlatformError: classified.
        """
        ...

    def delete(self, external_id: str, ctx: Context) -> None:
        """Take the post down; already gone is success.

        Raises:
            PlatformError: classified.
        """
        ...

    def profiles(self, ctx: Context) -> tuple[Profile, ...]:
        """Every profile that this token can act for: asked after a login, and to test a connection.

        Raises:
            PlatformError: classified.
        """
        ...

    def refresh(self, ctx: Context) -> Tokens:
        """Trade the refresh token for a new access token.

        Raises:
            PlatformError: AUTH_REVOKED when the network no longer accepts it.
        """
        ...
