"""What routes ask for: the agency, who acts, and the key that makes a repeated creation harmless."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Header, Request

from agency_core.agency import Agency
from agency_core.domain.actor import LOCAL_OWNER, Actor


async def agency(request: Request) -> Agency:
    """The agency of this process."""
    return cast(Agency, request.app.state.agency())


async def actor() -> Actor:
    """Who acts: in local mode every request acts as the owner of this machine."""
    return LOCAL_OWNER


TheAgency = Annotated[Agency, Depends(agency)]
TheActor = Annotated[Actor, Depends(actor)]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=255, pattern=r"^[\x20-\x7e]*$",
        description="Send the same key again and nothing is created twice: the first answer's thing comes back.",
    ),
]
