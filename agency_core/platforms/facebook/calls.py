"""Facebook's part of the Graph interface, and the other hosts on which it takes videos."""

from __future__ import annotations

from urllib.parse import urlsplit

from agency_core.domain.publishing import Account
from agency_core.platforms.facebook.errors import REFUSALS
from agency_core.platforms.facebook.facts import VERSION
from agency_core.platforms.graph.calls import Graph

GRAPH = Graph(VERSION, REFUSALS)
_VIDEOS = "https://graph-video.facebook.com"
_OWN_DOMAIN = ".facebook.com"


def video_host(account: Account) -> str:
    """Where the pieces of a video go, or the rehearsal network."""
    return account.base_url if account.is_sandbox else _VIDEOS


def may_see_token(account: Account, url: str) -> bool:
    """Whether an address that Facebook handed out for an upload is its own, so that the token may travel there."""
    target, base = urlsplit(url), urlsplit(account.base_url)
    if (target.scheme, target.netloc) == (base.scheme, base.netloc):
        return True
    return target.scheme == "https" and (target.hostname or "").endswith(_OWN_DOMAIN)
