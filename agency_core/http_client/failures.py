"""How a call to the outside can fail. What matters afterwards is whether the other side may have acted on it."""

from __future__ import annotations

from agency_core.errors import AgencyError


class NothingSent(AgencyError):
    """The other side could not be reached; nothing left this machine."""

    code = "nothing_sent"
    status = 502


class AddressRefused(NothingSent):
    """The address belongs to a private network and may not be called."""

    code = "address_refused"


class AnswerLost(AgencyError):
    """The request was sent, but no usable answer came back: the other side may or may not have acted on it."""

    code = "answer_lost"
    status = 502
