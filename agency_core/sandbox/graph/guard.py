"""What the Graph interface checks on every call, and how it says no."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.graph.multipart import uploaded
from agency_core.sandbox.tokens import TokenState, end, parsed, state_of

VERSION = "v26.0"
_OTHER_VERSIONS = {Platform.THREADS: "v1.0"}
PERSON = "u"
"""The profile in a token begins with this when it is a person's, who looks after the Page or account of that number."""
AUTH_FIELDS = frozenset({"access_token", "appsecret_proof"})
USAGE = {"x-app-usage": json.dumps({"call_count": 3, "total_time": 2, "total_cputime": 2})}


@dataclass(frozen=True)
class GraphError:
    """An error as the Graph interface tells it; `user_text` follows the reader's language and means nothing to a program."""

    code: int
    subcode: int = 0
    message: str = "Invalid parameter"
    user_text: str = ""
    kind: str = "OAuthException"
    status: int = 400
    transient: bool = False


MISSING = GraphError(100, 33, "Unsupported request. Object does not exist or cannot be loaded", kind="GraphMethodException")


def refusal(error: GraphError, headers: Mapping[str, str] | None = None) -> Refusal:
    """A refusal in the envelope of the Graph interface."""
    body = {
        "message": error.message,
        "type": error.kind,
        "code": error.code,
        "is_transient": error.transient,
        "fbtrace_id": "AsandboxTrace",
    }
    if error.subcode:
        body["error_subcode"] = error.subcode
    if error.user_text:
        body["error_user_msg"] = error.user_text
    return Refusal(json_reply(error.status, {"error": body}, {**USAGE, **(headers or {})}))


def invalid(message: str, subcode: int = 0) -> Refusal:
    """A refusal of a parameter."""
    return refusal(GraphError(100, subcode, f"(#100) {message}"))


def rate_limited(kind: str, code: int) -> Callable[[float], Reply]:
    """What a network answers to too many calls: the business header says in how many minutes to come back."""

    def answer(seconds: float) -> Reply:
        minutes = max(1, round(seconds / 60))
        usage = {"type": kind, "call_count": 100, "total_cputime": 40, "total_time": 60}
        header = {"17841400000000000": [{**usage, "estimated_time_to_regain_access": minutes}]}
        error = GraphError(code, message=f"(#{code}) There have been too many calls to this account")
        return refusal(error, {"x-business-use-case-usage": json.dumps(header)}).reply

    return answer


def platform_of(call: Incoming) -> Platform:
    """The network that was called."""
    return Platform(call.params["platform"])


def admitted(call: Incoming, tx: Connection) -> SandboxToken:
    """Whose call this is.

    Raises:
        Refusal: another version than the one we speak (the real network would serve it silently), or no accepted token.
    """
    platform = platform_of(call)
    version = _OTHER_VERSIONS.get(platform, VERSION)
    if call.params.get("version", version) != version:
        raise refusal(GraphError(2635, message=f"(#2635) You are calling {call.params['version']}; speak {version}"))
    text = token_text(call)
    if not text:
        raise refusal(GraphError(2500, message="An active access token must be used"))
    token = parsed(text, platform)
    if token is None:
        raise refusal(GraphError(190, message="Invalid OAuth access token - Cannot parse access token"))
    if call.suffers("expire_token"):
        end(tx, token, TokenState.EXPIRED)
    if call.suffers("revoke_token"):
        end(tx, token, TokenState.REVOKED)
    demand_live(state_of(tx, token))
    return token


def demand_live(state: TokenState) -> None:
    """Go on only with a token that is accepted.

    Raises:
        Refusal: it has ended.
    """
    if state is TokenState.EXPIRED:
        raise refusal(GraphError(190, 463, "Error validating access token: Session has expired"))
    if state is TokenState.REVOKED:
        raise refusal(GraphError(190, 460, "Error validating access token: The session has been invalidated"))


def token_text(call: Incoming) -> str:
    """The token as sent: in a header, in the address or in the form."""
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    if scheme in {"Bearer", "OAuth"} and text:
        return text
    return call.asked().get("access_token") or call.form().get("access_token", "")


def several(text: str) -> list[str]:
    """A list as the Graph interface takes it: in JSON, or with commas."""
    return [entry for entry in re.split(r"[\s,\[\]\"]+", text) if entry]


def own_node(call: Incoming, token: SandboxToken) -> str:
    """The account in the address, when it is the token's own; a person's own token does not act as a Page.

    Raises:
        Refusal: it is another one.
    """
    if token.profile_id == f"{PERSON}{call.params['node']}":
        raise refusal(GraphError(200, message="(#200) A token of the Page itself is needed for this", status=403))
    if call.params["node"] not in {token.profile_id, "me"}:
        raise refusal(MISSING)
    return token.profile_id


def parameters(call: Incoming) -> dict[str, str]:
    """What was sent in the address and in the form, without what only proves who sends it."""
    sent = {**call.asked(), **call.form(), **uploaded(call).fields}
    return {name: value for name, value in sent.items() if name not in AUTH_FIELDS}


def only(sent: Mapping[str, str], known: frozenset[str]) -> None:
    """Go on only with parameters that exist.

    Raises:
        Refusal: one does not.
    """
    unknown = sorted(set(sent) - known)
    if unknown:
        raise invalid(f"{unknown[0]} is not a known parameter")
