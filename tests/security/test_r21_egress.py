"""R21: the one way out refuses our own network however its address is written, and ends in time and within bounds."""

from __future__ import annotations

import ast
import gzip
import socket
import time
import tracemalloc

import pytest

from agency_core.http_client import AddressRefused, AnswerLost, HttpClient, NothingSent
from tests.house.tree import core, imports, name, pages, parsed, reaches
from tests.http.raw_server import RawServer, reply

INTERNAL = (
    "http://127.0.0.1/", "http://127.0.0.2/", "http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/",
    "http://0177.0.0.1/", "http://0x7f.1/", "http://0.0.0.0/", "http://0/", "http://localhost/", "http://LOCALHOST./",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.0.1/", "http://169.254.169.254/latest/",
    "http://100.64.0.1/", "http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://[::1]/", "http://[::]/",
    "http://[fe80::1]/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://user@127.0.0.1/", "http://[::127.0.0.1]/",
)
MAY_REACH = {
    "requests": {"agency_core/http_client/"}, "urllib3": {"agency_core/http_client/"}, "httpx": set(), "aiohttp": set(),
    "urllib.request": {"agency_core/http_client/"}, "http.client": {"agency_core/http_client/"}, "ftplib": set(),
    "telnetlib": set(), "smtplib": {"agency_core/mail.py"}, "apprise": {"agency_core/notifiers/others_child.py"},
    "websockets": set(), "poplib": set(), "imaplib": set(),
}
"""Which files may use what reaches other machines."""
CONNECTS = frozenset({"connect", "connect_ex", "create_connection", "sendto", "open_connection", "getaddrinfo"})
MAY_CONNECT = {
    "agency_core/http_client/guard.py": "the guard itself",
    "agency_core/http_client/transport.py": "takes what the guard opened",
    "agency_core/mail.py": "the mail server that the settings name",
    "agency_core/preflight.py": "whether our own port is free",
    "agency_core/notifiers/fence.py": "looks names of the allow list up, in a process of its own",
}


@pytest.fixture
def guarded():
    """A client without an allow list, as calls to networks have it."""
    client = HttpClient()
    yield client
    client.close()


@pytest.fixture
def serve():
    """Starts servers that misbehave."""
    servers = []

    def start(script):
        servers.append(RawServer(script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.mark.parametrize("url", INTERNAL)
def test_egress_to_our_own_network_is_refused(guarded, monkeypatch, url):
    tried = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: tried.append(address))
    with pytest.raises((AddressRefused, NothingSent)):
        guarded.request("GET", url, deadline=2)
    assert tried == []


def test_egress_corpus_has_31_addresses():
    assert len(set(INTERNAL)) == 31


@pytest.mark.parametrize("code", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_egress_follows_no_redirect_inwards(serve, code):
    inner = serve(reply(b"secret"))
    outer = serve(reply(b"", f"Location: {inner.url}/", status=code))
    client = HttpClient(frozenset({outer.host}))
    assert client.request("GET", outer.url).status == int(code[:3])
    with pytest.raises(AddressRefused):
        client.request("GET", inner.url)
    client.close()
    assert inner.connections == 0


def test_egress_to_a_name_that_turns_inwards_is_refused(serve, guarded, monkeypatch):
    inner, asked = serve(reply(b"secret")), []

    def turning(host, port, *_args, **_words):
        asked.append(host)
        place = "93.184.216.34" if len(asked) > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, inner.port))]

    monkeypatch.setattr("agency_core.http_client.guard.socket.getaddrinfo", turning)
    with pytest.raises(AddressRefused):
        guarded.request("GET", f"http://rebinding.example:{inner.port}/")
    assert (asked, inner.connections) == (["rebinding.example"], 0)


def test_egress_when_names_cannot_be_looked_up_sends_nothing(guarded, monkeypatch):
    def broken(*_args, **_words):
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr("agency_core.http_client.guard.socket.getaddrinfo", broken)
    with pytest.raises(NothingSent):
        guarded.request("GET", "http://example.com/")


def _drip(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.02)


def test_egress_from_a_body_that_drips_ends_at_the_deadline(serve):
    server = serve(_drip)
    client, began = HttpClient(frozenset({server.host})), time.monotonic()
    with pytest.raises(AnswerLost):
        client.request("GET", server.url, deadline=0.5)
    client.close()
    assert time.monotonic() - began < 1.5


def test_egress_of_a_bomb_costs_less_than_20_mb(serve):
    server = serve(reply(gzip.compress(b"\0" * 200_000_000, 9), "Content-Encoding: gzip"))
    client = HttpClient(frozenset({server.host}))
    client.request("HEAD", server.url, deadline=5)  # what it loads the first time is not the bomb's
    tracemalloc.start()
    try:
        with pytest.raises(AnswerLost):
            client.request("GET", server.url)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        client.close()
    assert peak < 20 * 1024**2


def test_egress_is_in_the_one_client_the_mail_and_the_fenced_child_only():
    strays = [
        f"{name(path)} uses {library}" for path in (*core(), *pages()) for library, allowed in MAY_REACH.items()
        if any(reaches(each, library) for each in imports(path)) and not any(name(path).startswith(one) for one in allowed)
    ]
    assert strays == []


def _connecting(path):
    calls = (node.func for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))
    return any(isinstance(each, ast.Attribute) and each.attr in CONNECTS for each in calls)


def test_egress_by_bare_sockets_is_in_named_files_only():
    uses = [name(path) for path in core() if any(reaches(each, "socket") for each in imports(path)) and _connecting(path)]
    assert set(uses) <= set(MAY_CONNECT)
