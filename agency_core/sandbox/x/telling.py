"""How X tells of a post: only what was asked for, in the older words (tweet.fields) or the newer ones (post.fields)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Audience, Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming
from agency_core.sandbox.x.guard import forbidden, invalid
from agency_core.sandbox.x.posts import keyed, media_key
from agency_core.sandbox.x.shortening import shown

_FIELDS = frozenset(
    {
        "attachments", "author_id", "conversation_id", "created_at", "edit_history_tweet_ids", "entities", "id", "lang",
        "non_public_metrics", "note_tweet", "public_metrics", "referenced_tweets", "reply_settings", "source", "text",
    }
)  # fmt: skip
_OLDER = {"note_post": "note_tweet", "referenced_posts": "referenced_tweets", "edit_history_post_ids": "edit_history_tweet_ids"}
_NEWER = {older: newer for newer, older in _OLDER.items()}
_EXPANSIONS = frozenset({"attachments.media_keys", "author_id", "referenced_tweets.id"})
_MEDIA_FIELDS = frozenset({"alt_text", "media_key", "type", "url", "width", "height", "duration_ms"})
_OWN_DAYS = timedelta(days=30)
_TYPES = {"image": "photo", "gif": "animated_gif", "video": "video"}


@dataclass(frozen=True)
class Question:
    """What was asked for: the fields by their older names, whether in the newer words, and the media beside the posts."""

    fields: frozenset[str]
    newer: bool
    with_media: bool
    media_fields: frozenset[str]

    def medium(self, row: Row[Any]) -> dict[str, Any]:
        """A medium, as far as it was asked for."""
        told_always = {"media_key": media_key(row.id, row.kind), "type": _TYPES[row.kind]}
        wanted = "alt_text" in self.media_fields and row.details["alt_text"]
        return {**told_always, "alt_text": row.details["alt_text"]} if wanted else told_always


def question(call: Incoming) -> Question:
    """What the parameters of a call ask for.

    Raises:
        Refusal: something that there is not.
    """
    asked = call.asked()
    newer = "post.fields" in asked
    name = "post.fields" if newer else "tweet.fields"
    fields = frozenset(_OLDER.get(each, each) for each in _listed(asked, name))
    return Question(
        fields=_known(fields, _FIELDS, name),
        newer=newer,
        with_media="attachments.media_keys" in _known(_listed(asked, "expansions"), _EXPANSIONS, "expansions"),
        media_fields=_known(_listed(asked, "media.fields"), _MEDIA_FIELDS, "media.fields"),
    )


def told(row: Row[Any], asked: Question, desk: Desk) -> dict[str, Any]:
    """A post, as far as it was asked for.

    Raises:
        Refusal: the author's own numbers of a post that is too old for them.
    """
    moment = datetime.fromtimestamp(row.created_at, UTC)
    text, entities = shown(row.text, row.id, keyed(row.details))
    crowd = audience(Shown(Platform.X, row.author, row.id, row.kind, moment), desk.moment())
    if "non_public_metrics" in asked.fields and desk.moment() - moment > _OWN_DAYS:
        raise forbidden("Sorry, you are not authorized to access 'non_public_metrics' on the Tweet.")
    parent = [{"type": "replied_to", "id": row.details["parent"]}] if row.details["parent"] else []
    keys = [key for key, _ in keyed(row.details)]
    known: dict[str, Any] = {
        "author_id": row.author,
        "created_at": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z",
        "entities": entities,
        "attachments": {"media_keys": keys} if keys else {},
        "referenced_tweets": parent,
        "public_metrics": _public(crowd, newer=asked.newer),
        "non_public_metrics": _own(crowd),
        "lang": "en",
        "source": "Sandbox",
    }
    wanted = {name: value for name, value in known.items() if name in asked.fields and value}
    post = {"id": row.id, "text": text, "edit_history_tweet_ids": [row.id], **wanted}
    return {_NEWER.get(name, name): value for name, value in post.items()} if asked.newer else post


def _public(crowd: Audience, *, newer: bool) -> dict[str, int]:
    return {
        "impression_count": crowd.impressions,
        "like_count": crowd.likes,
        "reply_count": crowd.comments,
        "repost_count" if newer else "retweet_count": crowd.shares,
        "quote_count": 0,
        "bookmark_count": crowd.saves,
    }


def _own(crowd: Audience) -> dict[str, int]:
    return {"impression_count": crowd.impressions, "url_link_clicks": crowd.clicks, "user_profile_clicks": crowd.saves}


def _listed(asked: dict[str, str], name: str) -> frozenset[str]:
    return frozenset(each for each in asked.get(name, "").split(",") if each)


def _known(found: frozenset[str], allowed: frozenset[str], name: str) -> frozenset[str]:
    if found - allowed:
        raise invalid(name, ",".join(sorted(found)), f"{name} holds {', '.join(sorted(allowed))}")
    return found
