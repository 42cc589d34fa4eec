"""Signing in with the code of a challenge."""

from datetime import timedelta

import pytest
from django.test import override_settings

from accounts import otp, services
from accounts.metrics import WRONG_CODES_OVER_BUDGET
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


GUESSING = {"RATE_LIMITS": True, "LIMIT_GUESSES_PER_ADDRESS": "", "LIMIT_WRONG_CODES_IN_ALL": ""}


def new_challenge(number):
    with override_settings(RATE_LIMITS=False):
        return services.request_code(number, None, ADDRESS).challenge_id


@override_settings(**GUESSING, LIMIT_GUESSES_PER_NUMBER="2/hour")
def test_wrong_codes_per_number_are_limited_across_challenges(number):
    for expected in ("invalid_code", "invalid_code", "rate_limited"):
        challenge_id = new_challenge(number)
        error = refused(challenge_id, wrong_code(challenge_id))
        assert error.code == expected
    assert error.retry_after_seconds
    # The guess counts all the same, because a right code would have passed.
    assert OtpChallenge.objects.get(id=challenge_id).attempts_left == 4


@override_settings(**GUESSING, LIMIT_GUESSES_PER_NUMBER="2/hour")
def test_a_right_code_passes_whatever_others_guessed(number):
    for _ in range(4):
        challenge_id = new_challenge(number)
        refused(challenge_id, wrong_code(challenge_id))
    assert verify(new_challenge(number)).is_new_user


@override_settings(**GUESSING, LIMIT_GUESSES_PER_NUMBER="5/hour")
def test_guesses_at_a_spent_challenge_do_not_count_for_the_number(number):
    spent = new_challenge(number)
    codes = [refused(spent, wrong_code(spent)).code for _ in range(20)]
    assert codes == ["invalid_code"] * 5 + ["challenge_spent"] * 15
    used = new_challenge(number)
    verify(used)
    assert refused(used).code == "challenge_spent"


def test_guesses_are_limited_by_address_and_by_the_networks_around_it():
    bits = f"{new_id().int & 2**32 - 1:08x}"
    first, second, elsewhere = (f"2001:{bits[:4]}:{bits[4:]}:{last}::/64" for last in ("101", "102", "201"))
    limits = {"LIMIT_GUESSES_PER_ADDRESS": "1/hour", "LIMIT_GUESSES_PER_NETWORK_56": "2/hour"}

    def guess(network):
        with pytest.raises(ApiError) as raised:
            services.verify_code(new_id(), "123456", "Phone", "ios", network)
        return raised.value.code

    with override_settings(RATE_LIMITS=True, LIMIT_GUESSES_PER_NETWORK_48="3/hour", **limits):
        assert [guess(first), guess(first), guess(second)] == ["challenge_spent", "rate_limited", "challenge_spent"]
        with override_settings(LIMIT_GUESSES_PER_ADDRESS=""):
            outcomes = [guess(second), guess(elsewhere), guess(elsewhere)]
    assert outcomes == ["rate_limited", "challenge_spent", "rate_limited"]


def test_too_many_wrong_codes_in_all_leave_one_guess_per_challenge_and_raise_an_alert(number, caplog):
    # The window is of a length that no other run uses, because it is counted for everybody.
    budget = f"1/{3600 + new_id().int % 10**6}second"
    with override_settings(**GUESSING | {"LIMIT_WRONG_CODES_IN_ALL": budget}, LIMIT_WRONG_CODES_ALERTS=budget):
        over = WRONG_CODES_OVER_BUDGET._value.get()
        lefts = []
        for _ in range(3):
            challenge_id = new_challenge(number)
            lefts.append(refused(challenge_id, wrong_code(challenge_id)).extra["attempts_left"])
        assert lefts == [4, 0, 0]
        assert refused(challenge_id).code == "challenge_spent"
        assert WRONG_CODES_OVER_BUDGET._value.get() == over + 2
        assert [record.levelname for record in caplog.records if "wrong codes" in record.message] == ["ERROR"]
        assert verify(new_challenge(number)).is_new_user
