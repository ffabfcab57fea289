"""The words of talking to a network: what is sent, how far it got, and every way in which it can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from agency_core.domain.platform import Platform
from agency_core.errors import AgencyError


class Failure(StrEnum):
    """Why a call to a network failed. What follows from each is in `domain/delivery.py`."""

    AUTH_EXPIRED = "auth_expired"
    AUTH_REVOKED = "auth_revoked"
    PERMISSION_DENIED = "permission_denied"
    RATE_LIMITED = "rate_limited"
    QUOTA_EXHAUSTED = "quota_exhausted"
    BILLING_REQUIRED = "billing_required"
    DUPLICATE_CONTENT = "duplicate_content"
    MEDIA_PROCESSING = "media_processing"
    MEDIA_REJECTED = "media_rejected"
    MEDIA_EXPIRED = "media_expired"
    CONTENT_REJECTED = "content_rejected"
    ACCOUNT_RESTRICTED = "account_restricted"
    CONTRACT_SUNSET = "contract_sunset"
    TRANSIENT = "transient"
    UNKNOWN_OUTCOME = "unknown_outcome"
    NOT_FOUND = "not_found"


class PlatformError(AgencyError):
    """The network refused or did not answer."""

    code = "platform_error"
    status = 502

    def __init__(  # noqa: PLR0913 - one exception carries what a network may say; all but two are keywords
        self,
        failure: Failure,
        message: str,
        *,
        network_code: str = "",
        http_status: int | None = None,
        retry_at: datetime | None = None,
        existing: str = "",
        field: str = "",
        remedy: str = "",
    ) -> None:
        """Classify a failure.

        Args:
            failure: its class.
            message: what the network said, or what was seen, for people.
            network_code: the network's own code, for example `190/463` or `DUPLICATE_POST`.
            http_status: the status of the answer, None when there was none.
            retry_at: when the network allows the next call, where it says so.
            existing: id of the post that this one duplicates, where the network names it.
            field: which part of the draft is at fault.
            remedy: what a person can do.
        """
        super().__init__(message, field=field, remedy=remedy)
        self.failure = failure
        self.network_code = network_code
        self.http_status = http_status
        self.retry_at = retry_at
        self.existing = existing


@dataclass(frozen=True)
class Media:
    """One picture, video or document: `url` is where a network may fetch it, `path` where it lies here.

    Sizes in pixels and bytes, `seconds` of a video; 0 means not known yet.
    """

    url: str
    path: str = ""
    mime: str = "image/jpeg"
    width: int = 0
    height: int = 0
    bytes: int = 0
    alt_text: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Parent:
    """The post that a follow-up belongs to, and the first post of its thread; handles as their connectors left them."""

    external_id: str
    handles: Mapping[str, str] = field(default_factory=dict)
    root: str = ""
    root_handles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shaped:
    """A variant ready for its platform: text and media, free of where they are stored.

    With a `parent` it is a follow-up: the next post of a thread or a comment, whichever the platform has. `options` holds
    choices by the names of `Capabilities.options`. `key` is the same for every try of one delivery and for no other.
    """

    content_type: str
    text: str
    title: str = ""
    link: str = ""
    media: tuple[Media, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    parent: Parent | None = None
    key: str = ""


@dataclass(frozen=True)
class Account:
    """One profile on one platform, with what is needed to act for it. Never shown or logged."""

    id: str
    platform: Platform
    base_url: str
    external_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    is_sandbox: bool = True
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AppKeys:
    """What a platform knows our application by; on the sandbox nothing is asked for it."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Profile:
    """One profile that a token can act for. `access_token` is set where it has one of its own (a Facebook Page).

    `limits` holds what this account's server says of itself where it differs from the connector's facts, as plain JSON.
    """

    external_id: str
    display_name: str
    access_token: str = field(default="", repr=False)
    base_url: str = ""
    scopes: tuple[str, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RateNote:
    """What an answer said about how many calls are left until when; None where it said nothing."""

    limit: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None


@dataclass(frozen=True)
class Tokens:
    """What a refresh brought; an empty `refresh_token` means: keep the old one."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Issue:
    """A rule that a draft breaks on a platform; `blocking` issues forbid publishing, others are advice."""

    platform: str
    field: str
    rule: str
    message: str
    remedy: str
    blocking: bool = True


class Phase(StrEnum):
    """How far a publication got. ARMED: the next call is the irreversible one. COMMIT_SENT is written before it."""

    NEW = "new"
    MEDIA_INIT = "media_init"
    MEDIA_UPLOADING = "media_uploading"
    MEDIA_PROCESSING = "media_processing"
    ARMED = "armed"
    COMMIT_SENT = "commit_sent"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class PublishState:
    """Where one publication stands: saved before and after each remote call, so that any process can go on with it.

    `handles` holds the network's ids as text (`container_id`, `image_urn`, ...); `not_before` is when the next step makes
    sense; `committed_at` is when the intent to send was written.
    """

    phase: Phase = Phase.NEW
    handles: Mapping[str, str] = field(default_factory=dict)
    not_before: datetime | None = None
    committed_at: datetime | None = None
    external_id: str = ""
    url: str = ""

    def at(self, phase: Phase, **handles: str) -> PublishState:
        """The same publication in another phase, with further handles."""
        return replace(self, phase=phase, handles={**self.handles, **handles}, not_before=None)

    def confirmed(self, external_id: str, url: str = "") -> PublishState:
        """The publication with the network's id of the post."""
        return replace(self, phase=Phase.CONFIRMED, external_id=external_id, url=url, not_before=None)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the database."""
        return {
            "phase": self.phase.value,
            "handles": dict(self.handles),
            "not_before": self.not_before.isoformat() if self.not_before else None,
            "committed_at": self.committed_at.isoformat() if self.committed_at else None,
            "external_id": self.external_id,
            "url": self.url,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> PublishState:
        """The state that `to_json` wrote; a new one from nothing."""
        if not stored:
            return cls()
        when = {
            key: datetime.fromisoformat(stored[key]) if stored.get(key) else None for key in ("not_before", "committed_at")
        }
        return cls(
            Phase(stored["phase"]), dict(stored["handles"]), when["not_before"], when["committed_at"],
            stored.get("external_id", ""), stored.get("url", ""),
        )


class Verdict(StrEnum):
    """What reading a network back said about a lost answer."""

    PUBLISHED = "published"
    NOT_PUBLISHED = "not_published"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """The verdict of a reconciliation, with the post where one was found and the reason in words."""

    verdict: Verdict
    external_id: str = ""
    url: str = ""
    why: str = ""


@dataclass(frozen=True)
class Measurement:
    """What a network says of one post now. A missing metric is None and never 0; `extra` holds what has no column."""

    values: Mapping[str, float | None]
    extra: Mapping[str, float] = field(default_factory=dict)
