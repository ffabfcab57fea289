"""How the engine is known when it calls the sandbox of its own agency: by a word that only holders of the key file can say."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator

from agency_core.security.sealing import Keyring, purpose_key
from agency_core.services.vault import Vault
from agency_core.store import key_file

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
        """Whether the engine of this agency called: also one that has not seen yet, or saw before, that the key was changed."""
        if not word:
            return False
        return _same(word, self._said()) or any(_same(word, each) for each in self._of_the_file())

    def _of_the_file(self) -> Iterator[str]:
        ring = key_file.read(self._vault.path)
        return (_word(ring, name) for name in ring.ids) if ring else iter(())

    def _said(self) -> str:
        with self._guard:
            if not self._word:
                ring = self._vault.ring()
                self._word = _word(ring, ring.ids[0])
            return self._word


def _word(ring: Keyring, name: str) -> str:
    return purpose_key(ring, "own calls", name).hex()


def _same(word: str, known: str) -> bool:
    return secrets.compare_digest(word.encode(), known.encode())
