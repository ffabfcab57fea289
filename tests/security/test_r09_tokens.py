"""R9: tokens have a fixed algorithm, all claims, keys of their purpose alone; whatever else is shown is refused the same way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import jwt as library
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agency_core.domain.person import LINK_FOR, Purpose
from agency_core.domain.token import Credential
from agency_core.errors import SignInNeeded
from agency_core.security import jwt
from agency_core.services.links import LinkOver, NewLink
from agency_core.services.sessions import hashed
from tests.api.conftest import problem
from tests.security.signed_in import bearer, open_door

ADDRESS = "192.0.2.1"
OWNER = "owner@example.org"


@pytest.fixture
def door(agency, owner):
    return open_door(agency, owner)


@pytest.fixture
def forge(door):
    """Signs what a test wants with our own key, unless it changes that too."""
    good = library.decode(door.person(OWNER).access_token, options={"verify_signature": False})
    key_id, key = door.agency.door.signing.current()

    def forging(*, key=key, head=None, algorithm="HS256", without=(), **changes):
        said = {name: value for name, value in {**good, **changes}.items() if name not in without}
        return library.encode(said, key, algorithm=algorithm, headers={"kid": key_id} if head is None else head)

    return forging


def is_refused(door, token: str) -> bool:
    with pytest.raises(SignInNeeded):
        door.agency.door.access.bearer(token, ADDRESS)
    with door.api() as api:
        said = problem(api.get("/api/agents", headers=bearer(token)), 401, "sign_in_needed")
    return said["field"] == ""


def public_key() -> bytes:
    public = Ed25519PrivateKey.generate().public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def unsigned(token: str) -> str:
    """The same with `alg` none and without a signature."""
    _, body, _ = token.split(".")
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT", "kid": "a" * 8 + "-" + "b" * 16}).encode())
    return f"{head.decode().rstrip('=')}.{body}."


def tampered(token: str) -> str:
    """The same with another subject and the old signature."""
    head, body, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    changed = base64.urlsafe_b64encode(json.dumps({**said, "sub": "person:root"}).encode()).decode().rstrip("=")
    return f"{head}.{changed}.{signature}"


def hmac_with(public: bytes, head: dict, said: dict) -> str:
    """Signed as if a public key were a shared secret; by hand, as a library refuses to."""
    parts = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in (head, said)]
    signature = hmac.new(public, ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, base64.urlsafe_b64encode(signature).decode().rstrip("=")])


def test_a_good_token_is_let_in(door, forge):
    assert door.agency.door.access.bearer(forge(), ADDRESS).label == f"person:{door.owner_id}"


def test_the_corpus_of_bad_tokens_is_refused(door, forge, clock):
    now = int(clock.now().timestamp())
    key_id, _ = door.agency.door.signing.current()
    good = forge()
    said = library.decode(good, options={"verify_signature": False})
    corpus = {
        "none": unsigned(good),
        "wrong key": forge(key=b"k" * 32),
        "no kid": forge(head={}),
        "path kid": forge(head={"kid": "../../../../dev/null"}),
        "expired": forge(iat=now - 3600, nbf=now - 3600, exp=now - 2700),
        "future nbf": forge(nbf=now + 600, exp=now + 900),
        "wrong aud": forge(aud="another"),
        "wrong iss": forge(iss="another"),
        "tampered sub": tampered(good),
        "public key as a secret": hmac_with(public_key(), {"alg": "HS256", "typ": "JWT", "kid": key_id}, said),
        "empty key": hmac_with(b"", {"alg": "HS256", "typ": "JWT", "kid": key_id}, said),
        "garbage": "garbage.in.here",
    }
    assert len(corpus) == 12
    assert [name for name, token in corpus.items() if not is_refused(door, token)] == []


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf", "sub", "aud", "iss", "jti", "sid", "typ"])
def test_a_token_without_a_claim_is_refused(door, forge, claim):
    assert is_refused(door, forge(without=(claim,)))


@pytest.mark.parametrize(
    "changes",
    [{"typ": "refresh"}, {"typ": "session"}, {"typ": ""}, {"sub": ""}, {"sub": "agent:stella_001"}, {"jti": ""},
     {"aud": ["agency-api"]}, {"aud": ["agency-api", "another"]}, {"sid": "01nothing"}],
    ids=str,
)
def test_a_token_that_says_something_else_is_refused(door, forge, changes):
    assert is_refused(door, forge(**changes))


def test_a_token_with_another_algorithm_is_refused(door, forge):
    assert is_refused(door, forge(algorithm="HS512", key=b"k" * 64))
    assert is_refused(door, forge(algorithm="EdDSA", key=Ed25519PrivateKey.generate()))


@pytest.mark.parametrize("lives", [timedelta(minutes=16), timedelta(days=365), timedelta(0)])
def test_a_token_that_lives_longer_than_a_quarter_of_an_hour_is_refused(door, forge, clock, lives):
    begins = int(clock.now().timestamp())
    assert is_refused(door, forge(exp=begins + int(lives.total_seconds())))


@pytest.mark.parametrize("token", ["", " ", "a" * 5000, "a.b.c", "..", "é.é.é", "ag_.", "ag_" + "0" * 26 + "." + "x" * 43])
def test_nonsense_is_refused(door, token):
    with pytest.raises(SignInNeeded):
        door.agency.door.access.bearer(token, ADDRESS)


def test_what_is_made_for_one_purpose_is_good_for_no_other(door, clock):
    """Six kinds of token, each shown where each of the others belongs."""
    granted = door.person(OWNER)
    with door.agency.db.transaction() as session:
        links = door.agency.door.links
        invite = links.make(session, NewLink(Purpose.INVITE, "x", LINK_FOR))
        reset = links.make(session, NewLink(Purpose.RESET, door.owner_id, LINK_FOR))
    shown = {
        "session": door.session(), "access": granted.access_token, "refresh": granted.refresh_token,
        "invite": invite, "reset": reset, "agent": door.agent_token().token, "personal": door.key().token,
    }
    assert _who_passes(shown, lambda token: door.agency.door.access.bearer(token, ADDRESS)) == {"access", "agent", "personal"}
    assert _who_passes(shown, lambda token: door.agency.door.grants.by_agent(token, ADDRESS)) == {"agent"}
    assert _who_passes(shown, lambda token: _resolved(door, token)) == {"session"}
    assert _who_passes(shown, lambda token: links.look(token, Purpose.INVITE)) == {"invite"}
    assert _who_passes(shown, lambda token: links.look(token, Purpose.RESET)) == {"reset"}
    assert _who_passes(shown, lambda token: door.agency.door.grants.refresh(token, ADDRESS)) == {"refresh"}


def _who_passes(shown, show):
    passes = set()
    for name, token in shown.items():
        try:
            show(token)
        except (SignInNeeded, LinkOver):
            continue
        passes.add(name)
    return passes


def _resolved(door, token):
    if door.agency.door.sessions.resolve(token) is None:
        raise SignInNeeded


def test_each_key_and_each_purpose_has_bytes_of_its_own(door, owner):
    first = door.agency.door.signing.current()
    door.agency.door.signing.rotate(owner)
    second = door.agency.door.signing.current()
    assert (len(first[1]), len(second[1])) == (32, 32)
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_no_secret_of_a_token_is_kept(door):
    made = door.agent_token()
    credential = Credential.read(made.token)
    with door.agency.db.reading() as session:
        found = session.connection().exec_driver_sql("SELECT secret FROM token").scalars().all()
    assert hashed(credential.secret) in found
    assert not [each for each in found if credential.secret in each]


def test_a_short_key_signs_nothing(clock):
    claims = jwt.Claims("person:a", "f", "access", "j", clock.now(), timedelta(minutes=1))
    with pytest.raises(ValueError, match="32 bytes"):
        jwt.mint(claims, "a" * 8 + "-" + "b" * 16, b"short")
