"""What goes into a container: words alone, with one medium, or with a row of them; a reply names what it replies to."""

from __future__ import annotations

from agency_core.domain.publishing import Media, Shaped
from agency_core.platforms.graph.containers import Containers, Forms
from agency_core.platforms.rules import is_video
from agency_core.platforms.threads.calls import GRAPH
from agency_core.platforms.threads.errors import container_failure
from agency_core.platforms.threads.facts import REPLY_CONTROL


def _single(shaped: Shaped) -> dict[str, str]:
    if shaped.media:
        return {**_medium(shaped.media[0]), **_said(shaped)}
    link = {"link_attachment": shaped.link} if shaped.link else {}
    return {"media_type": "TEXT", **_said(shaped), **link}


def _child(media: Media) -> dict[str, str]:
    return {**_medium(media), "is_carousel_item": "true"}


def _parent(shaped: Shaped, children: list[str]) -> dict[str, str]:
    return {"media_type": "CAROUSEL", "children": ",".join(children), **_said(shaped)}


def _medium(media: Media) -> dict[str, str]:
    kind = {"media_type": "VIDEO", "video_url": media.url} if is_video(media) else {"media_type": "IMAGE", "image_url": media.url}
    return {**kind, "alt_text": media.alt_text} if media.alt_text else kind


def _said(shaped: Shaped) -> dict[str, str]:
    """The words, and who may reply; the rest of a thread follows the rule of its first post."""
    words = {"text": shaped.text} if shaped.text else {}
    if shaped.parent is not None:
        return {**words, "reply_to_id": shaped.parent.external_id}
    chosen = shaped.options.get(REPLY_CONTROL.name, REPLY_CONTROL.default)
    return words if chosen == REPLY_CONTROL.default else {**words, REPLY_CONTROL.name: chosen}


CONTAINERS = Containers(
    GRAPH, Forms(_single, _child, _parent), made_at="threads", published_at="threads_publish", state_field="status",
    reason_field="error_message", failed=container_failure,
)
