"""What authenticator apps read with a camera, as a picture inside of a page."""

from __future__ import annotations

import segno


def qr_of(address: str) -> str:
    """The address as a picture (an SVG in a data address)."""
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#111827", light="#ffffff"))
