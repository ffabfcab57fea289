"""How the Graph interface is called: addresses, the token in a header, and answers that are either good or raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from agency_core.domain.publishing import Account, PlatformError
from agency_core.http_client import Answer, Call
from agency_core.platforms.base import Context
from agency_core.platforms.graph.errors import Refusals, classified, said
from agency_core.platforms.graph.usage import noted
from agency_core.platforms.wire import CALL_SECONDS, Ask, body_of, refused, send


def node(object_id: str, edge: str = "") -> str:
    """An object's path, or that of one of its edges."""
    return f"{quote(object_id, safe='')}/{edge}" if edge else quote(object_id, safe="")


def token_header(account: Account, scheme: str = "Bearer") -> dict[str, str]:
    """The token goes in a header, never in an address: addresses end in logs."""
    return {"Authorization": f"{scheme} {account.access_token}"}


@dataclass(frozen=True)
class Graph:
    """One network's part of the Graph interface: the version we speak there, and what its refusals mean."""

    version: str
    refusals: Refusals

    @property
    def name(self) -> str:
        """The network's name for people."""
        return self.refusals.network

    def address(self, ctx: Context, path: str, host: str = "") -> str:
        """The address of an object or edge, with the version; `host` where it is not the account's own."""
        return f"{(host or ctx.account.base_url).rstrip('/')}/{self.version}/{path}"

    def reading(self, ctx: Context, path: str, params: Mapping[str, str], seconds: float = CALL_SECONDS) -> Ask:
        """A question."""
        return Ask("GET", self.address(ctx, path), Call(token_header(ctx.account), params), seconds=seconds)

    def writing(self, ctx: Context, path: str, form: Mapping[str, str], *, commit: bool = False) -> Ask:
        """A form that changes something."""
        return Ask("POST", self.address(ctx, path), Call(token_header(ctx.account), data=form), commit=commit)

    def deleting(self, ctx: Context, path: str) -> Ask:
        """A removal."""
        return Ask("DELETE", self.address(ctx, path), Call(token_header(ctx.account)))

    def fetched(self, ctx: Context, asked: Ask) -> dict[str, Any]:
        """The JSON object of a good answer.

        Raises:
            PlatformError: classified.
        """
        answer = send(ctx.http, asked)
        noted(answer, ctx)
        if not answer.ok or said(answer):
            raise refused(self.failed(ctx, answer), asked)
        return body_of(answer, asked)

    def failed(self, ctx: Context, answer: Answer) -> PlatformError:
        """The failure that an answer with an error stands for."""
        return classified(answer, ctx.clock.now(), self.refusals)
