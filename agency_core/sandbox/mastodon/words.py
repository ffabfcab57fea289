"""A text on Mastodon: how long it counts, and the HTML in which it is told."""

from __future__ import annotations

import re
from html import escape

_LINK = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+[^\s<>\"]*", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'\""
_NOBODY = "nobody."
_MENTION = re.compile(r"(?<![/\w])@(\w+)@([\w-]+(?:\.[\w-]+)+)")
_SHOWN = 30
_TOKENS = re.compile(rf"(?P<link>{_LINK.pattern})|(?P<mention>{_MENTION.pattern})|(?<!\w)#(?P<tag>\w+)", re.IGNORECASE)


def counted(text: str) -> int:
    """The characters of `text`: 23 for a link, only the name of a mention."""
    total, at = 0, 0
    for found in _TOKENS.finditer(text):
        total += found.start() - at
        if found["link"]:
            link = _trimmed(found["link"])
            total += 23 + len(found["link"]) - len(link)
        elif found["mention"]:
            total += len(found["mention"].split("@")[1]) + 1
        else:
            total += len(found[0])
        at = found.end()
    return total + len(text) - at


def html(text: str, base: str) -> str:
    """`text` in paragraphs; links are cut for the eye, and mentions of people known here lose their server."""
    paragraphs = re.split(r"\n{2,}", text.strip())
    lines = "</p><p>".join("<br />".join(_line(line, base) for line in part.split("\n")) for part in paragraphs)
    return f"<p>{lines}</p>" if text.strip() else ""


def _line(line: str, base: str) -> str:
    out, at = [], 0
    for found in _TOKENS.finditer(line):
        out += [escape(line[at : found.start()]), _element(found, base)]
        at = found.end()
    return "".join(out) + escape(line[at:])


def _element(found: re.Match[str], base: str) -> str:
    if found["link"]:
        link = _trimmed(found["link"])
        return _link(link) + escape(found["link"][len(link) :])
    if found["mention"]:
        _, user, host = found["mention"].split("@")
        if host.startswith(_NOBODY):
            return escape(found["mention"])
        known = f'<a href="https://{escape(host)}/@{user}" class="u-url mention">@<span>{user}</span></a>'
        return f'<span class="h-card">{known}</span>'
    tag = escape(found["tag"])
    return f'<a href="{escape(base)}/tags/{tag}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'


def _link(link: str) -> str:
    start = len(re.match(r"https?://(?:www\.)?", link, re.IGNORECASE)[0])  # type: ignore[index]
    before, shown, after = link[:start], link[start : start + _SHOWN], link[start + _SHOWN :]
    pieces = (("invisible", before), ("ellipsis" if after else "", shown), ("invisible", after))
    parts = "".join(f'<span class="{kind}">{escape(piece)}</span>' for kind, piece in pieces)
    return f'<a href="{escape(link)}" rel="nofollow noopener" target="_blank">{parts}</a>'


def _trimmed(link: str) -> str:
    return link.rstrip(_TRAILING)
