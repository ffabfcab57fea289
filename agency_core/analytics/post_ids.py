"""What the id or the link of a post says: its network's own id, and on four networks the moment it was made."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agency_core.analytics.cells import is_missing
from agency_core.domain.platform import LABELS, Platform
from agency_core.errors import Invalid

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_X_START_MS = 1288834974657
_X_FIRST_TIMED = 1 << 34
"""X ids below this were given before ids carried a time (November 2010)."""
_INSTAGRAM_START_MS = 1314220021721
_SHORTCODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_MADE_FROM = {Platform.TIKTOK: datetime(2014, 1, 1, tzinfo=UTC), Platform.LINKEDIN: datetime(2012, 1, 1, tzinfo=UTC)}
_LINKS = {
    Platform.X: r"/status(?:es)?/(\d{1,19})(?!\d)",
    Platform.TIKTOK: r"/(?:video|photo)/(\d{1,19})(?!\d)",
    Platform.INSTAGRAM: r"/(?:p|reel|reels|tv)/([\w-]{5,40})",
    Platform.YOUTUBE: r"(?:[?&]v=|youtu\.be/|/shorts/|/live/|/embed/)([\w-]{11})(?![\w-])",
    Platform.LINKEDIN: r"(?:urn:li:|%3A|-)((?:activity|share|ugcPost)(?::|-|%3A)\d{8,19})(?!\d)",
    Platform.FACEBOOK: r"(?:story_fbid=|fbid=|/posts/|/videos/|/reel/|[?&]v=)(\w+)",
    Platform.THREADS: r"/post/([\w-]+)",
    Platform.BLUESKY: r"/post/([\w.-]+)",
    Platform.MASTODON: r"/(\d{6,20})(?:$|[/?#])",
}
_LINK = {platform: re.compile(pattern, re.ASCII) for platform, pattern in _LINKS.items()}
_IDS = {
    Platform.X: r"\d{1,19}",
    Platform.TIKTOK: r"\d{15,19}",
    Platform.INSTAGRAM: r"\d{3,20}|[\w-]{5,40}",
    Platform.YOUTUBE: r"[\w-]{11}",
    Platform.LINKEDIN: r"urn:li:(?:activity|share|ugcPost):\d{8,19}",
    Platform.FACEBOOK: r"\d+(?:_\d+)?|pfbid\w+",
}
_ID = {platform: re.compile(pattern, re.ASCII) for platform, pattern in _IDS.items()}
_ANY_ID = re.compile(r"[\x21-\x7e]{1,500}")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+|\d{12,}000|\d{12,}\.0+", re.ASCII)
_RESTORE = "Export again and upload the file as it comes, without opening it in a spreadsheet program."


@dataclass(frozen=True)
class Located:
    """A post on its network: `made_at` is the moment its id carries (UTC), None where ids carry none."""

    platform: Platform
    external_id: str
    url: str
    made_at: datetime | None


def locate(platform: Platform, id_text: str, url: str) -> Located:
    """The post that an id, a link or both name.

    An id that a spreadsheet has rounded is taken from the link instead.

    Raises:
        Invalid: neither names a post, or they name different ones. `field` is `external_id` or `url`.
    """
    link = _web_address(url)
    linked = _from_link(platform, link)
    given = "" if is_missing(id_text) else id_text.strip()
    if linked and platform in {Platform.X, Platform.TIKTOK, Platform.LINKEDIN} and _ROUNDED.fullmatch(given):
        given = ""
    external_id = given or linked
    if not external_id:
        raise _nameless(platform, url)
    if not _ID.get(platform, _ANY_ID).fullmatch(external_id):
        raise _unreadable(platform, external_id)
    if given and linked and platform in {Platform.X, Platform.TIKTOK} and int(given) != int(linked):
        raise Invalid("names another post than its link", field="external_id", remedy=_RESTORE)
    timed = linked if platform is Platform.INSTAGRAM and linked else external_id
    return Located(platform, external_id, link or _link_of(platform, external_id), made_at(platform, timed))


def _link_of(platform: Platform, external_id: str) -> str:
    return f"https://www.youtube.com/watch?v={external_id}" if platform is Platform.YOUTUBE else ""


def _nameless(platform: Platform, url: str) -> Invalid:
    where = f"a post on {LABELS[platform]}"
    if is_missing(url):
        return Invalid(f"does not name {where}", field="external_id", remedy="Fill in the id or the link of the post.")
    return Invalid(f"is not the link of {where}", field="url", remedy="Put in the full link of the post.")


def _unreadable(platform: Platform, external_id: str) -> Invalid:
    if _ROUNDED.fullmatch(external_id):
        return Invalid("is an id that a spreadsheet has rounded", field="external_id", remedy=_RESTORE)
    rule = f"is not the id of a post on {LABELS[platform]}"
    return Invalid(rule, field="external_id", remedy="Check that the column is the right one.")


def _web_address(url: str) -> str:
    if is_missing(url):
        return ""
    link = url.strip()
    if not re.match(r"https?://[^\s/]", link, re.IGNORECASE):
        raise Invalid("is not a web address", field="url", remedy="A link begins with https://.")
    return link


def _from_link(platform: Platform, link: str) -> str:
    found = _LINK[platform].search(link)
    if not found:
        return ""
    if platform is Platform.LINKEDIN:
        return "urn:li:" + re.sub(r"-|%3A", ":", found[1])
    return found[1]


def made_at(platform: Platform, external_id: str) -> datetime | None:
    """The moment that an id (on Instagram: the shortcode of the link) carries, in UTC; None where it carries none.

    Raises:
        Invalid: the id would be older than its network, so it is not an id of a post.
    """
    if platform not in _DECODE:
        return None
    return _DECODE[platform](external_id)


def _x(external_id: str) -> datetime | None:
    number = int(external_id)
    return None if number < _X_FIRST_TIMED else _milliseconds((number >> 22) + _X_START_MS)


def _tiktok(external_id: str) -> datetime | None:
    return _plausible(Platform.TIKTOK, _milliseconds((int(external_id) >> 32) * 1000))


def _instagram(shortcode: str) -> datetime | None:
    """Only public shortcodes (10 or 11 characters) carry a time; plain numbers are ids of another kind."""
    if shortcode.isdigit() or not 10 <= len(shortcode) <= 11:
        return None
    number = 0
    for char in shortcode:
        number = number * 64 + _SHORTCODE.index(char)
    return _milliseconds((number >> 23) + _INSTAGRAM_START_MS)


def _linkedin(urn: str) -> datetime | None:
    return _plausible(Platform.LINKEDIN, _milliseconds(int(urn.rpartition(":")[2]) >> 22))


def _milliseconds(since_1970: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=since_1970)


def _plausible(platform: Platform, moment: datetime) -> datetime:
    if moment < _MADE_FROM[platform]:
        raise Invalid(f"is not the id of a post on {LABELS[platform]}", field="external_id", remedy=_RESTORE)
    return moment


_DECODE: dict[Platform, Callable[[str], datetime | None]] = {
    Platform.X: _x,
    Platform.TIKTOK: _tiktok,
    Platform.INSTAGRAM: _instagram,
    Platform.LINKEDIN: _linkedin,
}
