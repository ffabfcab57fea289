"""The cover of a report in small, as a picture: how a brand will look."""

from __future__ import annotations

from html import escape

from agency_core.analytics.report_words import short

WIDE, TALL = 420, 297


def cover(name: str, client: str, colour: str, footer: str, logo: str) -> str:
    """The upper part of a cover as SVG; `logo` is a `data:` address or empty, the texts may hold anything."""
    mark = (
        '<rect x="24" y="22" width="150" height="62" rx="4" fill="#fff"/>'
        f'<image x="32" y="28" width="134" height="50" href="{escape(logo)}"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {TALL}" width="{WIDE}" height="{TALL}" '
        'font-family="Liberation Sans, Arial, sans-serif">'
        f'<rect width="{WIDE}" height="{TALL}" fill="#fff"/><rect width="{WIDE}" height="205" fill="{escape(colour)}"/>'
        f'{mark if logo else ""}{_text(396, 40, 11, "#fff", short(name, 34), "end")}'
        f'{_text(24, 132, 11, "#fff", "Monthly report on social media")}'
        f'{_text(24, 162, 26, "#fff", short(client, 26), weight=700)}'
        f'{_text(24, 187, 14, "#fff", "October 2026")}{_text(24, 235, 13, colour, "Summary", weight=700)}'
        f'<rect x="24" y="242" width="372" height="1.4" fill="{escape(colour)}"/>'
        f'{_text(24, 281, 9, "#5b6472", short(footer, 84))}'
        f'<rect width="{WIDE}" height="{TALL}" fill="none" stroke="#d9dee6"/></svg>'
    )


def _text(x: int, y: int, size: int, colour: str, words: str, anchor: str = "start", weight: int = 400) -> str:  # noqa: PLR0913
    look = f'font-size="{size}" font-weight="{weight}" fill="{escape(colour)}" text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" {look}>{escape(words)}</text>'
