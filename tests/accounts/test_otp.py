"""One-time codes come from the challenge's id and a key."""

from django.test import override_settings

from accounts import otp
from common.ids import new_id


def test_codes_are_six_digits_and_spread():
    codes = [otp.code_of(new_id()) for _ in range(2000)]
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert len(set(codes)) > 1900
    assert {code[0] for code in codes} == set("0123456789")


def test_a_code_belongs_to_its_challenge():
    first, second = new_id(), new_id()
    kept = otp.code_hash(first, otp.code_of(first))
    assert otp.is_right(first, otp.code_of(first), kept)
    assert not otp.is_right(first, f"{(int(otp.code_of(first)) + 1) % 10**6:06}", kept)
    assert not otp.is_right(second, otp.code_of(first), kept)


def test_another_key_makes_another_code():
    ids = [new_id() for _ in range(5)]
    codes = [otp.code_of(challenge_id) for challenge_id in ids]
    with override_settings(OTP_HASH_KEY="another key"):
        assert [otp.code_of(challenge_id) for challenge_id in ids] != codes
