"""What never stands in a log: secrets, by their shape and by their value, and characters that forge lines or colours."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable

HIDDEN = "[hidden]"
LONGEST = 16_384
"""Characters of one text; what is longer is cut after its secrets were taken out."""
MOST_LOOKED_AT = 4 * LONGEST
SHORTEST = 8
"""Shorter values are too common as words to be looked for."""
MOST_KNOWN = 4_096
_NAMES = (
    r"(?:access|refresh|id|auth|page|user|bearer|session|csrf)?_?-?token|(?:client|app|api|consumer|shared)?_?-?secret|"
    r"pass(?:word|wd|phrase)?|app_?password|api_?-?key|authorization|proxy-authorization|(?:set-)?cookie|signature|"
    r"x-amz-signature|appsecret_proof|code_verifier|private_?key|credentials?"
)
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL), HIDDEN),
    (re.compile(r"\[parameters: .*", re.DOTALL), f"[parameters: {HIDDEN}]"),
    (
        re.compile(r"(?i)\b(bearer|basic|dpop|token|oauth)(\s+)(?:(?=[^\s\d]*\d)[\w.~+/=-]{8,}|[\w.~+/=-]{20,})"),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"(://)[^/\s@'\"<>]{1,512}@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(?i)(\b(?:set-)?cookie[\"']?\s{0,3}[=:]\s{0,3}(?:b?[\"'])?)[^\s\"'=;]{1,256}=[^\r\n\"']*"), rf"\1{HIDDEN}"),
    (re.compile(r"((?:__Host-)?agency=)[A-Za-z0-9_-]{20,}"), rf"\1{HIDDEN}"),
    (re.compile(r"(?<![A-Za-z0-9])(ag|pk|rt)_[0-9a-z]{26}\.[A-Za-z0-9_-]+"), rf"\1_{HIDDEN}"),
    (re.compile(r"(?i)((?:/|%2F)r(?:/|%2F))[A-Za-z0-9_-]{20,}"), rf"\1{HIDDEN}"),
    (
        re.compile(
            rf"(?i)((?:(?<![a-z])|(?<=%3F)|(?<=%26))(?:{_NAMES})[\"']?\s{{0,3}}(?:[=:]|%3[DA])\s{{0,3}}(?:b?[\"'])?)"
            r"(?!\[hidden\])[^\s&\"',;})\]]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?i)([?&](?:code|state|sig|key|auth)=)[^\s&\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?"), HIDDEN),
    (re.compile(r"\b(?:EAA[A-Za-z0-9]|ya29\.|xox[abprs]-|gh[pousr]_|sk-|AKIA)[A-Za-z0-9._-]{12,}"), HIDDEN),
    (
        re.compile(r"(?i)(hooks\.slack\.com/services/|/api/webhooks/|/b[o]t\d+:|webhook\.office\.com/|hc-ping\.com/)\S+"),
        rf"\1{HIDDEN}",
    ),
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_known: OrderedDict[str, None] = OrderedDict()
_guard = threading.Lock()


def learn(values: Iterable[str]) -> None:
    """Keep secrets that were just opened or sealed out of the log from now on; only the newest are remembered."""
    with _guard:
        for value in values:
            if len(value) >= SHORTEST:
                _known[value] = None
                _known.move_to_end(value)
        while len(_known) > MOST_KNOWN:
            _known.popitem(last=False)


def hide(text: str) -> str:
    """`text` without what is, or looks like, a secret, and cut to a decent length."""
    text = text[:MOST_LOOKED_AT]
    with _guard:
        known = [value for value in _known if value in text]
    for value in sorted(known, key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    for shape, instead in _SHAPES:
        text = shape.sub(instead, text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ... (cut)"


def encode(text: str) -> str:
    """`text` with every character that could begin a line, move a cursor or turn the writing shown by its number."""
    return _CONTROL.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    char = found.group()
    names = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return names.get(char) or (f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}")
