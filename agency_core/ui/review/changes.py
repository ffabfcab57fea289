"""What changed in content between two looks at it."""

from __future__ import annotations

from agency_core.domain.content import CONTENT_TYPE_LABELS, ContentType, ContentView
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import kit
from agency_core.ui.review.diff import marked
from agency_core.ui.studio.per_platform import choice_words


def changes(before: ContentView, now: ContentView) -> list[str]:
    """Each part that differs, as Markdown: its name, and its words with what is new and what is gone."""
    old, new = _parts(before), _parts(now)
    names = [*new, *(name for name in old if name not in new)]
    return [
        f"**{kit.plain(name)}**  \n{marked(old.get(name, ''), new.get(name, ''))}"
        for name in names if old.get(name, "") != new.get(name, "")
    ]


def _parts(content: ContentView) -> dict[str, str]:
    """Every part that is decided on, in words."""
    named = {
        "Title": content.title, "Text": content.content_body, "Kind": CONTENT_TYPE_LABELS[ContentType(content.content_type)],
        "Platforms": _names(content.target_platforms), "Link": content.link, "Topic": content.topic, "Campaign": content.campaign,
        "Time": f"{content.scheduled_time:%Y-%m-%d %H:%M} UTC" if content.scheduled_time else "",
    }
    named |= {f"{LABELS[Platform(name)]}: its own text": text for name, text in sorted(content.variants.items())}
    for number, each in enumerate(content.follow_ups, 1):
        only = f" (only on {_names(each.platforms)})" if each.platforms else ""
        named[f"Text {number} after the post"] = f"{each.text}{only}"
    for number, item in enumerate(content.media, 1):
        named[f"Medium {number}"] = f"{item.url} {item.alt_text}".strip()
    for name, chosen in sorted(content.options.items()):
        for option, choice in sorted(chosen.items()):
            named[f"{LABELS[Platform(name)]}: {choice_words(option).lower()}"] = choice_words(choice)
    return {name: text for name, text in named.items() if text}


def _names(platforms: tuple[str, ...]) -> str:
    return ", ".join(LABELS[Platform(one)] for one in platforms)
