"""What a server checks on every call, and how it says no: in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.meters import Meter, Window, spend
from agency_core.sandbox.tokens import TokenState, end, parsed, state_of

GENERAL = Window("general", 300, 5 * 60.0)
POSTING = Window("posts", 300, 3 * 3600.0)
UPLOADING = Window("media", 30, 30 * 60.0)
DELETING = Window("deletes", 30, 30 * 60.0)
_FULL = 100
_TEXTS = {
    "token": {"en": "This token is not accepted", "de": "Dieser Zugriff ist nicht gestattet", "ja": "トークンが無効です"},
    "missing": {"en": "There is no such record", "de": "Das gibt es hier nicht", "ja": "見つかりません"},
    "blank": {"en": "Not valid: the text is missing", "de": "Ungültig: Der Text fehlt", "ja": "無効：本文がありません"},
    "long": {"en": "Not valid: the text is too long", "de": "Ungültig: Der Text ist zu lang", "ja": "無効：本文が長すぎます"},
    "field": {"en": "Not valid: {}", "de": "Ungültig: {}", "ja": "無効：{}"},
    "media": {
        "en": "Media {} are not there or belong to a post", "de": "Medium {} fehlt oder gehört zu einem Beitrag",
        "ja": "メディア {} は存在しないか使用済みです",
    },
    "unready": {
        "en": "Media are still being worked on", "de": "Medien werden noch verarbeitet", "ja": "メディアは処理中です",
    },
    "file": {"en": "This file cannot be used", "de": "Diese Datei ist unbrauchbar", "ja": "このファイルは使えません"},
}  # fmt: skip


def refusal(call: Incoming, status: int, what: str, *, named: str = "", headers: Mapping[str, str] | None = None) -> Refusal:
    """A refusal for the reason `what`, in the language of the caller: that of the header, else that of the profile."""
    language = call.headers.get("accept-language", "")[:2].lower()
    if language not in _TEXTS["token"]:
        token = token_of(call)
        language = ("en", "de", "ja")[sum(map(ord, token.profile_id)) % 3] if token else "en"
    return Refusal(json_reply(status, {"error": _TEXTS[what][language].format(named)}, headers))


def rate_limited(seconds: float) -> Reply:
    """What a server answers to too many calls."""
    return json_reply(429, {"error": "Too many requests"}, {"retry-after": str(max(1, round(seconds)))})


def token_of(call: Incoming) -> SandboxToken | None:
    """The token that was sent, whatever became of it."""
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    return parsed(text, Platform.MASTODON) if scheme == "Bearer" else None


def admitted(call: Incoming, tx: Connection) -> SandboxToken:
    """Whose call this is. Tokens do not run out here: one that ended was taken back.

    Raises:
        Refusal: 401 without a token that is accepted.
    """
    token = token_of(call)
    if token is None:
        raise refusal(call, 401, "token")
    if call.suffers("expire_token") or call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    if state_of(tx, token) is not TokenState.LIVE:
        raise refusal(call, 401, "token")
    return token


def metered(place: tuple[Desk, Connection], token: SandboxToken, window: Window) -> dict[str, str]:
    """The headers that tell what is left of `window` after this call.

    Raises:
        Refusal: 429 when nothing was left.
    """
    desk, tx = place
    # A sandbox told to take more (or fewer) posts a day than usual takes as many more (or fewer) of everything.
    limit = max(1, window.limit * desk.manner.daily_posts // _FULL)
    own = Window(window.name, limit, window.seconds)
    meter = spend(tx, Platform.MASTODON, token.profile_id, own, desk.now())
    if meter.over:
        raise Refusal(json_reply(429, {"error": "Too many requests"}, _headers(meter)))
    return _headers(meter)


def _headers(meter: Meter) -> dict[str, str]:
    return {
        "x-ratelimit-limit": str(meter.limit),
        "x-ratelimit-remaining": str(meter.remaining),
        "x-ratelimit-reset": f"{meter.reset:%Y-%m-%dT%H:%M:%S.%fZ}",
    }
