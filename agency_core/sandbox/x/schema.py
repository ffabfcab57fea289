"""The bodies that X takes, as its specification describes them; a field it does not name is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agency_core.sandbox.x.guard import invalid

_REPLIERS = ("following", "mentionedUsers", "subscribers", "verified")
_CATEGORIES = ("amplify_video", "tweet_gif", "tweet_image", "tweet_video", "dm_gif", "dm_image", "dm_video", "subtitles")
_UPLOADED = (
    "image/bmp", "image/gif", "image/jpeg", "image/pjpeg", "image/png", "image/tiff", "image/webp", "video/mp2t", "video/mp4",
    "video/quicktime", "video/webm",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """What a value has to be. `items`: of each entry of a list; `fields`: of an object, which has to have those in `needs`."""

    type: type
    choices: tuple[str, ...] = ()
    items: Kind | None = None
    fields: Mapping[str, Kind] | None = None
    needs: tuple[str, ...] = ()
    least: int = 0
    most: int = 1_000_000_000


def _object(needs: tuple[str, ...] = (), **fields: Kind) -> Kind:
    return Kind(dict, fields=fields, needs=needs)


def _list(items: Kind, least: int, most: int) -> Kind:
    return Kind(list, items=items, least=least, most=most)


_TEXT, _FLAG, _ID = Kind(str), Kind(bool), Kind(str, least=1, most=19)

POST = _object(
    card_uri=_TEXT,
    community_id=_ID,
    direct_message_deep_link=_TEXT,
    edit_options=_object(("previous_post_id",), previous_post_id=_ID),
    for_super_followers_only=_FLAG,
    geo=_object(("place_id",), place_id=_TEXT),
    made_with_ai=_FLAG,
    media=_object(
        ("media_ids",),
        media_ids=_list(_ID, 1, 4),
        description=_TEXT,
        embeddable=_FLAG,
        preview_media_id=_ID,
        tagged_user_ids=_list(_ID, 0, 10),
        title=_TEXT,
    ),
    nullcast=_FLAG,
    paid_partnership=_FLAG,
    poll=_object(
        ("duration_minutes", "options"),
        duration_minutes=Kind(int, least=5, most=10_080),
        options=_list(Kind(str, least=1, most=25), 2, 4),
        reply_settings=Kind(str, _REPLIERS),
    ),
    quote_tweet_id=_ID,
    reply=_object(
        ("in_reply_to_tweet_id",),
        in_reply_to_tweet_id=_ID,
        auto_populate_reply_metadata=_FLAG,
        exclude_reply_user_ids=_list(_ID, 0, 50),
    ),
    reply_settings=Kind(str, _REPLIERS),
    share_with_followers=_FLAG,
    text=_TEXT,
)
INITIALIZE = _object(
    ("media_type", "total_bytes"),
    media_type=Kind(str, _UPLOADED),
    media_category=Kind(str, _CATEGORIES),
    total_bytes=Kind(int, least=1, most=17_179_869_184),
    additional_owners=_list(_ID, 0, 100),
    shared=_FLAG,
)
UPLOAD = _object(
    ("media", "media_category"),
    media=Kind(str, least=1),
    media_category=Kind(str, _CATEGORIES),
    media_type=Kind(str, _UPLOADED),
    additional_owners=_TEXT,
    shared=_FLAG,
)
SEGMENT = _object(("media", "segment_index"), media=Kind(str, least=1), segment_index=Kind(int, least=0, most=999))
METADATA = _object(
    ("id", "metadata"),
    id=_ID,
    metadata=_object(alt_text=_object(("text",), text=Kind(str, least=1, most=1000))),
)


def demand(value: object, kind: Kind, name: str = "body") -> None:
    """Go on only with a value that is of this kind.

    Raises:
        Refusal: it is not, or holds a field that the specification does not name.
    """
    wrong = isinstance(value, bool) and kind.type is not bool
    if wrong or not isinstance(value, kind.type):
        raise invalid(name, value, f"$.{name}: {value!r} is not of type {kind.type.__name__}")
    if kind.choices and value not in kind.choices:
        raise invalid(name, value, f"$.{name}: does not have a value in the enumeration {list(kind.choices)}")
    if isinstance(value, str | list | int) and not kind.least <= (value if isinstance(value, int) else len(value)) <= kind.most:
        raise invalid(name, value, f"$.{name}: must be between {kind.least} and {kind.most}")
    for entry in value if kind.items is not None and isinstance(value, list) else ():
        demand(entry, kind.items or kind, name)
    if kind.fields is not None and isinstance(value, dict):
        _demand_fields(value, kind, kind.fields, name)


def _demand_fields(value: dict[str, Any], kind: Kind, fields: Mapping[str, Kind], name: str) -> None:
    for field in kind.needs:
        if field not in value:
            raise invalid(field, "", f"$.{name}.{field}: is missing but it is required")
    for field, inner in value.items():
        if field not in fields:
            raise invalid(field, inner, f"$.{name}.{field}: is not defined in the schema and the schema does not allow it")
        demand(inner, fields[field], field)
