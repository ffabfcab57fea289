"""X's way of counting text: a web address is 23, an emoji 2, most letters 1, everything else 2. And what is a web address."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from agency_core.domain.web_endings import ENDINGS

ADDRESS_WEIGHT = 23
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_BREAKS = re.compile("\r\n?")
_LONGEST_ADDRESS = 4096
_MOST_LABELS = 20
"""More dots than any address has; without a bound a text of nothing but dots and letters takes long to look through."""

_INVALID = "\ufffe\ufeff\uffff"
_DIRECTIONS = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_SPACES = "\\x09-\\x0d \\x85\\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_LETTER = f"[^!'#%&()*+,\\\\\\-./:;<=>?@\\[\\]^_{{|}}~${_SPACES}{_INVALID}{_DIRECTIONS}]"
_ACCENTED = (
    "\xc0-\xd6\xd8-\xf6\xf8-\xff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb"
    "\u0300-\u036f\u1e00-\u1eff"
)
_IN_PATH = f"[a-z0-9\u0400-\u04ff{_ACCENTED}!*';:=+,.$/%#\\[\\]\\-\u2013_~@|&]"
_ENDS_PATH = f"[a-z0-9\u0400-\u04ff{_ACCENTED}+\\-=_#/]"
_BRACKETS = f"\\((?:{_IN_PATH}+|{_IN_PATH}*\\({_IN_PATH}+\\){_IN_PATH}*)\\)"
_PATH = f"/(?:(?:{_IN_PATH}|{_BRACKETS})*(?:{_ENDS_PATH}|{_BRACKETS}))?"
_QUERY = "\\?[a-z0-9!?*'@();:&=+$/%#\\[\\]\\-_.,~|]*[a-z0-9\\-_&=#/]"
_BEFORE = f"[^A-Za-z0-9@\uff20$#\uff03{_INVALID}]|[{_DIRECTIONS}]|^"
_SHORTENED = re.compile(f"https?://t\\.co/[a-z0-9]+(?:{_QUERY})?", re.IGNORECASE)

_TONES = "\U0001f3fb-\U0001f3ff"
_SIGN = (
    "\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297"
    "\u3299\U0001f004\U0001f0cf\U0001f170-\U0001f1e5\U0001f201-\U0001f265\U0001f300-\U0001faff"
)
_JOINED = (
    "\u2194\u2195\u2620\u2640\u2642\u2695\u2696\u26a7\u2708\u2744\u2764\u27a1\u2b1b\U0001f308\U0001f32b\U0001f33e\U0001f373"
    "\U0001f37c\U0001f384\U0001f393\U0001f3a4\U0001f3a8\U0001f3eb\U0001f3ed\U0001f430\U0001f466-\U0001f469\U0001f48b\U0001f4a5"
    "\U0001f4a8\U0001f4ab\U0001f4bb\U0001f4bc\U0001f525\U0001f527\U0001f52c\U0001f5e8\U0001f680\U0001f692\U0001f7e9\U0001f7eb"
    "\U0001f91d\U0001f9af-\U0001f9b3\U0001f9ba\U0001f9bc\U0001f9bd\U0001f9d1\U0001f9d2\U0001fa70\U0001fa79"
)
_EMOJI = re.compile(
    "[0-9#*]\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]{2}|[\xa9\xae]\ufe0f"
    f"|[{_SIGN}](?:\ufe0f|[{_TONES}])?(?:[\U000e0020-\U000e007e]+\U000e007f)?(?:\u200d[{_JOINED}](?:\ufe0f|[{_TONES}])?)*"
)


@dataclass(frozen=True)
class Address:
    """A web address in a text: what was written, and where, in characters of the text as `composed` gives it."""

    written: str
    start: int
    end: int

    @property
    def full(self) -> str:
        """The address with its scheme."""
        return self.written if self.written.lower().startswith(("http://", "https://")) else f"http://{self.written}"


def composed(text: str) -> str:
    """`text` as it is counted: in Unicode's composed form (NFC), with one line feed for each break."""
    return _BREAKS.sub("\n", unicodedata.normalize("NFC", text))


def weighted_length(text: str) -> int:
    """The length of `text` on X, where 280 is the most for most people.

    >>> weighted_length("See example.com/a-long-path \U0001f468\u200d\U0001f469\u200d\U0001f467")
    30
    """
    whole = composed(text)
    found = addresses(whole)
    edges = [0, *(edge for each in found for edge in (each.start, each.end)), len(whole)]
    words = [whole[start:end] for place, (start, end) in enumerate(pairwise(edges)) if place % 2 == 0]
    return ADDRESS_WEIGHT * len(found) + sum(_weight(each) for each in words)


def addresses(text: str) -> list[Address]:
    """The web addresses in `text`, which is `composed`, in their order; `example.com` is one, `readme.txt` is none."""
    if "." not in text:
        return []
    found: list[Address] = []
    for match in _address().finditer(text):
        if match["scheme"]:
            found += _with_scheme(match)
        elif match["before"][-1:] not in {"-", "_", ".", "/"}:
            found += _bare(match)
    return found


def _weight(text: str) -> int:
    rest, emoji = _EMOJI.subn("", text)
    return 2 * emoji + len(rest) + len(_HEAVY.findall(rest))


def _with_scheme(match: re.Match[str]) -> list[Address]:
    written = match["url"]
    if not _is_host(match["host"], len(written)):
        return []
    short = _SHORTENED.match(written)
    written = short[0] if short else written
    return [Address(written, match.start("url"), match.start("url") + len(written))]


def _bare(match: re.Match[str]) -> list[Address]:
    """Without a scheme only letters of Latin scripts make an address; the last one in a row of them has the path."""
    if not _is_host(match["host"], len(match["url"])):
        return []
    begin = match.start("host")
    spans = [(begin + each.start(), begin + each.end()) for each in _bare_host().finditer(match["host"])]
    if spans and match["path"]:
        spans[-1] = (spans[-1][0], match.end("url"))
    return [Address(match.string[start:end], start, end) for start, end in spans]


def _is_host(name: str, length: int) -> bool:
    try:
        encoded = name.encode("idna")
    except UnicodeError:
        return False
    return length + len(encoded) - len(name) + len("https://") <= _LONGEST_ADDRESS


@lru_cache(maxsize=1)
def _address() -> re.Pattern[str]:
    label = f"{_LETTER}(?:(?:[_\\-]|{_LETTER}){{0,61}}{_LETTER})?\\."
    name = f"{_LETTER}(?:(?:-|{_LETTER}){{0,61}}{_LETTER})?\\."
    host = f"(?:{label}){{0,{_MOST_LABELS}}}{name}{_ending()}"
    return re.compile(
        f"(?P<before>{_BEFORE})(?P<url>(?P<scheme>https?://)?(?P<host>{host})(?::[0-9]+)?(?P<path>{_PATH})?(?:{_QUERY})?)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _bare_host() -> re.Pattern[str]:
    return re.compile(f"(?:[a-z0-9{_ACCENTED}\\-]+\\.)+{_ending()}", re.IGNORECASE)


def _ending() -> str:
    """Every known ending as one expression, by first letter, because each dot is tried against it."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for ending in sorted(ENDINGS, key=len, reverse=True):
        by_letter[ending[0]].append(ending[1:])
    known = "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return f"(?:(?:{known})(?=[^0-9a-zA-Z@+\\-]|$)|xn--[a-z0-9\\-]+)"
