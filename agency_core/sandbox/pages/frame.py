"""What is around every page of the sandbox: the document, the ribbon that says what this is, and the headers."""

from __future__ import annotations

from html import escape

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Reply
from agency_core.sandbox.pages.look import look_of
from agency_core.sandbox.pages.style import STYLE, STYLE_HASH

_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": (
        f"default-src 'none'; img-src 'self'; style-src '{STYLE_HASH}'; frame-ancestors 'self'; base-uri 'none'; "
        "form-action 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


def page(status: int, heading: str, note: str, shown: str) -> Reply:
    """A page with `heading` and `note` as text, `shown` as HTML that is escaped already."""
    title = escape(heading)
    return document(status, heading, f'<header class="plain"><h1>{title}</h1><p>{escape(note)}</p></header>{shown}')


def document(status: int, title: str, main: str, name: Platform | None = None) -> Reply:
    """A whole document in the look of a network: `title` as text, `main` as HTML that is escaped already."""
    look = f"{name} in-{look_of(name).layout}" if name else "in-card"
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · Sandbox</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f'<body class="{look}"><p class="ribbon" role="note">Rehearsal: nothing here is public</p>'
        f"<main>{main}</main></body></html>"
    )
    return Reply(status, html.encode("utf-8", "replace"), _HEADERS)
