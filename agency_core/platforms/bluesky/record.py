"""The post as it lies in the account's repository: the same for every try, because all that varies is in the handles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from agency_core.domain.content import ContentType
from agency_core.domain.publishing import Account, Media, Parent, Shaped
from agency_core.platforms.bluesky.calls import post_uri
from agency_core.platforms.bluesky.facets import facets, mentioned
from agency_core.platforms.bluesky.facts import COLLECTION


def post_record(shaped: Shaped, handles: Mapping[str, str], account: Account) -> dict[str, Any]:
    """The record of a post whose pictures are uploaded, whose mentions and parent are known and whose time is chosen."""
    people = {handle: handles.get(f"did_{handle}", "") for handle in mentioned(shaped.text)}
    record: dict[str, Any] = {"$type": COLLECTION, "text": shaped.text, "createdAt": handles["created_at"]}
    told = facets(shaped.text, people)
    if told:
        record["facets"] = told
    if shaped.parent is not None:
        record["reply"] = _reply(shaped.parent, handles, account)
    embed = _embed(shaped, handles)
    return {**record, "embed": embed} if embed else record


def is_card(shaped: Shaped) -> bool:
    """Whether the post shows its link as a card; pictures of their own leave no room for one."""
    return shaped.content_type == ContentType.ARTICLE or (bool(shaped.link) and not shaped.media)


def _reply(parent: Parent, handles: Mapping[str, str], account: Account) -> dict[str, Any]:
    above = {"uri": post_uri(account, parent.external_id), "cid": handles["parent_cid"]}
    first = {"uri": post_uri(account, parent.root), "cid": handles["root_cid"]} if parent.root else above
    return {"root": first, "parent": above}


def _embed(shaped: Shaped, handles: Mapping[str, str]) -> dict[str, Any]:
    if is_card(shaped):
        card: dict[str, Any] = {"uri": shaped.link, "title": shaped.title or shaped.link, "description": ""}
        if shaped.media:
            card["thumb"] = json.loads(handles["blob_0"])
        return {"$type": "app.bsky.embed.external", "external": card}
    if not shaped.media:
        return {}
    images = [_image(media, json.loads(handles[f"blob_{place}"])) for place, media in enumerate(shaped.media)]
    return {"$type": "app.bsky.embed.images", "images": images}


def _image(media: Media, uploaded: dict[str, Any]) -> dict[str, Any]:
    image: dict[str, Any] = {"alt": media.alt_text, "image": uploaded}
    if media.width and media.height:
        image["aspectRatio"] = {"width": media.width, "height": media.height}
    return image
