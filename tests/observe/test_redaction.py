"""No secret and no forged line comes into the log, whatever way it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.token import PREFIXES, Credential
from agency_core.observe import redaction
from agency_core.observe.redaction import encode, hide
from agency_core.security import jwt

CANARY = "cAnArY0123456789abcdef"
SECRET = "aB3_dE6-gH9" * 3 + "jK2mN5pQ8s"
CLAIMS = jwt.Claims(
    "person:somebody", "family", "access", "token", datetime(2026, 11, 23, tzinfo=UTC), timedelta(minutes=15),
)
SIGNED = jwt.mint(CLAIMS, "00000000-0000000000000000", bytes(jwt.KEY_BYTES))


@pytest.mark.parametrize("text", [
    f"Authorization: Bearer {CANARY}", f"https://x.example/cb?access_token={CANARY}&x=1", f'{{"refresh_token": "{CANARY}"}}',
    f"client_secret={CANARY}", f"{{'app_password': '{CANARY}'}}", f"postgresql+psycopg://user:{CANARY}@db.example/name",
    f"smtps://{CANARY}@mail.example", f"x-amz-signature={CANARY}", f"Cookie: session={CANARY}",
    f"/callback?code={CANARY}&state=1",
    f"https://hooks.slack.com/services/T000/B000/{CANARY}", f"https://discord.com/api/webhooks/1/{CANARY}",
    f"https://api.telegram.org/b{'o'}t123456:{CANARY}/sendMessage", f"https://hc-ping.com/{CANARY}",
    f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----", f"eyJ{CANARY}.{CANARY}.{CANARY}", f"EAAx{CANARY}",
    f"(sqlite3.IntegrityError) [SQL: INSERT INTO a VALUES (?)]\n[parameters: ('{CANARY}',)]", f"password : {CANARY}",
    f"DPoP {CANARY}", f"oauth_token_secret={CANARY}",
])
def test_what_looks_like_a_secret_is_hidden(text):
    assert CANARY not in hide(text)


def own(prefix):
    purpose = next(each for each, said in PREFIXES.items() if said == prefix)
    return Credential(purpose, "01m82ma1tfn20j3q595etj0366", SECRET).text()


@pytest.mark.parametrize(("text", "left"), [
    *((f"refused {own(prefix)} at the door", f"refused {prefix}_[hidden] at the door") for prefix in PREFIXES.values()),
    (f"refused {own('ag')[:40]}", "refused ag_[hidden]"),
    (f"got {SIGNED} there", "got [hidden] there"),
    (f"mailed https://desk.example/invite?token={SECRET} to x", "mailed https://desk.example/invite?token=[hidden] to x"),
    (f"GET /reset?token={SECRET}", "GET /reset?token=[hidden]"), (f"/first-run?token={SECRET}", "/first-run?token=[hidden]"),
    (f"next=%2Freset%3Ftoken%3D{SECRET}", "next=%2Freset%3Ftoken%3D[hidden]"),
    (f"mailed https://desk.example/r/{SECRET} to x", "mailed https://desk.example/r/[hidden] to x"),
    (f"next=%2Fr%2F{SECRET}", "next=%2Fr%2F[hidden]"),
    (f"Cookie: theme=dark; __Host-agency={SECRET}", "Cookie: [hidden]"),
    (f"{{'cookie': 'theme=dark; agency={SECRET}', 'a': 1}}", "{'cookie': '[hidden]', 'a': 1}"),
    (f"kept agency={SECRET}", "kept agency=[hidden]"),
])
def test_what_opens_our_own_door_is_hidden_though_nobody_made_it_known(text, left):
    assert hide(text) == left


def test_a_secret_that_was_opened_is_hidden_wherever_it_stands():
    redaction.learn(["plain words that nobody would suspect", "short"])
    said = hide("the network said: plain words that nobody would suspect, and short")
    assert said == "the network said: [hidden], and short"


@pytest.mark.parametrize("text", [
    "delivery 01m82ma1tfn20j3q595etj0366 is out on instagram, 3.2 s after its time", "The token expired.",
    "Task deliver failed: the disk is full", "GET /api/content: 200 in 3 ms", "https://example.org/path?page=2",
])
def test_ordinary_words_stay(text):
    assert hide(text) == text


def test_what_is_learned_is_bounded():
    redaction.learn(f"secret number {number:05d}" for number in range(redaction.MOST_KNOWN + 10))
    assert len(redaction._known) == redaction.MOST_KNOWN
    redaction._known.clear()


def test_a_long_text_is_cut_after_its_secrets_were_taken_out():
    said = hide("a" * (redaction.LONGEST - 20) + f" access_token={CANARY}")
    assert CANARY[:4] not in said
    assert len(hide("a" * 100_000)) == redaction.LONGEST + len(" ... (cut)")


def test_what_forges_lines_or_colours_is_shown_by_its_number():
    assert encode("a\r\nERROR b\x1b[31mred\x00\u2028\u202ex\tÄ") == "a\\r\\nERROR b\\x1b[31mred\\x00\\u2028\\u202ex\\tÄ"
