"""Addresses of media that networks fetch: signed for one file, good for a day, and known again by whoever holds the key file."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

from agency_core.domain.clock import Clock
from agency_core.domain.media import ADDRESS, FILE_NAME
from agency_core.security.sealing import purpose_key
from agency_core.services.vault import Vault

HOURS = 24
"""So long an address is good at least; it ends on the hour, so that asking again within the hour gives the same address."""
_PURPOSE, _HOUR, _MOST_TOLD = "media addresses", 3600, 200


class MediaAddresses:
    """Signs addresses of the media folder, and knows those that it signed."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        """The signature comes from the keys of `vault`; one that was replaced is good until its key is dropped."""
        self._vault = vault
        self._clock = clock

    def signed(self, url: str) -> str:
        """`url`, which leads to a file of the media folder, with its end and its proof.

        Raises:
            SetupProblem: the key file cannot be read or made.
        """
        until = (int(self._clock.now().timestamp()) // _HOUR + HOURS + 1) * _HOUR
        ring = self._vault.ring()
        return f"{url}?until={until}&proof={_proof(purpose_key(ring, _PURPOSE), urlsplit(url).path, until)}"

    def is_good(self, path: str, query: str) -> bool:
        """Whether a request for `path` (as it was decoded) shows a proof for this very file that has not ended."""
        name = path.removeprefix(ADDRESS)
        if not path.startswith(ADDRESS) or not FILE_NAME.fullmatch(name) or not 0 < len(query) <= _MOST_TOLD:
            return False
        told = parse_qs(query)
        until, proof = told.get("until", [""]), told.get("proof", [""])
        if len(until) != 1 or len(proof) != 1 or not (until[0].isascii() and until[0].isdigit()):
            return False
        if int(until[0]) <= self._clock.now().timestamp():
            return False
        ring = self._vault.ring()
        keys = (purpose_key(ring, _PURPOSE, key_id) for key_id in ring.ids)
        return any(hmac.compare_digest(_proof(key, path, int(until[0])).encode(), proof[0].encode()) for key in keys)


def _proof(key: bytes, path: str, until: int) -> str:
    return urlsafe_b64encode(hmac.digest(key, f"{path}\n{until}".encode(), "sha256")).decode().rstrip("=")
