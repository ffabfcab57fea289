"""The client against servers that misbehave: raw sockets, so that every byte and every pause is ours."""

import gzip
import logging
import socket
import threading
import time

import pytest

from agency_core.errors import Invalid
from agency_core.http_client import AddressRefused, Answer, AnswerLost, Call, HttpClient, NothingSent
from agency_core.http_client.guard import is_allowed, is_public
from tests.http.raw_server import reply


def test_request_with_everything_arrives_as_sent(start, client):
    server = start(reply(b'{"a": 1}', "X-Thing: yes"))
    call = Call({"X-Mine": "1"}, {"q": "ä b"}, json={"b": 2})
    answer = client.request("POST", f"{server.url}/p/urn%3Ali%3A1", call)
    assert (answer.status, answer.headers["x-thing"], answer.json(), answer.ok) == (200, "yes", {"a": 1}, True)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /p/urn%3Ali%3A1?q=%C3%A4+b HTTP/1.1"
    assert b"X-Mine: 1" in lines
    assert body == b'{"b": 2}'


def test_rest_li_list_keeps_parentheses_and_commas(start, client):
    server = start(reply(b"{}"))
    client.request("GET", f"{server.url}/r?shares=List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A2)")
    assert server.requests[0].split(b" ")[1] == b"/r?shares=List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A2)"


def test_connection_is_used_again(start, client):
    server = start(reply(b"{}"))
    for _ in range(3):
        client.request("GET", server.url)
    assert (len(server.requests), server.connections) == (3, 1)


def test_many_threads_share_one_client(start, client):
    server = start(reply(b"{}"))
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(client.request("GET", server.url).status)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 12


def test_cookies_are_not_kept(start, client):
    server = start(reply(b"{}", "Set-Cookie: a=b; Path=/"))
    client.request("GET", server.url)
    client.request("GET", server.url)
    assert b"cookie" not in server.requests[1].lower()


def test_redirect_is_returned_and_not_followed(start, client):
    server = start(reply(b"", "Location: /elsewhere", status="302 Found"))
    answer = client.request("GET", server.url)
    assert (answer.status, answer.headers["location"], len(server.requests)) == (302, "/elsewhere", 1)


def drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    drip(connection)


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(connection)


def drip(connection: socket.socket) -> None:
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.05)


def silence(connection: socket.socket) -> None:
    time.sleep(3)


@pytest.mark.parametrize("script", [drip_body, drip_headers, silence])
def test_slow_server_ends_at_the_deadline(start, client, script):
    server = start(script)
    began = time.monotonic()
    with pytest.raises(AnswerLost, match="no complete answer in time"):
        client.request("POST", server.url, deadline=0.4)
    assert 0.3 < time.monotonic() - began < 1.0


def test_gzip_is_unpacked(start, client):
    server = start(reply(gzip.compress(b"hello"), "Content-Encoding: gzip"))
    assert client.request("GET", server.url).body == b"hello"


def test_gzip_bomb_stops_at_the_cap(start, client):
    bomb = gzip.compress(gzip.compress(b"\0" * 100_000_000, 9))
    server = start(reply(bomb, "Content-Encoding: gzip, gzip"))
    with pytest.raises(AnswerLost):
        client.request("GET", server.url)
    plain = start(reply(b"x" * 1001))
    assert client.request("GET", plain.url, cap=1001).body == b"x" * 1001
    with pytest.raises(AnswerLost, match="the answer is too large"):
        client.request("GET", plain.url, cap=1000)


