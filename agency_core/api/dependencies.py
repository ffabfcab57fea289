"""What routes ask for: the agency, who acts, and the key that makes a repeated creation harmless."""

from __future__ import annotations

from functools import partial
from typing import Annotated, cast

from fastapi import Depends, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from agency_core.agency import Agency
from agency_core.api.asked import address_of, headers_of
from agency_core.domain.actor import LOCAL_OWNER, Actor

ACTOR = "actor"
"""Where the gate leaves, in the state of a request, who it found to be asking."""


async def agency(request: Request) -> Agency:
    """The agency of this process."""
    return cast(Agency, request.app.state.agency())


async def actor(request: Request) -> Actor:
    """Who acts: whom the gate found, else whoever the request itself proves to be; on a machine without sign-in its owner.

    Raises:
        SignInNeeded: people sign in here, and this is nobody that we know.
    """
    return await known(request.scope, request.app.state.agency())


async def known(scope: Scope, asked: Agency) -> Actor:
    """The same for what has only the scope; remembered for the rest of the request."""
    state = scope.setdefault("state", {})
    if ACTOR not in state:
        door = asked.door
        if not door.sessions.needs_sign_in():
            return LOCAL_OWNER
        headers, address = headers_of(scope), address_of(scope)
        found = door.access.recall(headers, address)
        asking = partial(door.access.authenticate, headers, address, scope["method"], is_secure=scope.get("scheme") == "https")
        state[ACTOR] = found or await run_in_threadpool(asking)
    return cast(Actor, state[ACTOR])


TheAgency = Annotated[Agency, Depends(agency)]
TheActor = Annotated[Actor, Depends(actor)]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=255, pattern=r"^[\x20-\x7e]*$",
        description="Send the same key again and nothing is created twice: the first answer's thing comes back.",
    ),
]
