"""Signing in with the code of a challenge."""

from datetime import timedelta

import pytest
from django.test import override_settings

from accounts import otp, services
from accounts.models import Device, OtpChallenge, User
from common.clock import now
from common.errors import ApiError
from common.ids import new_id
from tests.accounts.conftest import ADDRESS
from tests.accounts.parallel import at_once


@pytest.fixture
def challenge_id(number):
    return services.request_code(number, None, ADDRESS).challenge_id


def wrong_code(challenge_id):
    return f"{(int(otp.code_of(challenge_id)) + 1) % 10**6:06}"


def verify(challenge_id, code=None):
    return services.verify_code(challenge_id, code or otp.code_of(challenge_id), "Phone", "ios", ADDRESS)


def refused(challenge_id, code=None):
    with pytest.raises(ApiError) as raised:
        verify(challenge_id, code)
    return raised.value


def test_a_right_code_makes_person_and_device(challenge_id, number):
    signed_in = verify(challenge_id)
    assert signed_in.is_new_user
    assert signed_in.user.phone_number == number
    assert services.authenticate(signed_in.pair.access)[:2] == (signed_in.user.id, signed_in.device.id)


def test_a_known_number_gets_another_device(sign_in, number):
    first, second = sign_in(number), sign_in(number)
    assert not second.is_new_user
    assert second.user.id == first.user.id
    assert second.device.id != first.device.id


def test_signing_in_moves_devices_xid(sign_in, number):
    first = User.objects.get(id=sign_in(number).user.id).devices_xid
    assert first > 0
    assert User.objects.get(id=sign_in(number).user.id).devices_xid > first


def test_five_wrong_guesses_spend_a_challenge(challenge_id):
    errors = [refused(challenge_id, wrong_code(challenge_id)) for _ in range(5)]
    assert [error.code for error in errors] == ["invalid_code"] * 5
    assert [error.extra["attempts_left"] for error in errors] == [4, 3, 2, 1, 0]
    assert refused(challenge_id).code == "challenge_spent"


def test_the_right_code_is_accepted_until_the_fifth_guess(challenge_id):
    for _ in range(4):
        refused(challenge_id, wrong_code(challenge_id))
    assert verify(challenge_id).is_new_user


def test_a_challenge_is_used_once(challenge_id):
    verify(challenge_id)
    assert refused(challenge_id).code == "challenge_spent"


def test_an_expired_challenge_is_spent(challenge_id):
    OtpChallenge.objects.filter(id=challenge_id).update(expires_at=now() - timedelta(seconds=1))
    assert refused(challenge_id).code == "challenge_spent"


def test_an_unknown_challenge_looks_spent():
    assert refused(new_id(), "123456").code == "challenge_spent"


@pytest.mark.parametrize("_round", range(10))
def test_only_one_of_several_right_codes_at_once_signs_in(challenge_id, number, _round):
    outcomes = at_once(*[lambda: verify(challenge_id)] * 4)
    assert sorted(getattr(outcome, "code", "signed in") for outcome in outcomes) == [
        *["challenge_spent"] * 3,
        "signed in",
    ]
    assert Device.objects.filter(user__phone_number=number).count() == 1


def test_a_new_person_is_made_once(number):
    first = services.request_code(number, None, ADDRESS).challenge_id
    # Mark the first challenge as used, so that a second challenge of the same number can be answered as well.
    OtpChallenge.objects.filter(id=first).update(used_at=now())
    second = services.request_code(number, None, ADDRESS).challenge_id
    outcomes = at_once(lambda: verify(second), lambda: User.objects.get_or_create(phone_number=number))
    assert not any(isinstance(outcome, ApiError) for outcome in outcomes)
    assert User.objects.filter(phone_number=number).count() == 1


def test_a_suspended_person_learns_of_it_only_after_a_right_code(sign_in, number):
    services.suspend(sign_in(number).user.id)
    challenge_id = services.request_code(number, None, ADDRESS).challenge_id
    assert refused(challenge_id, wrong_code(challenge_id)).code == "invalid_code"
    assert refused(challenge_id).code == "not_allowed"
    assert refused(challenge_id).code == "challenge_spent"
    assert Device.objects.filter(user__phone_number=number).count() == 1


def test_guesses_per_number_are_limited_across_challenges(number):
    with override_settings(RATE_LIMITS=True, LIMIT_GUESSES_PER_NUMBER="2/hour", LIMIT_GUESSES_PER_ADDRESS=""):
        for expected in ("invalid_code", "invalid_code", "rate_limited"):
            with override_settings(RATE_LIMITS=False):
                challenge_id = services.request_code(number, None, ADDRESS).challenge_id
            error = refused(challenge_id, wrong_code(challenge_id))
            assert error.code == expected
    assert error.retry_after_seconds
    assert OtpChallenge.objects.get(id=challenge_id).attempts_left == 5
