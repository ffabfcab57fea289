"""The client: sends one request and brings back one small answer, or says truthfully why there is none."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agency_core.errors import Invalid
from agency_core.http_client.failures import AddressRefused, AnswerLost, NothingSent
from agency_core.observe import traces

if TYPE_CHECKING:
    import requests

DEADLINE_SECONDS = 30.0
CAP_BYTES = 5_000_000
_PIECE_BYTES = 65_536
_log = logging.getLogger(__name__)

_FileTuple = tuple[str, bytes, str]


@dataclass(frozen=True)
class Call:
    """What goes with a request. Its body is one of `json`, `data` (bytes or fields), `files` (name, bytes, type)."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    data: bytes | Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, _FileTuple] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers (names in lower case) and the decompressed body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    def json(self) -> Any:  # noqa: ANN401 - JSON has no narrower type
        """The body as JSON.

        Raises:
            AnswerLost: it is not JSON (NaN and infinities are not JSON); an answer that cannot be read is no answer.
        """
        try:
            return json.loads(self.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise AnswerLost(f"The answer (status {self.status}) cannot be read as JSON.") from None


class HttpClient:
    """Calls other machines for all threads of this process. Redirects are returned, never followed."""

    def __init__(
        self, allowed_hosts: frozenset[str] = frozenset(), own: Mapping[str, Callable[[], Mapping[str, str]]] = {}
    ) -> None:
        """Set up; nothing is imported or opened before the first call.

        Args:
            allowed_hosts: hosts in private networks that may be called, as `host:port`, or `host` for any port.
            own: headers that go with each call to a host of our own, by `host:port`.
        """
        self._allowed = allowed_hosts
        self._own = own
        self._lock = threading.Lock()
        self._session: requests.Session | None = None

    def request(
        self,
        method: str,
        url: str,
        call: Call | None = None,
        *,
        deadline: float = DEADLINE_SECONDS,
        cap: int = CAP_BYTES,
    ) -> Answer:
        """Send one request, once, and read its whole answer.

        Args:
            method: the HTTP method.
            url: an http or https address; percent-encoding in it is kept.
            call: headers, parameters and body.
            deadline: seconds for everything from connecting to the last byte (looking up the host's name comes on top).
            cap: how many bytes the decompressed body may have.

        Raises:
            Invalid: not an http address.
            NothingSent: the host was not reached; AddressRefused when it lies in a private network.
            AnswerLost: the request left, but no complete answer of a decent size came in time.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Invalid("This is not an http address.", field="url")
        from agency_core.http_client.transport import Flight, flying

        flight = Flight(time.monotonic() + deadline, self._allowed)
        wanted = call or Call()
        if parts.netloc in self._own:
            wanted = replace(wanted, headers={**wanted.headers, **self._own[parts.netloc]()})
        session = self._opened()
        import requests
        import urllib3

        try:
            with flying(flight), traces.span("call", method=method, host=parts.hostname):
                answer = _exchange(session, (method, url, wanted), flight.left, cap)
            _log.debug("%s %s answered %s", method, parts.hostname, answer.status)
            return answer
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, _TooBig) as error:
            what = f"{method} {parts.hostname}{parts.path}: {_in_words(error)}"
        # Raised outside the handler: the original carries the whole address, and addresses can carry tokens.
        if flight.forbidden:
            raise AddressRefused(f"{flight.forbidden}.", remedy="Use an address that can be reached from everywhere.")
        if not flight.sent:
            raise NothingSent(f"{parts.hostname} could not be reached ({what}).")
        raise AnswerLost(f"No usable answer came back ({what}).")

    def close(self) -> None:
        """Close the connections that are kept open; a later call opens new ones."""
        with self._lock:
            if self._session is not None:
                self._session.close()
                self._session = None

    def _opened(self) -> requests.Session:
        with self._lock:
            if self._session is None:
                from agency_core.http_client.transport import new_session

                self._session = new_session()
            return self._session


def encoded(method: str, url: str, call: Call) -> tuple[str, Mapping[str, str], bytes]:
    """Address, headers and body of a request as they would be sent; nothing is."""
    import requests

    asked = requests.Request(
        method, url, headers=dict(call.headers), params=dict(call.params), json=call.json, data=call.data,
        files=dict(call.files) if call.files else None,
    ).prepare()
    body = asked.body.encode() if isinstance(asked.body, str) else bytes(asked.body or b"")
    return asked.url or url, {str(name): str(value) for name, value in asked.headers.items()}, body


class _TooBig(Exception):
    """The answer is larger than its cap."""


def _in_words(error: Exception) -> str:
    """What went wrong, without anything from the error's own text, which may hold the whole address."""
    if isinstance(error, _TooBig):
        return "the answer is too large"
    return "no complete answer in time" if "Timeout" in type(error).__name__ else "the connection broke or could not be made"


def _exchange(session: requests.Session, asked: tuple[str, str, Call], left: Any, cap: int) -> Answer:  # noqa: ANN401
    method, url, call = asked
    with session.request(
        method, url, headers=call.headers, params=call.params, json=call.json, data=call.data, files=call.files,
        timeout=left(), allow_redirects=False, stream=True,
    ) as response:
        pieces: list[bytes] = []
        size = 0
        while piece := response.raw.read1(_PIECE_BYTES, decode_content=True):
            size += len(piece)
            if size > cap:
                raise _TooBig
            pieces.append(piece)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, b"".join(pieces))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
