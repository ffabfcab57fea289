"""Shaping content for a platform: its words, its link, its media as the platform takes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from agency_core.agents.brand import BANNED, TOO_LONG, check_text
from agency_core.domain.client import ClientView
from agency_core.domain.clock import Clock
from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType, ContentView, MediaItem
from agency_core.domain.media import ADDRESS, Facts, MediaView, file_of
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.preview import LinkPlace, drawn_as, link_place
from agency_core.domain.publishing import Failure, Issue, Media, Parent, PlatformError, Shaped
from agency_core.errors import AgencyError, Invalid, SetupProblem, StorageFailed
from agency_core.http_client import HttpClient
from agency_core.media.title_card import SIZE, TitleCard
from agency_core.platforms.rules import sort_of
from agency_core.security import kept_files
from agency_core.services import follow
from agency_core.services.addresses import MediaAddresses
from agency_core.services.fitting import Fitting
from agency_core.services.library import Library
from agency_core.services.networks import Networks
from agency_core.services.shelf import Shelf
from agency_core.settings import Settings
from agency_core.store.database import Database

FETCH_CAP = 20 * 1024 * 1024
Known = Mapping[str, MediaView]


@dataclass(frozen=True)
class Shaper:
    """Shapes content. Drawn, fetched and kept media lie on the `shelf`; they are served at `local_base` and `public_base`."""

    networks: Networks
    library: Library
    fitting: Fitting
    shelf: Shelf
    local_base: str
    public_base: str

    def shape(self, content: ContentView, platform: str, client_name: str, *, sandbox: bool = True) -> Shaped:
        """The variant of `content` for `platform`. Opens no file and asks no network: of media of the library it says what
        they will be once they are made to fit, of others nothing but their address.
        """
        return self._shaped(content, platform, client_name, self._known(content), sandbox=sandbox)

    def issues(
        self, content: ContentView, platform: str, client: ClientView, *, live: bool = False,
        limits: Mapping[str, Any] | None = None,
    ) -> list[Issue]:
        """Every rule that the variant and what follows it break: of the client's brand, and of its platform where there is a
        connector.

        Of the brand's rules only the banned words forbid publishing; the others are advice. `live`: the account that acts is
        on the real network; `limits` are that account's own.
        """
        found = self._brand_issues(content, platform, client)
        if platform not in self.networks.connectors:
            return found
        known, connector = self._known(content), self.networks.connectors[platform]
        shaped = self._shaped(content, platform, client.name, known, sandbox=not live)
        found += connector.validate(shaped, limits or {})
        found += self._media_issues(content, platform, shaped, known, live=live)
        found += [each for each in self._unused(content, platform, shaped) if each.rule not in {one.rule for one in found}]
        for number, text in enumerate(follow.texts(content, connector.facts), 1):
            part = follow.shaped(content, connector.facts, number, Parent("the post before"))
            broken = connector.validate(part, limits or {})
            found += [replace(each, field="follow_ups", message=f"“{_short(text)}”: {each.message}") for each in broken]
        if not content.media and self._drawn_as(platform, content.content_type):
            found.append(
                Issue(
                    platform, "media", "title_card", "It publishes nothing without a picture.",
                    "A card with the title will be drawn; add a picture of your own to replace it.", blocking=False,
                )
            )
        return found

    def ready(self, content: ContentView, platform: str, client_name: str, *, sandbox: bool) -> Shaped:
        """The variant with every medium on disk: cards drawn, addresses fetched, pictures made to fit, ours signed for a day.

        May take a while; call it outside transactions.

        Raises:
            PlatformError: MEDIA_REJECTED when a medium cannot be had, is none, or cannot be made to fit.
        """
        known = self._known(content)
        shaped = self._shaped(content, platform, client_name, known, sandbox=sandbox)
        if content.media:
            media = [self._sent(item, platform, known, (content.client_id, sandbox)) for item in content.media]
        else:
            media = [self._drawn(item, content, client_name) for item in shaped.media]
        return replace(shaped, media=tuple(self._signed(each) for each in media))

    def _shaped(self, content: ContentView, platform: str, client_name: str, known: Known, *, sandbox: bool) -> Shaped:
        media = tuple(self._foreseen(item, platform, known, sandbox=sandbox) for item in content.media)
        kind = content.content_type
        drawn = self._drawn_as(platform, kind) if not media and platform in self.networks.connectors else ""
        if drawn:
            card = _card(content, client_name)
            kind = drawn
            media = (Media(url=self._address(card.name, sandbox), width=SIZE, height=SIZE, alt_text=content.title[:1000]),)
        chosen = content.options.get(platform, {})
        return Shaped(kind, content.text_for(platform), content.title, content.link, media, options=chosen)

    def _known(self, content: ContentView) -> Known:
        files = {self._file(item) for item in content.media} - {""}
        return self.library.known(content.client_id, files) if files else {}

    def _file(self, item: MediaItem) -> str:
        return file_of(item.url, (self.local_base, self.public_base))

    def _foreseen(self, item: MediaItem, platform: str, known: Known, *, sandbox: bool) -> Media:
        file = self._file(item)
        if file not in known:
            return Media(url=self._address(file, sandbox) if file else item.url, alt_text=item.alt_text)
        seen = known[file]
        planned = self.fitting.planned(seen.facts, platform)
        return Media(
            url=self._address(planned.name or file, sandbox), mime=planned.mime, width=planned.width, height=planned.height,
            bytes=planned.bytes, alt_text=item.alt_text, seconds=seen.seconds,
        )

    def _media_issues(
        self, content: ContentView, platform: str, shaped: Shaped, known: Known, *, live: bool
    ) -> list[Issue]:
        missing = [item.url for item in content.media if self._file(item) and self._file(item) not in known]
        found = [
            Issue(platform, "media", "media_unknown", f"{url} is not in this client's library.", "Choose another medium.")
            for url in missing
        ]
        fetches = self.networks.connectors[platform].facts.capabilities.fetches
        local = [item for item in shaped.media if sort_of(item) in fetches and item.url.startswith(f"{self.local_base}/")]
        if live and local and not self.public_base:
            message = "It fetches media itself, and this agency has no address that it could reach."
            found.append(Issue(platform, "media", "public_url", message, "Set AGENCY_PUBLIC_URL, see docs/media.md."))
        return found

    def _brand_issues(self, content: ContentView, platform: str, client: ClientView) -> list[Issue]:
        """What the brand forbids; how long a text may be is for the connector to say, where there is one."""
        said = check_text(client.brief, platform, f"{content.title}\n{content.text_for(platform)}")
        followed = "\n".join(each.text for each in content.follow_ups if each.goes_to(platform))
        after = [each for each in check_text(client.brief, platform, followed) if each.rule == BANNED] if followed else []
        found = [replace(issue, blocking=issue.rule == BANNED) for issue in said]
        known = platform in self.networks.connectors
        return [each for each in found if not (known and each.rule == TOO_LONG)] + [
            replace(each, field="follow_ups") for each in after
        ]

    def _unused(self, content: ContentView, platform: str, shaped: Shaped) -> list[Issue]:
        """What was added to the content and would not be seen on this platform."""
        can, label, found = self.networks.connectors[platform].facts.capabilities, LABELS[Platform(platform)], []
        carries = can.kinds.get(shaped.content_type)
        kind = CONTENT_TYPE_LABELS[ContentType(content.content_type)].lower()
        if carries is not None and not carries.most and content.media:
            message = f"{label} shows no media with a post of the kind “{kind}”."
            found.append(Issue(platform, "media", "media_unused", message, "Choose another kind, or remove the media."))
        hidden = carries is not None and content.link and link_place(can, content, shaped.content_type) is LinkPlace.NONE
        if hidden and content.link not in shaped.text:
            message = f"{label} has no place for the link of this post: it is not shown."
            remedy = f"Put it into the text for {label}, if it may stand there."
            found.append(Issue(platform, "link", "link_hidden", message, remedy, blocking=False))
        return found

    def _drawn_as(self, platform: str, kind: str) -> str:
        return drawn_as(self.networks.connectors[platform].facts.capabilities, kind)

    def _address(self, name: str, sandbox: bool) -> str:
        base = self.local_base if sandbox or not self.public_base else self.public_base
        return f"{base}{ADDRESS}{name}"

    def _drawn(self, item: Media, content: ContentView, client_name: str) -> Media:
        card = _card(content, client_name)
        if not self.shelf.has(card.name):
            self.shelf.keep(card.name, [card.drawn()], content.client_id)
        path = self.shelf.folder / card.name
        return replace(item, path=str(path), bytes=kept_files.size_of(path))

    def _signed(self, item: Media) -> Media:
        """With the proof that lets a network fetch it, where it is a file of ours."""
        is_ours = bool(file_of(item.url, (self.local_base, self.public_base)))
        return replace(item, url=self.library.addresses.signed(item.url)) if is_ours else item

    def _sent(self, item: MediaItem, platform: str, known: Known, place: tuple[str, bool]) -> Media:
        """A medium as it is sent; `place` is the client, and whether it goes to the sandbox."""
        (client_id, sandbox), file = place, self._file(item)
        if file and file not in known:
            raise _rejected(f"{item.url} is not in this client's library.")
        source, facts = (self.shelf.folder / file, known[file].facts) if file else self._fetched(item.url, client_id)
        url = self._address(file, sandbox) if file else item.url
        try:
            if file and kept_files.sha256_of(source) != facts.sha256:
                raise _rejected(f"{item.url} is not what was approved: its file was exchanged.")
            if file or self.fitting.planned(facts, platform).changed:
                path, facts = self.fitting.sent(source, facts, platform)
                url = url if path == source else self._address(path.name, sandbox)
                source = path
            facts = replace(facts, bytes=kept_files.size_of(source))
        except (Invalid, SetupProblem, StorageFailed, FileNotFoundError) as error:
            raise _rejected(f"{item.url} cannot be sent: {error}") from error
        return Media(url, str(source), facts.mime, facts.width, facts.height, facts.bytes, item.alt_text, facts.seconds)

    def _fetched(self, url: str, client_id: str) -> tuple[Path, Facts]:
        """A file from elsewhere, fetched and looked into once for a client, and what it is."""
        name = f"fetched-{hashlib.sha256(f'{client_id} {url}'.encode()).hexdigest()[:32]}"
        target, notes = self.shelf.folder / f"{name}.file", self.shelf.folder / f"{name}.json"
        if self.shelf.has(target.name) and self.shelf.has(notes.name):
            return target, Facts(**json.loads(kept_files.read(notes)))
        body = fetch(self.networks.http, url)
        self.shelf.keep(target.name, [body], client_id)
        try:
            found = self.shelf.look(target, client_id)
        except Invalid as error:
            self.shelf.remove(target.name)
            raise _rejected(f"{url} is not what can be sent: {error.message}") from error
        facts = Facts(
            found["mime"], len(body), found.get("width", 0), found.get("height", 0), found.get("seconds", 0.0),
            hashlib.sha256(body).hexdigest(), client_id,
        )
        self.shelf.keep(notes.name, [json.dumps(asdict(facts)).encode()], client_id)
        return target, facts


def open_shaper(chosen: Settings, db: Database, clock: Clock, networks: Networks) -> Shaper:
    """The shaper of an installation, with the media library that it takes from."""
    shelf = Shelf(chosen.data / "media", networks.vault.files)
    fitting = Fitting(networks, shelf)
    library = Library(db, clock, shelf, chosen.media_mb, fitting, MediaAddresses(networks.vault, clock))
    return Shaper(networks, library, fitting, shelf, chosen.own_url, chosen.public_url.rstrip("/"))


def fetch(http: HttpClient, url: str) -> bytes:
    """The bytes of a media address.

    Raises:
        PlatformError: TRANSIENT when it does not answer, MEDIA_REJECTED when it refuses.
    """
    try:
        answer = http.request("GET", url, cap=FETCH_CAP)
    except AgencyError as error:
        raise PlatformError(Failure.TRANSIENT, f"{url} does not answer: {error.message}", field="media") from error
    if answer.status != 200:
        raise PlatformError(
            Failure.MEDIA_REJECTED, f"{url} answered {answer.status}.", field="media", remedy="Check the address of the media."
        )
    return answer.body


def _card(content: ContentView, client_name: str) -> TitleCard:
    return TitleCard(content.title, client_name, content.persona, content.client_id)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 30 else f"{flat[:29]}…"


def _rejected(message: str) -> PlatformError:
    return PlatformError(
        Failure.MEDIA_REJECTED, message, field="media",
        remedy="Use a JPEG or PNG picture, an MP4 video, or a PDF where it is taken.",
    )