def truncated(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    connection.shutdown(socket.SHUT_RDWR)


def truncated_chunks(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")
    connection.shutdown(socket.SHUT_RDWR)


def closed(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def not_http(connection: socket.socket) -> None:
    connection.sendall(b"hello there\r\n\r\n")
    connection.shutdown(socket.SHUT_RDWR)


def endless_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-Big: " + b"y" * 5_000_000 + b"\r\n\r\n")


@pytest.mark.parametrize("script", [truncated, truncated_chunks, closed, not_http, endless_headers])
def test_broken_answer_is_lost_and_never_asked_for_again(start, client, script):
    server = start(script)
    with pytest.raises(AnswerLost):
        client.request("POST", server.url, Call(data=b"once"))
    assert [request.rpartition(b"\r\n\r\n")[2] for request in server.requests] == [b"once"]


def test_reset_of_a_kept_connection_is_lost_and_not_sent_again(start, client):
    """The server takes the first request and cuts the line upon the second: nobody knows whether it acted."""
    count = iter(range(9))

    def script(connection: socket.socket) -> None:
        (reply(b"{}") if next(count) == 0 else closed)(connection)

    server = start(script)
    client.request("GET", server.url)
    with pytest.raises(AnswerLost):
        client.request("POST", server.url)
    assert (len(server.requests), server.connections) == (2, 1)


def test_closed_port_means_nothing_sent(client):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NothingSent) as caught:
        client.request("POST", f"http://127.0.0.1:{port}/x?access_token=hush")
    assert type(caught.value) is NothingSent


def test_unknown_host_means_nothing_sent(client):
    with pytest.raises(NothingSent):
        client.request("GET", "http://no-such-host.invalid/")
    with pytest.raises(NothingSent):
        client.request("GET", f"http://{'a' * 70}.example/")


def test_failed_handshake_means_nothing_sent(start, client):
    """A plain server on the other side of https: our request never left."""
    server = start(silence)
    with pytest.raises(NothingSent):
        client.request("POST", f"https://{server.host}/", deadline=0.5)
    assert server.requests == []


def test_private_address_is_refused_without_a_packet(start):
    server = start(reply(b"{}"))
    for url in (server.url, f"http://localhost:{server.port}", f"http://[::ffff:127.0.0.1]:{server.port}"):
        guarded = HttpClient(frozenset({"127.0.0.1:1"}))
        with pytest.raises(AddressRefused):
            guarded.request("GET", url)
        guarded.close()
    assert server.connections == 0


def test_check_is_on_the_address_connected_to(start, monkeypatch):
    """A name that was public a moment ago and points inwards now gains nothing: there is one lookup."""
    server = start(reply(b"{}"))
    inward = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr("agency_core.http_client.guard.socket.getaddrinfo", lambda *_, **__: inward)
    guarded = HttpClient()
    with pytest.raises(AddressRefused):
        guarded.request("GET", f"http://example.com:{server.port}/")
    guarded.close()
    assert server.connections == 0


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("127.0.0.1", False),
        ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False),
        ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True), ("2002:7f00:1::", False),
    ],
)  # fmt: skip
def test_public_addresses_are_told_from_private_ones(address, public):
    assert is_public(address) is public


def test_allow_list_matches_host_and_port():
    allowed = {"127.0.0.1:8501", "Media.Local"}
    asked = [("127.0.0.1", 8501), ("127.0.0.1", 22), ("media.local", 1), ("evil-media.local", 1)]
    assert [is_allowed(host, port, allowed) for host, port in asked] == [True, False, True, False]


def test_not_an_http_address_is_invalid(client):
    for url in ("file:///etc/passwd", "gopher://x/", "nothing", "http://"):
        with pytest.raises(Invalid):
            client.request("GET", url)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a": NaN}', b"Infinity", b"[" * 100_000, b"\xff"])
def test_json_that_cannot_be_read_counts_as_lost(body):
    with pytest.raises(AnswerLost):
        Answer(200, {}, body).json()


def test_tokens_appear_in_no_log_and_no_message(start, client, caplog):
    caplog.set_level(logging.DEBUG)
    server = start(reply(b"{}"))
    call = Call({"Authorization": "Bearer hush"}, {"access_token": "hush"})
    client.request("GET", server.url, call)
    with pytest.raises(AnswerLost) as caught:
        client.request("GET", f"{start(closed).url}/?x=hush", call)
    cause = caught.value.__cause__ or caught.value.__context__
    shown = caplog.text + str(caught.value) + repr(call)
    assert ("hush" in shown, cause) == (False, None)
