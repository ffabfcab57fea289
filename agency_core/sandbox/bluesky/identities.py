"""Who is who: a sandbox profile by its number, its DID and its handle."""

from __future__ import annotations

from typing import Any

_DID = "did:plc:"
_HANDLE, _DOMAIN = "sandbox-", ".test"


def did_of(profile_id: str) -> str:
    """The lasting name of a profile."""
    return f"{_DID}{profile_id}"


def handle_of(profile_id: str) -> str:
    """The name people see."""
    return f"{_HANDLE}{profile_id}{_DOMAIN}"


def profile_of(actor: object) -> str:
    """The number of the profile that a DID or handle names; empty when it names none of ours."""
    if not isinstance(actor, str):
        return ""
    name = actor.removeprefix(_DID) if actor.startswith(_DID) else _from_handle(actor.lower())
    return name if name.isdecimal() else ""


def document(profile_id: str, server: str) -> dict[str, Any]:
    """The DID document: it names the server that keeps the account."""
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": server}
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did_of(profile_id),
        "alsoKnownAs": [f"at://{handle_of(profile_id)}"],
        "verificationMethod": [],
        "service": [service],
    }


def _from_handle(handle: str) -> str:
    fits = handle.startswith(_HANDLE) and handle.endswith(_DOMAIN)
    return handle[len(_HANDLE) : -len(_DOMAIN)] if fits else ""
