from base64 import b32encode

import pytest

from agency_core.security import totp

RFC = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    assert totp.code_at(RFC, seconds // totp.SECONDS) == code
    assert totp.step_of(RFC, code, seconds) == seconds // totp.SECONDS


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_one_step_before_and_after(off, taken):
    now = 2_000_000_000
    assert (totp.step_of(RFC, totp.code_at(RFC, now // 30 + off), now) is not None) is taken


@pytest.mark.parametrize("code", ["", "28708", "2870822", "28708a", "٢٨٧٠٨٢", "-28708"])
def test_what_is_no_code_is_none(code):
    assert totp.step_of(RFC, code, 59) is None


def test_secrets_and_recovery_codes_are_long_and_different():
    assert totp.is_secret(totp.new_secret()) is True
    assert totp.new_secret() != totp.new_secret()
    codes = totp.new_recovery_codes()
    assert (len(set(codes)), {len(each) for each in codes}) == (10, {19})
    assert totp.recovery_hash(codes[0].upper().replace("-", " ")) == totp.recovery_hash(codes[0])


def test_the_address_names_issuer_and_account():
    assert totp.address(RFC, "Agency", "a b@x.example") == (
        f"otpauth://totp/Agency:a%20b%40x.example?secret={RFC}&issuer=Agency&digits=6&period=30"
    )
