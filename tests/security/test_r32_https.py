"""Requirement 32: no open address without TLS; behind Caddy TLS 1.2, HSTS, Secure cookies, a websocket for the signed in."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from agency_core.api.forwarded import Proxies
from agency_core.settings import Settings
from tests.entrance import PASSWORD
from tests.security.closed_desk import ROOT, drawn

FORGED = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: http\r\nForwarded: for=203.0.113.9\r\nX-Agency-User: root"
RECIPE = re.compile(r"```\n(https://localhost:8443 \{.*?\n\})\n```", re.DOTALL)


@pytest.mark.parametrize(
    ("command", "host"),
    [
        (["agency_core", "serve", "--host", "0.0.0.0"], ""), (["agency_core", "sandbox", "--host", "0.0.0.0"], ""),
        (["agency_core", "serve"], "0.0.0.0"), (["agency_core", "serve", "--role", "api"], "0.0.0.0"),
        (["streamlit", "run", "app.py", "--server.port", "8599", "--server.address", "0.0.0.0"], ""),
    ],
)
def test_an_open_address_without_tls_is_refused(tmp_path, command, host):
    environment = os.environ | {"AGENCY_DATA": str(tmp_path), **({"AGENCY_HOST": host} if host else {})}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )
    assert done.returncode == 1
    assert "Without TLS the agency does not listen on 0.0.0.0" in done.stderr


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({}, False), ({"host": "0.0.0.0"}, True), ({"behind_proxy": True}, True), ({"sign_in": "required"}, True),
        ({"host": "::1"}, False),
    ],
)
def test_where_others_could_connect_people_sign_in_from_the_start(tmp_path, changes, asks):
    assert Settings(data=tmp_path, **changes).must_sign_in is asks


@pytest.mark.parametrize(
    ("sender", "addresses", "is_behind", "seen"),
    [
        ("127.0.0.1", [], True, ("https", "203.0.113.9")), ("10.0.0.2", ["10.0.0.0/8"], True, ("https", "203.0.113.9")),
        ("10.0.0.2", [], True, ("http", "10.0.0.2")), ("127.0.0.1", [], False, ("http", "127.0.0.1")),
        ("203.0.113.5", ["10.0.0.0/8"], True, ("http", "203.0.113.5")),
    ],
)
def test_only_the_proxy_is_believed(sender, addresses, is_behind, seen):
    headers = [(b"x-forwarded-proto", b"https"), (b"x-forwarded-for", b"1.2.3.4, 203.0.113.9")]
    scope = {"type": "http", "scheme": "http", "client": (sender, 5), "headers": headers}
    found = Proxies(addresses, is_behind=is_behind).seen_through(scope)
    assert (found["scheme"], found["client"][0]) == seen


@pytest.fixture(scope="module")
def secure(desk, tmp_path_factory):
    """The address of Caddy in front of the desk, set up as the documentation says."""
    caddy = shutil.which("caddy") or pytest.skip("no caddy")
    folder = tmp_path_factory.mktemp("caddy")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = RECIPE.search((ROOT / "docs" / "https.md").read_text())[1]
    recipe = told.replace("127.0.0.1:8501", desk.host).replace("8443", str(port))
    options = "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n"
    (folder / "Caddyfile").write_text(options + recipe)
    environment = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with (folder / "log").open("wb") as out:
        command = [caddy, "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
    try:
        _until_it_speaks(port, folder / "log")
        yield f"localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _until_it_speaks(port, log):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with line_to(port):
                return
        except OSError:
            time.sleep(0.2)  # it does not listen yet, or still makes its certificate
    raise AssertionError(log.read_text())


def line_to(port) -> ssl.SSLSocket:
    """A connection over TLS."""
    return trusting().wrap_socket(socket.create_connection(("127.0.0.1", port), 10), server_hostname="localhost")


def trusting() -> ssl.SSLContext:
    """Caddy's own authority is not known here."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def opened(secure, token="", **headers):
    return connect(
        f"wss://{secure}/_stcore/stream", origin=f"https://{secure}", ssl=trusting(), subprotocols=["streamlit"], max_size=None,
        additional_headers={**({"Cookie": f"__Host-agency={token}"} if token else {}), **headers},
    )


def asked(secure, head, body=""):
    """The head of an answer over TLS."""
    port = int(secure.rpartition(":")[2])
    with line_to(port) as line:
        line.sendall(f"{head}\r\nHost: {secure}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        found = b""
        while piece := line.recv(65536):
            found += piece
    return found.decode("utf-8", "replace")


def came_from(desk, token):
    """Where the browser was that signed in with this token."""
    sessions = desk.agency.door.sessions
    bob = sessions.resolve(token)
    return next(each.address for each in sessions.list(bob) if each.id == bob.session_id)


def test_the_socket_through_the_proxy_is_for_who_is_signed_in(desk, secure):
    with opened(secure, desk.begin("bob"), **{"X-Agency-User": "root", "X-Agency-Sid": "s"}) as line:
        assert b"Signed in as Bob" in drawn(line)[1]
    for headers in ({}, {"Cookie": f"agency={desk.begin('bob')}"}, {"X-Agency-Sid": "s"}):
        with pytest.raises(InvalidStatus, match="403"), opened(secure, **headers):
            pass


def test_answers_through_the_proxy_are_to_be_opened_by_tls_alone(secure):
    answer = asked(secure, "GET /login HTTP/1.1").lower()
    assert answer.startswith("http/1.1 200")
    assert "strict-transport-security: max-age=31536000; includesubdomains" in answer
    set_cookies = re.findall(r"set-cookie: (.*)\r", answer)
    assert set_cookies
    assert all("; secure" in each for each in set_cookies)


def test_the_cookie_of_a_session_through_the_proxy_is_bound_to_the_host(desk, secure):
    form = asked(secure, "GET /login HTTP/1.1")
    cookie, csrf = re.search(r"(__Host-agency-form=[\w-]+)", form)[1], re.search(r'name="csrf" value="(\w+)"', form)[1]
    body = f"csrf={csrf}&email=bob%40agency.example&password={PASSWORD.replace(' ', '+')}"
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = f"POST /login HTTP/1.1\r\nOrigin: https://{secure}\r\nCookie: {cookie}\r\n{kind}\r\n{FORGED}"
    answer = asked(secure, head, body)
    given = re.search(r"(?i)set-cookie: (__Host-agency=[\w-]{43};.*)\r", answer)[1].lower()
    assert all(word in given for word in ("; secure", "; httponly", "samesite=lax", "path=/"))
    assert "domain=" not in given
    token = re.search(r"__host-agency=([\w-]{43})", answer, re.IGNORECASE)[1]
    assert came_from(desk, token) == "127.0.0.1"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused(secure):
    context = trusting()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.TLSv1_1
    port = int(secure.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 10) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="localhost")
