"""What is told about the door: who came in, who was refused, whose roles changed."""

from __future__ import annotations

import logging

from agency_core.domain.actor import Actor

LOG = logging.getLogger(__name__)


class DoorNotes:
    """The one place from which people and sessions tell what happened; never with anything that is secret."""

    def note(
        self, actor: Actor, action: str, *, subject_id: str = "", client_id: str = "", outcome: str = "done", said: str = ""
    ) -> None:
        """Tell that `actor` did (or was refused) `action` to a person or session."""
        LOG.info("%s: %s %s by %s %s %s", action, outcome, subject_id, actor.label, client_id, said)
