"""The two kinds of server that are simulated, and how each describes itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.following import followers
from agency_core.sandbox.mastodon.guard import GENERAL, admitted, metered, token_of

_INTERFACE = 11
_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm", "video/quicktime")


@dataclass(frozen=True)
class Server:
    """What a server's software takes and does."""

    software: str
    version: str
    source: str
    most_characters: int
    refuses_with: int
    keeps_keys: bool
    default_visibility: str
    works_on_videos: bool
    most_media: int = 4
    description: int = 1500
    image_bytes: int = 16 * 1024**2
    video_bytes: int = 99 * 1024**2


MASTODON = Server("mastodon", "4.7.3", "https://github.com/mastodon/mastodon", 500, 422, True, "public", True)
OTHER = Server(
    "gotosocial", "0.20.1+git-sandbox", "https://codeberg.org/superseriousbusiness/gotosocial", 5000, 400, False, "unlisted",
    False,
)


def server_of(token: SandboxToken | None) -> Server:
    """The server on which this profile lives."""
    return OTHER if token is not None and token.profile_id.startswith("gts") else MASTODON


def instance(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /api/v2/instance`, open to everybody."""
    server = server_of(token_of(call))
    known = {"api_versions": {"mastodon": _INTERFACE}} if server is MASTODON else {}
    return json_reply(200, {**_described(server), "domain": _host(call), "source_url": server.source, **known})


def first_instance(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /api/v1/instance`: the same in the older words, which clients still ask for the version."""
    return json_reply(200, {**_described(server_of(token_of(call))), "uri": _host(call), "description": "", "urls": {}})


def node(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /nodeinfo/2.0`, open to everybody."""
    server = server_of(token_of(call))
    body = {
        "version": "2.0", "software": {"name": server.software, "version": server.version}, "protocols": ["activitypub"],
        "services": {"outbound": [], "inbound": []}, "usage": {"users": {}}, "openRegistrations": False, "metadata": {},
    }  # fmt: skip
    return json_reply(200, body)


def own_account(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /api/v1/accounts/verify_credentials`."""
    token = admitted(call, tx)
    left = metered((desk, tx), token, GENERAL)
    source = {"privacy": server_of(token).default_visibility, "sensitive": False, "language": None, "note": "", "fields": []}
    counted = {"followers_count": followers(Platform.MASTODON, token.profile_id, desk, tx)}
    return json_reply(200, {**account(token.profile_id, call), **counted, "source": source}, left)


def account(profile: str, call: Incoming) -> dict[str, object]:
    """A profile, as it stands in every post."""
    address = f"{call.base}/feed/{profile}"
    return {
        "id": profile, "username": f"sandbox_{profile}", "acct": f"sandbox_{profile}", "display_name": "", "locked": False,
        "created_at": "2026-01-01T00:00:00.000Z", "note": "", "url": address, "uri": address,
        "followers_count": 0, "following_count": 0, "statuses_count": 0, "emojis": [], "fields": [],
    }  # fmt: skip


def _described(server: Server) -> dict[str, object]:
    media = {
        "supported_mime_types": list(_TYPES), "description_limit": server.description,
        "image_size_limit": server.image_bytes, "video_size_limit": server.video_bytes,
    }  # fmt: skip
    posts = {
        "max_characters": server.most_characters, "max_media_attachments": server.most_media, "characters_reserved_per_url": 23,
    }
    configuration = {"statuses": posts, "media_attachments": media}
    return {"title": "Rehearsal", "version": server.version, "configuration": configuration, "rules": [], "languages": ["en"]}


def _host(call: Incoming) -> str:
    return call.base.split("/")[2]
