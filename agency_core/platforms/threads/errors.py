"""What Threads' own codes mean, and why a container failed."""

from __future__ import annotations

from agency_core.domain.publishing import Failure, PlatformError
from agency_core.platforms.graph.errors import Refusals, remedy_for

REFUSALS = Refusals(
    network="Threads",
    by_pair={
        (9, 2207042): Failure.QUOTA_EXHAUSTED,
        (9007, 2207027): Failure.MEDIA_PROCESSING,
        (24, 2207006): Failure.MEDIA_EXPIRED,
        (24, 2207008): Failure.MEDIA_EXPIRED,
        (-2, 2207020): Failure.MEDIA_EXPIRED,
        (4, 2207051): Failure.ACCOUNT_RESTRICTED,
        (25, 2207050): Failure.ACCOUNT_RESTRICTED,
        (9004, 2207052): Failure.MEDIA_REJECTED,
        (36000, 2207004): Failure.MEDIA_REJECTED,
        (36001, 2207005): Failure.MEDIA_REJECTED,
        (36003, 2207009): Failure.MEDIA_REJECTED,
        (352, 2207026): Failure.MEDIA_REJECTED,
    },
    fields={(9004, 2207052): "media"},
    remedies={Failure.ACCOUNT_RESTRICTED: "Open the Threads app and see what the account is asked to do."},
)
_REASONS = {
    "FAILED_DOWNLOADING_VIDEO": Failure.MEDIA_EXPIRED,
    "FAILED_PROCESSING_AUDIO": Failure.MEDIA_REJECTED,
    "FAILED_PROCESSING_VIDEO": Failure.MEDIA_REJECTED,
    "THREADS_API__LINK_LIMIT_EXCEEDED": Failure.CONTENT_REJECTED,
}
"""By the word Threads gives as `error_message`."""
_UNFIT = "INVALID_"
"""How the words begin that say what is wrong with a video: its shape, length, rate or sound."""


def container_failure(reason: str) -> PlatformError:
    """Why a container ended in ERROR. An unknown reason may pass, and needs a new container: this one stays as it is."""
    failure = Failure.MEDIA_REJECTED if reason.startswith(_UNFIT) else _REASONS.get(reason, Failure.MEDIA_EXPIRED)
    message = f"Threads could not use the post: {reason or 'it gives no reason'}."
    field = "text" if failure is Failure.CONTENT_REJECTED else "media"
    return PlatformError(failure, message, network_code=reason or "ERROR", field=field, remedy=remedy_for(failure, REFUSALS))
