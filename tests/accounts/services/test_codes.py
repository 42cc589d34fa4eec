"""Asking for codes, sending codes, and repairing lost ones."""

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.test import override_settings

from accounts import otp, services
from accounts.models import OtpChallenge, User
from accounts.sms import SmsError
from common.clock import now
from common.errors import ApiError
from common.ids import new_id
from common.limits import Charge, spend
from tests.accounts.conftest import ADDRESS
from tests.accounts.parallel import at_once
from tests.accounts.sms.gateway import running_gateway
from tests.harness.people import new_phone_number


def sent_to(number):
    file = Path(settings.VAR_DIR) / "dev" / "sms.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    return [line for line in map(json.loads, lines) if line["to"] == number]


def stored(number, **fields: Any):
    """Return a challenge that is only in the database and not queued for a worker."""
    defaults = {
        "phone_number": number,
        "code_hash": b"",
        "attempts_left": 5,
        "expires_at": now() + timedelta(minutes=10),
        "queued_at": now() - timedelta(minutes=5),
    }
    return OtpChallenge.objects.create(**defaults | fields)


def test_asking_opens_a_challenge(number):
    opened = services.request_code(number, None, ADDRESS)
    challenge = OtpChallenge.objects.get(id=opened.challenge_id)
    assert (challenge.phone_number, challenge.attempts_left) == (number, 5)
    assert bytes(challenge.code_hash) == otp.code_hash(challenge.id, otp.code_of(challenge.id))
    assert opened.resend_at - challenge.created_at == timedelta(seconds=60)
    assert opened.expires_at - challenge.created_at == timedelta(seconds=600)


def test_asking_makes_no_user(number):
    services.request_code(number, None, ADDRESS)
    assert not User.objects.filter(phone_number=number).exists()


def test_a_new_challenge_ends_the_older_one(number):
    first = services.request_code(number, None, ADDRESS).challenge_id
    second = services.request_code(number, None, ADDRESS).challenge_id
    with pytest.raises(ApiError) as raised:
        services.verify_code(first, otp.code_of(first), "Phone", "ios", ADDRESS)
    assert raised.value.code == "challenge_spent"
    assert services.verify_code(second, otp.code_of(second), "Phone", "ios", ADDRESS).is_new_user


def test_many_at_once_leave_one_open_challenge(number):
    at_once(*[lambda: services.request_code(number, None, ADDRESS)] * 8)
    assert OtpChallenge.objects.filter(phone_number=number, used_at=None).count() == 1


def test_a_code_is_sent_once_however_often_asked(number):
    challenge = stored(number)
    at_once(*[lambda: services.send_code(challenge.id)] * 5)
    assert [line["code"] for line in sent_to(number)] == [otp.code_of(challenge.id)]
    challenge.refresh_from_db()
    assert challenge.sent_at is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"used_at": now()},
        {"expires_at": now() - timedelta(seconds=1)},
        {"attempts_left": 0},
        {"sent_at": now()},
    ],
    ids=["used", "expired", "spent", "sent"],
)
def test_a_code_nobody_needs_is_not_sent(number, fields):
    services.send_code(stored(number, **fields).id)
    assert sent_to(number) == []


def test_the_sweep_queues_codes_that_were_never_sent(number):
    lost = stored(number)
    assert services.requeue_unsent_codes() >= 1
    lost.refresh_from_db()
    assert lost.queued_at > now() - timedelta(seconds=30)


def test_the_sweep_does_not_queue_codes_that_are_being_sent(number):
    under_way = stored(number, queued_at=now() - timedelta(seconds=settings.OTP_REQUEUE_SECONDS - 5))
    services.requeue_unsent_codes()
    queued_at = under_way.queued_at
    under_way.refresh_from_db()
    assert under_way.queued_at == queued_at


