"""No secret and no forged line comes into the log, whatever way it takes."""

from __future__ import annotations

import pytest

from agency_core.observe import redaction
from agency_core.observe.redaction import encode, hide

CANARY = "cAnArY0123456789abcdef"


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
