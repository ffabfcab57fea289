"""Ping: tell a dead-man's switch on another machine that the engine lives, so that somebody is called when it does not.

The protocol is that of healthchecks: a call to the address means success, `/start` a beginning, `/fail` a failure with its
reason in the body.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

from agency_core.domain.clock import Clock
from agency_core.domain.health import beating, in_words, silence
from agency_core.domain.operations import Health, SystemStatus
from agency_core.errors import AgencyError, Invalid
from agency_core.http_client import Call, HttpClient

SECONDS = 10.0
LONGEST_REASON = 10_000


class PingFailed(AgencyError):
    """The dead-man's switch did not take the ping."""

    code = "ping_failed"
    status = 502


class Ping:
    """Calls the address of a dead-man's switch. Its host may lie in a private network, as the owner named it."""

    def __init__(self, clock: Clock, url: str) -> None:
        """Call `url`; nothing is ever called when it is empty."""
        self._clock = clock
        self._url = url.strip()
        self._http = HttpClient(frozenset({_host(self._url)}))
        self._has_begun = False

    def send(self, status: SystemStatus) -> str:
        """Tell how the system is, within ten seconds; what was told when it was no success.

        Raises:
            Invalid: AGENCY_PING_URL is no http address.
            PingFailed: the switch was reached and refused it.
            NothingSent: it was not reached; AnswerLost: it did not answer in time.
        """
        if not self._url:
            return ""
        if reason := self._trouble(status):
            self._call("fail", reason)
            return f"told that it is down: {reason}"
        if not self._has_begun:
            self._call("start")
            self._has_begun = True
        self._call("")
        return ""

    def _trouble(self, status: SystemStatus) -> str:
        """Why the system is not alive: it is down, or its engine could not write its beat."""
        now, reasons = self._clock.now(), " ".join(status.reasons)
        if status.system_status == Health.DOWN:
            return reasons
        beat = status.scheduler_beat_at
        if beating(now, beat):
            return ""
        quiet = in_words(silence(now, beat) if beat else timedelta())
        return f"The engine has not been able to write that it lives for {quiet}. {reasons}".strip()

    def _call(self, word: str, reason: str = "") -> None:
        parts = urlsplit(self._url)
        path = f"{parts.path.rstrip('/')}/{word}" if word else parts.path
        call = Call(data=reason.encode()[:LONGEST_REASON]) if reason else Call()
        answer = self._http.request(
            "POST" if reason else "GET", urlunsplit(parts._replace(path=path)), call, deadline=SECONDS, cap=100_000
        )
        if not answer.ok:
            raise PingFailed(f"The dead-man's switch answered {answer.status}.", remedy="Check AGENCY_PING_URL.")


def _host(url: str) -> str:
    """Host and port that `url` names.

    Raises:
        Invalid: it is no http address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if url and (not parts.hostname or not port):
        raise Invalid(
            "AGENCY_PING_URL is no http address.", field="AGENCY_PING_URL", remedy="Write https://host/path, or leave it unset."
        )
    return f"{parts.hostname}:{port}"
