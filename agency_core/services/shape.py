"""Shaping content for a platform: its words, its link, its pictures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from agency_core.agents.brand import BANNED, check_text
from agency_core.domain.client import ClientView
from agency_core.domain.content import ContentType, ContentView
from agency_core.domain.publishing import Failure, Issue, Media, PlatformError, Shaped
from agency_core.http_client import HttpClient
from agency_core.media.title_card import SIZE, TitleCard, picture_size
from agency_core.services.networks import Networks

_STILL = frozenset({ContentType.TEXT_POST, ContentType.IMAGE_POST, ContentType.ARTICLE, ContentType.STORY})
PICTURE_CAP = 20 * 1024 * 1024


@dataclass(frozen=True)
class Shaper:
    """Shapes content. `folder` holds drawn and fetched pictures; `local_base` and `public_base` are where they are served."""

    networks: Networks
    folder: Path
    local_base: str
    public_base: str

    def shape(self, content: ContentView, platform: str, client_name: str, *, sandbox: bool = True) -> Shaped:
        """The variant of `content` for `platform`. Reads and writes nothing: pictures may still have to be fetched."""
        media = tuple(Media(url=item.url, alt_text=item.alt_text) for item in content.media)
        kind = content.content_type
        if not media and self._needs_card(platform, kind):
            card = _card(content, client_name)
            kind = kind if kind == ContentType.STORY else ContentType.IMAGE_POST
            media = (
                Media(url=self._address(card.name, sandbox), width=SIZE, height=SIZE, alt_text=content.title[:1000]),
            )
        return Shaped(kind, content.text_for(platform), content.title, content.link, media)

    def issues(self, content: ContentView, platform: str, client: ClientView) -> list[Issue]:
        """Every rule that the variant breaks: of the client's brand, and of its platform where there is a connector.

        Of the brand's rules only the banned words forbid publishing; the others are advice.
        """
        said = check_text(client.brief, platform, f"{content.title}\n{content.text_for(platform)}")
        found = [replace(issue, blocking=issue.rule == BANNED) for issue in said]
        if platform not in self.networks.connectors:
            return found
        found += self.networks.connectors[platform].validate(self.shape(content, platform, client.name), {})
        if not content.media and self._needs_card(platform, content.content_type):
            found.append(
                Issue(
                    platform, "media", "title_card", "It publishes nothing without a picture.",
                    "A card with the title will be drawn; add a picture of your own to replace it.", blocking=False,
                )
            )
        return found

    def ready(self, content: ContentView, platform: str, client_name: str, *, sandbox: bool) -> Shaped:
        """The variant with every picture on disk: cards drawn, addresses fetched. May take a while; call it outside transactions.

        Raises:
            PlatformError: MEDIA_REJECTED when a picture cannot be had or is none.
        """
        shaped = self.shape(content, platform, client_name, sandbox=sandbox)
        media = tuple(self._on_disk(item, content, client_name) for item in shaped.media)
        return Shaped(shaped.content_type, shaped.text, shaped.title, shaped.link, media)

    def _needs_card(self, platform: str, kind: str) -> bool:
        if platform not in self.networks.connectors or kind not in _STILL:
            return False
        wants = self.networks.connectors[platform].facts.capabilities.media_required
        return kind in wants or (kind != ContentType.STORY and self.networks.needs_media(platform))
    def _address(self, name: str, sandbox: bool) -> str:
        base = self.local_base if sandbox or not self.public_base else self.public_base
        return f"{base}/api/media/{name}"

    def _on_disk(self, item: Media, content: ContentView, client_name: str) -> Media:
        name = item.url.rsplit("/", 1)[-1]
        card = _card(content, client_name)
        path = card.draw(self.folder) if name == card.name else self._fetched(item.url)
        if path.suffix == ".mp4":
            return Media(item.url, str(path), "video/mp4", 0, 0, path.stat().st_size, item.alt_text)
        try:
            width, height, mime = picture_size(path)
        except OSError as error:
            raise PlatformError(
                Failure.MEDIA_REJECTED, f"{item.url} is not a picture.", field="media", remedy="Use a JPEG or PNG file."
            ) from error
        return Media(item.url, str(path), mime, width, height, path.stat().st_size, item.alt_text)

    def _fetched(self, url: str) -> Path:
        suffix = ".mp4" if url.lower().split("?")[0].endswith(".mp4") else ".picture"
        target = self.folder / f"fetched-{hashlib.sha256(url.encode()).hexdigest()[:32]}{suffix}"
        if target.exists():
            return target
        body = fetch(self.networks.http, url)
        self.folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_bytes(body)
        part.replace(target)
        return target


def fetch(http: HttpClient, url: str) -> bytes:
    """The bytes of a media address.

    Raises:
        PlatformError: TRANSIENT when it does not answer, MEDIA_REJECTED when it refuses.
    """
    from agency_core.errors import AgencyError

    try:
        answer = http.request("GET", url, cap=PICTURE_CAP)
    except AgencyError as error:
        raise PlatformError(Failure.TRANSIENT, f"{url} does not answer: {error.message}", field="media") from error
    if answer.status != 200:
        raise PlatformError(
            Failure.MEDIA_REJECTED, f"{url} answered {answer.status}.", field="media", remedy="Check the address of the media."
        )
    return answer.body


def _card(content: ContentView, client_name: str) -> TitleCard:
    return TitleCard(content.title, client_name, content.persona)
