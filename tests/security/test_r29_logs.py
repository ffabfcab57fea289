"""R29: no secret and no person in addresses and logs; a session's id is redacted; nobody forges a line."""

from __future__ import annotations

import re

import pytest

from agency_core.api.app import create_api
from agency_core.observe.redaction import encode, hide
from tests.house.tree import core, name

SECRET = "hush-4f9b2c77d1e04a55"
FORGED = (
    "\nERROR forged", "\r\nforged", "\x1b[2J\x1b[31mred", "\u2028forged", "\u2029forged", "\x85forged", "\x0bforged", "\x00",
    "\x08\x08",
    "\u202egpj.exe", "\u2066x\u2069", "\x9b31m", "\x7f",
)
IN_ADDRESSES = re.compile(r"(?i)token|secret|password|session|api_?key|code|cookie|jwt|email")
ALLOWED = {"token_id", "session_id", "client_secret"}
"""Parts of addresses that are the name of a thing, and none of its secrets."""


@pytest.mark.parametrize("text", FORGED, ids=ascii)
def test_log_line_cannot_be_forged(text):
    said = encode(f"before {text} after")
    assert said.isprintable()
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"GET /x?access_token={SECRET}", f"Authorization: Bearer {SECRET}", f"Cookie: agency={SECRET}", f"password={SECRET}",
        f'{{"refresh_token": "{SECRET}"}}', f"https://user:{SECRET}@host/", f"?code={SECRET}", f"client_secret: {SECRET}",
        f"session_token={SECRET}", f"set-cookie: __Host-agency={SECRET}",
    ],
)
def test_log_never_says_a_secret(text):
    assert SECRET not in hide(text)


def test_log_has_no_secret_in_addresses_of_the_api():
    """What stands in an address is kept by browsers, proxies and logs: no operation takes a secret or a person there."""
    paths = create_api(lambda: None).openapi()["paths"]
    taken = {
        each["name"] for methods in paths.values() for spec in methods.values() for each in spec.get("parameters", ())
        if each["in"] in {"query", "path"} and IN_ADDRESSES.search(each["name"])
    }
    assert taken - ALLOWED - _of_networks(paths) == set()


def _of_networks(paths):
    """What networks send back to `/logins/.../back`: the code of their own protocol, good once and for us alone."""
    back = [spec for path, methods in paths.items() if path.startswith("/logins/") for spec in methods.values()]
    return {each["name"] for spec in back for each in spec.get("parameters", ())}


def test_log_of_accesses_is_off_in_every_server_that_we_start():
    files = {name(path): path.read_text("utf-8") for path in core()}
    starts = {where: text for where, text in files.items() if re.search(r"uvicorn\.(run|Config)\(", text)}
    assert {where for where, text in starts.items() if not re.search(r"access_log\W{1,4}False", text)} == set()
    assert starts
