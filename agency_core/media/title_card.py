"""A picture for networks that publish nothing without one: the title, set large on the persona's colour."""

from __future__ import annotations

import hashlib
import os
import textwrap
from dataclasses import dataclass
from pathlib import Path

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
    """What a card shows: the title, the client's name below it, in the colours of a persona."""

    title: str
    client: str
    persona: str

    @property
    def name(self) -> str:
        """File name of the card: the same words give the same name."""
        digest = hashlib.sha256(f"1|{self.title}|{self.client}|{self.persona}".encode()).hexdigest()
        return f"card-{digest[:32]}.jpg"

    def draw(self, folder: Path) -> Path:
        """Draw the card as a JPEG of 1080 x 1080 pixels into `folder`, once; its path."""
        target = folder / self.name
        if target.exists():
            return target
        from PIL import Image, ImageDraw, ImageFont

        dark, light = _COLOURS.get(self.persona, _PLAIN)
        image = Image.new("RGB", (SIZE, SIZE), light)
        pen = ImageDraw.Draw(image)
        pen.rectangle((0, 0, 36, SIZE), fill=dark)
        size = 84 if len(self.title) <= 60 else 64 if len(self.title) <= 120 else 48
        lines = textwrap.wrap(self.title, width=int(1500 / size))[:10]
        pen.multiline_text((108, 150), "\n".join(lines), font=ImageFont.load_default(size), fill=dark, spacing=size // 3)
        pen.text((108, SIZE - 150), self.client, font=ImageFont.load_default(40), fill=dark)
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.part")
        image.save(part, "JPEG", quality=88)
        part.replace(target)
        return target


def picture_size(path: Path) -> tuple[int, int, str]:
    """Width and height in pixels and the MIME type of a picture file.

    Raises:
        OSError: it is not a picture.
    """
    from PIL import Image

    with Image.open(path) as image:
        return image.width, image.height, Image.MIME.get(image.format or "", "application/octet-stream")
