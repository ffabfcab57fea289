"""What Facebook's own codes mean, beside those of the whole Graph interface."""

from __future__ import annotations

from agency_core.domain.publishing import Failure
from agency_core.platforms.graph.errors import Refusals

BAD_OFFSET = 1363037
"""A piece of a video began at the wrong place; the answer names the right one."""
_PUBLISHING_AUTHORIZATION = 1404078
_LINK_NOT_READ = 1609005
_BY_NUMBER = {
    1363019: Failure.TRANSIENT,
    1363030: Failure.TRANSIENT,
    1363033: Failure.TRANSIENT,
    BAD_OFFSET: Failure.TRANSIENT,
    1363041: Failure.MEDIA_EXPIRED,
    1366046: Failure.MEDIA_REJECTED,
    1366051: Failure.DUPLICATE_CONTENT,
    1390008: Failure.ACCOUNT_RESTRICTED,
    _PUBLISHING_AUTHORIZATION: Failure.PERMISSION_DENIED,
    _LINK_NOT_READ: Failure.CONTENT_REJECTED,
}
"""Facebook tells these as a subcode, and some of them as a code of their own."""

REFUSALS = Refusals(
    network="Facebook",
    by_subcode=_BY_NUMBER,
    by_code={
        **_BY_NUMBER,
        324: Failure.MEDIA_REJECTED,
        368: Failure.ACCOUNT_RESTRICTED,
        506: Failure.DUPLICATE_CONTENT,
        6000: Failure.MEDIA_REJECTED,
    },
    fields={(_LINK_NOT_READ, 0): "link", (100, _LINK_NOT_READ): "link"},
    remedies={
        Failure.ACCOUNT_RESTRICTED: "Open the Page on Facebook and see why it may not post for now.",
        Failure.DUPLICATE_CONTENT: "Change the words: Facebook takes the same post only once in a row.",
        Failure.PERMISSION_DENIED: (
            "Connect the Page again and grant the permission to publish; Facebook may also ask its people to prove who they are."
        ),
    },
)