def test_a_code_that_the_provider_refused_for_good_is_not_queued_again(number):
    challenge = stored(number)
    with (
        running_gateway() as gateway,
        override_settings(SMS_PROVIDER="http", SMS_HTTP_URL=gateway.url, SMS_HTTP_TIMEOUT_SECONDS=5),
    ):
        gateway.status = 503
        with pytest.raises(SmsError):
            services.send_code(challenge.id)
        gateway.status = 400
        services.send_code(challenge.id)
    challenge.refresh_from_db()
    assert challenge.sent_at is None
    assert challenge.queued_at == challenge.expires_at


def test_spent_challenges_are_cleared(number):
    old = stored(number, expires_at=now() - timedelta(days=2))
    assert services.clear_spent_challenges() >= 1
    assert not OtpChallenge.objects.filter(id=old.id).exists()


@pytest.fixture
def _counting():
    limits = {"LIMIT_CODES_PER_NUMBER": "1/60second;5/hour", "LIMIT_CODES_PER_NUMBER_AND_ADDRESS": "4/hour"}
    with override_settings(LIMIT_CODES_IN_ALL="", LIMIT_CODES_PER_PREFIX="", **limits):
        yield


@pytest.mark.usefixtures("_counting")
def test_codes_per_number_are_limited_and_nothing_is_written(number):
    opened = services.request_code(number, None, "unlimited 1")
    with pytest.raises(ApiError) as raised:
        services.request_code(number, None, "unlimited 2")
    assert raised.value.code == "rate_limited"
    assert raised.value.retry_after_seconds in range(1, 61)
    assert OtpChallenge.objects.get(phone_number=number).id == opened.challenge_id


@pytest.mark.usefixtures("_counting")
@override_settings(LIMIT_CODES_PER_ADDRESS="1/hour")
def test_an_address_over_its_limit_spends_nothing_of_the_number(number):
    attacker = str(new_id())
    services.request_code(new_phone_number(), None, attacker)
    with override_settings(LIMIT_CODES_PER_NUMBER="2/hour"):
        for _ in range(5):
            with pytest.raises(ApiError):
                services.request_code(number, None, attacker)
        services.request_code(number, None, str(new_id()))
        services.request_code(number, None, str(new_id()))


@pytest.mark.usefixtures("_counting")
def test_one_address_cannot_use_up_a_number(number):
    with override_settings(LIMIT_CODES_PER_ADDRESS="", LIMIT_CODES_PER_NUMBER="5/hour"):
        attacker, outcomes = str(new_id()), []
        for _ in range(10):
            try:
                services.request_code(number, None, attacker)
                outcomes.append("sent")
            except ApiError as error:
                outcomes.append(error.code)
        assert outcomes == ["sent"] * 4 + ["rate_limited"] * 6
        services.request_code(number, None, str(new_id()))


@pytest.mark.usefixtures("_counting")
@pytest.mark.parametrize(
    ("setting", "charge"),
    [
        ("LIMIT_CODES_PER_ADDRESS", Charge("codes_per_address", "198.51.100.9")),
        ("LIMIT_CODES_PER_PREFIX", Charge("codes_per_prefix", "49")),
        ("LIMIT_CODES_IN_ALL", Charge("codes_in_all", "")),
    ],
)
def test_codes_are_limited_by_address_country_and_in_all(number, setting, charge):
    with override_settings(**{setting: "1/hour"}):
        with suppress(ApiError):  # Spent already by an earlier run.
            spend(charge)
        with pytest.raises(ApiError) as raised:
            services.request_code(number, None, "198.51.100.9")
    assert raised.value.code == "rate_limited"


def test_without_a_broker_nothing_is_done(number, tmp_path, monkeypatch):
    before = stored(number)
    monkeypatch.setitem(current_app.conf, "broker_write_url", f"redis+socket://{tmp_path}/none.sock")
    with pytest.raises(ApiError) as raised:
        services.request_code(number, None, ADDRESS)
    assert raised.value.code == "unavailable"
    assert OtpChallenge.objects.get(phone_number=number).id == before.id
