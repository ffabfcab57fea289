"""What Instagram's own codes mean, and why a container failed."""

from __future__ import annotations

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.platforms.graph.errors import Refusals, remedy_for

REFUSALS = Refusals(
    network="Instagram",
    by_pair={
        (4, 2207051): Failure.ACCOUNT_RESTRICTED,
        (25, 2207050): Failure.ACCOUNT_RESTRICTED,
        (9, 2207042): Failure.QUOTA_EXHAUSTED,
        (9007, 2207027): Failure.MEDIA_PROCESSING,
        (24, 2207008): Failure.MEDIA_EXPIRED,
        (24, 2207006): Failure.MEDIA_EXPIRED,
        (-2, 2207020): Failure.MEDIA_EXPIRED,
        (-2, 2207003): Failure.TRANSIENT,
        (-1, 2207001): Failure.TRANSIENT,
        (-1, 2207032): Failure.TRANSIENT,
        (-1, 2207053): Failure.TRANSIENT,
        (9004, 2207052): Failure.MEDIA_REJECTED,
        (36000, 2207004): Failure.MEDIA_REJECTED,
        (36001, 2207005): Failure.MEDIA_REJECTED,
        (36003, 2207009): Failure.MEDIA_REJECTED,
        (352, 2207026): Failure.MEDIA_REJECTED,
        (1, 2207057): Failure.CONTENT_REJECTED,
    },
    by_code={36004: Failure.CONTENT_REJECTED},
    fields={(36004, 2207010): "text", (9004, 2207052): "media"},
    remedies={Failure.ACCOUNT_RESTRICTED: "Open the Instagram app and see what the account is asked to do."},
)
_TRANSIENT_IN_CONTAINER = frozenset({2207001, 2207003, 2207006, 2207020, 2207032, 2207053})


def container_failure(status: str) -> PlatformError:
    """Why a container ended in ERROR; `status` holds the subcode as its only number of seven digits.

    What may go better next time needs a new container, because this one stays as it is.
    """
    subcodes = {int(word) for word in "".join(c if c.isdigit() else " " for c in status).split() if len(word) == 7}
    lost = bool(subcodes & _TRANSIENT_IN_CONTAINER)
    failure = Failure.MEDIA_EXPIRED if lost else Failure.MEDIA_REJECTED
    network_code = str(min(subcodes)) if subcodes else "ERROR"
    message = status or "Instagram could not process the media."
    return PlatformError(failure, message, network_code=network_code, field="media", remedy=remedy_for(failure, REFUSALS))
