"""What a file is, by its first bytes. Names and what a browser claims are not asked."""

from __future__ import annotations

from agency_core.errors import Invalid

HEAD_BYTES = 64
_MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF87a", "image/gif"),
          (b"GIF89a", "image/gif"), (b"%PDF-", "application/pdf"))
_PHONE_PICTURES = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
_TAKEN = "Use a JPEG, PNG, GIF or WebP picture, an MP4, MOV or WebM video, or a PDF."


def kind_of(head: bytes) -> str:
    """The MIME type of a file that begins with `head` (HEAD_BYTES of it, or the whole file when it is shorter).

    Raises:
        Invalid: it is nothing that the library keeps.
    """
    for magic, mime in _MAGIC:
        if head.startswith(magic):
            return mime
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _boxed(head[8:12])
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head:
        return "video/webm"
    raise Invalid("The file is no picture, video or PDF.", field="file", remedy=_TAKEN)


def _boxed(brand: bytes) -> str:
    if brand in _PHONE_PICTURES:
        raise Invalid(
            "The file is a HEIC or AVIF picture, which no network takes.", field="file",
            remedy="Export it as JPEG and upload that.",
        )
    return "video/quicktime" if brand == b"qt  " else "video/mp4"
