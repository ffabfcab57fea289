"""What lies on the Studio's desk: the words as typed, apart from the words as stored, so that neither is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from agency_core.domain.content import ContentChanges, ContentType, ContentView, FollowUpText, MediaItem, NewContent, Priority
from agency_core.domain.media import file_of
from agency_core.domain.platform import Platform
from agency_core.ui.moments import moment_of, wall

TITLE, BODY, TYPE, PLATFORMS = "studio_title", "studio_body", "studio_type", "studio_platforms"
AGENT, LINK, WALL, MEDIA = "studio_agent", "studio_link", "studio_wall", "studio_media"
FOLLOW, PRIORITY = "studio_follow", "studio_priority"
TOPIC, CAMPAIGN = "studio_topic", "studio_campaign"
_OPTION, _OWN, _TEXT = "studio_option_", "studio_own_", "studio_text_"
_OPEN, _SEEN, _CLEAN, _DESK = "studio_open", "studio_seen", "studio_clean", "studio_desk"


@dataclass(frozen=True)
class Sheet:
    """Content as it stands in the fields; `planned` is naive, in the client's zone, `options` are (platform, name, choice)."""

    content_type: str = ContentType.TEXT_POST
    title: str = ""
    body: str = ""
    platforms: tuple[str, ...] = ()
    agent_id: str = ""
    link: str = ""
    media: tuple[MediaItem, ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    planned: datetime | None = None
    options: tuple[tuple[str, str, str], ...] = ()
    follow_ups: tuple[FollowUpText, ...] = ()
    priority: int = Priority.NORMAL
    topic: str = ""
    campaign: str = ""

    def text_for(self, platform: str) -> str:
        """The words for a platform: its own, or the body."""
        return dict(self.variants).get(platform) or self.body

    def as_new(self, client_id: str, zone: ZoneInfo) -> NewContent:
        """The sheet as a proposal.

        Raises:
            Invalid: the planned time does not exist.
        """
        return replace(self.draft(client_id), scheduled_time=moment_of(self.planned, zone))

    def draft(self, client_id: str) -> NewContent:
        """The sheet as a proposal without its time, for checks."""
        return NewContent(
            content_type=ContentType(self.content_type), title=self.title, content_body=self.body,
            target_platforms=self.platforms, creator_agent_id=self.agent_id, link=self.link, media=self.media,
            variants=dict(self.variants), options=self._options(), follow_ups=self.follow_ups, priority=self.priority,
            client_id=client_id, topic=self.topic, campaign=self.campaign,
        )

    def _options(self) -> dict[str, dict[str, str]]:
        chosen: dict[str, dict[str, str]] = {}
        for platform, name, choice in self.options:
            chosen.setdefault(platform, {})[name] = choice
        return chosen

    def as_changes(self, zone: ZoneInfo, revision: int, *, with_time: bool) -> ContentChanges:
        """The sheet as an edit of `revision`; the time is left alone unless `with_time`.

        Raises:
            Invalid: the planned time does not exist.
        """
        new = self.as_new("", zone) if with_time else self.draft("")
        return ContentChanges(
            title=new.title, content_body=new.content_body, content_type=new.content_type,
            target_platforms=new.target_platforms, link=new.link, media=new.media, variants=new.variants,
            options=new.options, follow_ups=new.follow_ups, priority=new.priority, scheduled_time=new.scheduled_time,
            clear_scheduled_time=with_time and new.scheduled_time is None, revision=revision, topic=new.topic,
            campaign=new.campaign,
        )


def of_content(content: ContentView, zone: ZoneInfo) -> Sheet:
    """Stored content as a sheet."""
    return Sheet(
        content.content_type, content.title, content.content_body, content.target_platforms, content.creator_agent_id,
        content.link, content.media, tuple(sorted(content.variants.items())), wall(content.scheduled_time, zone),
        tuple(sorted((of, name, choice) for of, chosen in content.options.items() for name, choice in chosen.items())),
        content.follow_ups, content.priority, content.topic, content.campaign,
    )


def lay_out(client_id: str, content: ContentView | None, zone: ZoneInfo) -> None:
    """Put content (None: an empty sheet) into the fields, unless it lies there already; what lay there is kept aside."""
    state = st.session_state
    wanted = content.id if content else f"new:{client_id}"
    if state.get(_OPEN) == wanted and TITLE in state:
        if content and content.revision != state[_SEEN] and not changed():
            _fill(content, zone)
        return
    desk: dict[str, dict[str, Any]] = state.setdefault(_DESK, {})
    if _OPEN in state and TITLE in state and changed():
        desk[state[_OPEN]] = {key: state[key] for key in state if _is_field(key)}
    aside = desk.pop(wanted, None)
    for key in [key for key in state if _is_field(key)]:
        del state[key]
    if aside:
        state.update(aside)
    else:
        _fill(content, zone)
    state[_OPEN] = wanted


def read() -> Sheet:
    """The sheet as the fields show it now."""
    state = st.session_state
    rows = [(medium(row), state.get(f"{MEDIA}_alt_{row}", "")) for row in state.get(MEDIA, ())]
    own = [(name, state.get(own_text(name), "")) for name in sorted(Platform) if state.get(own_switch(name))]
    after = [(state.get(follow_text(row), ""), state.get(follow_on(row)) or ()) for row in state.get(FOLLOW, ())]
    return Sheet(
        state[TYPE], state[TITLE] or "", state[BODY] or "", tuple(state[PLATFORMS]), state[AGENT], (state[LINK] or "").strip(),
        tuple(MediaItem(url.strip(), alt.strip()) for url, alt in rows if url.strip()),
        tuple((name.value, text) for name, text in own if text.strip()), state[WALL],
        _options(), tuple(FollowUpText(text, tuple(on)) for text, on in after if text.strip()), state[PRIORITY],
        " ".join((state[TOPIC] or "").split()), " ".join((state[CAMPAIGN] or "").split()),
    )


def changed() -> bool:
    """Whether the fields differ from what was last loaded or saved."""
    return read() != st.session_state.get(_CLEAN)


def words_changed() -> bool:
    """Whether anything but the planned time differs from what was last loaded or saved."""
    clean = st.session_state.get(_CLEAN)
    return clean is None or replace(read(), planned=None) != replace(clean, planned=None)


def seen() -> int:
    """The revision that the fields were filled from; 0 for a new sheet."""
    return int(st.session_state.get(_SEEN, 0))


def accept(content_id: str) -> None:
    """Let the next run fill the fields with what is stored under `content_id`: after saving, or to drop what was typed."""
    st.session_state[_OPEN], st.session_state[_SEEN], st.session_state[_CLEAN] = content_id, -1, read()


def insist(content: ContentView, zone: ZoneInfo) -> None:
    """Keep the typed words although `content` was stored meanwhile; the next save replaces it."""
    st.session_state[_SEEN], st.session_state[_CLEAN] = content.revision, of_content(content, zone)


def medium(row: int) -> str:
    """The address in a row of media. One of the library has a key that no field ever had: a field would take it away."""
    state = st.session_state
    return state.get(f"{MEDIA}_kept_{row}", "") or state.get(f"{MEDIA}_url_{row}", "") or ""


def place(row: int, item: MediaItem) -> None:
    """Put a medium into a row."""
    state, is_kept = st.session_state, bool(file_of(item.url))
    state[f"{MEDIA}_kept_{row}"] = item.url if is_kept else ""
    state[f"{MEDIA}_url_{row}"], state[f"{MEDIA}_alt_{row}"] = "" if is_kept else item.url, item.alt_text


def own_switch(platform: str) -> str:
    """Key of the switch that gives a platform a text of its own."""
    return f"{_OWN}{platform}"


def own_text(platform: str) -> str:
    """Key of the text of a platform's own."""
    return f"{_TEXT}{platform}"


def option(platform: str, name: str) -> str:
    """Key of a choice on a platform; empty while it is left as the platform has it."""
    return f"{_OPTION}{platform}_{name}"


def follow_text(row: int) -> str:
    """Key of a text that follows the post."""
    return f"{FOLLOW}_text_{row}"


def follow_on(row: int) -> str:
    """Key of the platforms that a text which follows is kept to."""
    return f"{FOLLOW}_on_{row}"


def _options() -> tuple[tuple[str, str, str], ...]:
    state = st.session_state
    chosen = [(str(key).removeprefix(_OPTION).partition("_"), state[key]) for key in state if str(key).startswith(_OPTION)]
    return tuple(sorted((platform, name, choice) for (platform, _, name), choice in chosen if choice))


def _fill(content: ContentView | None, zone: ZoneInfo) -> None:
    sheet = of_content(content, zone) if content else Sheet()
    state = st.session_state
    state[TYPE], state[TITLE], state[BODY], state[PLATFORMS] = (
        sheet.content_type, sheet.title, sheet.body, list(sheet.platforms),
    )
    state[AGENT], state[LINK], state[WALL] = sheet.agent_id, sheet.link, sheet.planned
    state[MEDIA] = list(range(len(sheet.media)))
    for row, item in enumerate(sheet.media):
        place(row, item)
    texts = dict(sheet.variants)
    for name in Platform:
        state[own_switch(name)], state[own_text(name)] = name in texts, texts.get(name, "")
    for of, chosen, value in sheet.options:
        state[option(of, chosen)] = value
    state[FOLLOW], state[PRIORITY] = list(range(len(sheet.follow_ups))), int(sheet.priority)
    state[TOPIC], state[CAMPAIGN] = sheet.topic or None, sheet.campaign or None
    for row, each in enumerate(sheet.follow_ups):
        state[follow_text(row)], state[follow_on(row)] = each.text, list(each.platforms)
    state[_SEEN], state[_CLEAN] = (content.revision if content else 0), sheet


def _is_field(key: object) -> bool:
    singles = {TITLE, BODY, TYPE, PLATFORMS, AGENT, LINK, WALL, MEDIA, FOLLOW, PRIORITY, TOPIC, CAMPAIGN, _SEEN, _CLEAN}
    rows = (f"{MEDIA}_kept_", f"{MEDIA}_url_", f"{MEDIA}_alt_", f"{FOLLOW}_text_", f"{FOLLOW}_on_", _OPTION, _OWN, _TEXT)
    return isinstance(key, str) and (key in singles or key.startswith(rows))
