"""Requirement 32, without a proxy: a certificate of our own, and no program on this machine is believed to be a proxy."""

from __future__ import annotations

import re
import socket
import ssl
from datetime import timedelta
from ipaddress import ip_address

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from agency_core.domain.clock import SystemClock
from tests.entrance import PASSWORD
from tests.security.closed_desk import closed_desk, drawn

FORGED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "X-Agency-User": "root"}


def certificate(folder):
    """The files of a certificate for this machine that it signed itself, and of its key."""
    key, now, day = ec.generate_private_key(ec.SECP256R1()), SystemClock().now(), timedelta(days=1)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk.lan")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return cert_file, key_file


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A desk with a certificate, open to all, as Streamlit's own command starts it; and the file of the certificate."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = certificate(folder)
    environment = {"AGENCY_TLS_CERT": str(cert), "AGENCY_TLS_KEY": str(key)}
    options = ("--server.address", "0.0.0.0", "--server.sslCertFile", str(cert), "--server.sslKeyFile", str(key))
    with closed_desk(folder, environment, *options, tls=cert) as desk:
        yield desk, cert


def line(own, cookie, **headers):
    desk, cert = own
    return connect(
        f"wss://{desk.host}/_stcore/stream", origin=desk.url, ssl=ssl.create_default_context(cafile=cert),
        subprotocols=["streamlit"], max_size=None, additional_headers={**({"Cookie": cookie} if cookie else {}), **headers},
    )


def test_signing_in_is_for_this_host_and_by_tls_alone_whatever_a_program_here_says(own):
    desk, cert = own
    with requests.Session() as browser:
        browser.headers = {"Origin": desk.url, **FORGED}
        form = browser.get(f"{desk.url}/login", timeout=20, verify=str(cert))
        csrf = re.search(r'name="csrf" value="(\w+)"', form.text)[1]
        said = {"csrf": csrf, "email": "bob@agency.example", "password": PASSWORD}
        done = browser.post(f"{desk.url}/login", data=said, timeout=20, allow_redirects=False, verify=str(cert))
    assert form.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    given = re.search(r"__Host-agency=([\w-]{43}); ([^,]*(?:, \d[^,]*)?)", done.headers["Set-Cookie"])
    assert all(word in given[2].lower() for word in ("secure", "httponly", "samesite=lax", "path=/"))
    sessions = desk.agency.door.sessions
    bob = sessions.resolve(given[1])
    assert next(each.address for each in sessions.list(bob) if each.id == bob.session_id) == "127.0.0.1"


def test_over_tls_the_cookie_of_plain_http_counts_for_nothing(own):
    desk, cert = own
    token = desk.begin("bob")
    asked = {
        name: requests.get(f"{desk.url}/api/clients", headers={"Cookie": f"{name}={token}"}, verify=str(cert), timeout=20)
        for name in ("agency", "__Host-agency")
    }
    assert {name: answer.status_code for name, answer in asked.items()} == {"agency": 401, "__Host-agency": 200}


def test_the_socket_over_our_own_tls_is_for_who_is_signed_in(own):
    desk, _ = own
    with line(own, f"__Host-agency={desk.begin('bob')}", **FORGED) as opened:
        assert b"Signed in as Bob" in drawn(opened)[1]
    for cookie in ("", f"agency={desk.begin('bob')}"):
        with pytest.raises(InvalidStatus, match="403"), line(own, cookie, **FORGED):
            pass


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused_by_ourselves(own):
    desk, _ = own
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.TLSv1_1
    port = int(desk.host.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 10) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="127.0.0.1")
