"""A picture for networks that publish nothing without one: the title, set large on the persona's colour."""

from __future__ import annotations

import hashlib
import io
import textwrap
from dataclasses import dataclass
from typing import BinaryIO

SIZE = 1080
_COLOURS = {
    "strategic_storyteller": ("#143D89", "#EAF1FE"),
    "creative_catalyst": ("#7A3E00", "#FFF1E3"),
    "community_builder": ("#0A5C3A", "#E6F6EE"),
    "data_decoder": ("#4B2B94", "#F1EBFC"),
}
_PLAIN = ("#2B3648", "#F4F6FA")


@dataclass(frozen=True)
class TitleCard:
    """What a card shows: the title, the client's name below it, in the colours of a persona; `owner` is the client's id."""

    title: str
    client: str
    persona: str
    owner: str

    @property
    def name(self) -> str:
        """File name of the card: the same words give the same name."""
        digest = hashlib.sha256(f"2|{self.owner}|{self.title}|{self.client}|{self.persona}".encode()).hexdigest()
        return f"card-{digest[:32]}.jpg"

    def drawn(self) -> bytes:
        """The card as a JPEG of 1080 x 1080 pixels."""
        from PIL import Image, ImageDraw, ImageFont

        dark, light = _COLOURS.get(self.persona, _PLAIN)
        image = Image.new("RGB", (SIZE, SIZE), light)
        pen = ImageDraw.Draw(image)
        pen.rectangle((0, 0, 36, SIZE), fill=dark)
        size = 84 if len(self.title) <= 60 else 64 if len(self.title) <= 120 else 48
        lines = textwrap.wrap(self.title, width=int(1500 / size))[:10]
        pen.multiline_text((108, 150), "\n".join(lines), font=ImageFont.load_default(size), fill=dark, spacing=size // 3)
        pen.text((108, SIZE - 150), self.client, font=ImageFont.load_default(40), fill=dark)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=88)
        return out.getvalue()


def picture_size(file: BinaryIO) -> tuple[int, int, str]:
    """Width and height in pixels and the MIME type of an open picture file.

    Raises:
        OSError: it is not a picture.
    """
    from PIL import Image

    with Image.open(file) as image:
        return image.width, image.height, Image.MIME.get(image.format or "", "application/octet-stream")
