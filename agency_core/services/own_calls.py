"""How the engine is known when it calls the sandbox of its own agency: by a word that only holders of the key file can say."""

from __future__ import annotations

import secrets
import threading

from agency_core.security.sealing import purpose_key
from agency_core.services.vault import Vault

HEADER = "x-own-call"


class OwnCalls:
    """Says the word, and knows it when it is said."""

    def __init__(self, vault: Vault) -> None:
        """The word comes from the key of `vault`, which is read when it is first needed."""
        self._vault = vault
        self._guard = threading.Lock()
        self._word = ""

    def headers(self) -> dict[str, str]:
        """What goes with a call."""
        return {HEADER: self._said()}

    def is_ours(self, word: str) -> bool:
        """Whether the engine of this agency called."""
        return bool(word) and secrets.compare_digest(word.encode(), self._said().encode())

    def _said(self) -> str:
        with self._guard:
            if not self._word:
                self._word = purpose_key(self._vault.ring(), "own calls").hex()
            return self._word
