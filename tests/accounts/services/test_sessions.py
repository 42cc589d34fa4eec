"""Checking access tokens and rotating refresh tokens, as the table in PROTOCOL says."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from accounts import device_cache, services
from accounts.models import Device
from accounts.services.sessions import _rotate
from accounts.tokens import make_pair, read_refresh
from common.clock import now
from common.errors import ApiError
from tests.accounts.parallel import at_once


def code(call, *arguments: Any):
    with pytest.raises(ApiError) as raised:
        call(*arguments)
    return raised.value.code


def rotated_long_ago(device):
    moment = now() - timedelta(seconds=settings.REFRESH_GRACE_SECONDS + 1)
    Device.objects.filter(id=device.id).update(refresh_rotated_at=moment)


def is_revoked(device):
    return Device.objects.get(id=device.id).revoked_at is not None


def test_a_check_is_one_query_and_then_none(sign_in):
    access = sign_in().pair.access
    with CaptureQueriesContext(connection) as uncached:
        services.authenticate(access)
    with CaptureQueriesContext(connection) as cached:
        services.authenticate(access)
    assert (len(uncached), len(cached)) == (1, 0)


def test_a_check_is_cached_for_seconds_only(sign_in):
    alice = sign_in()
    with override_settings(DEVICE_CACHE_SECONDS=0):
        services.authenticate(alice.pair.access)
    Device.objects.filter(id=alice.device.id).update(revoked_at=now())
    assert code(services.authenticate, alice.pair.access) == "not_authenticated"


def test_the_cache_stays_bounded(sign_in):
    pairs = [sign_in().pair for _ in range(5)]
    with override_settings(DEVICE_CACHE_ITEMS=3):
        for pair in pairs:
            services.authenticate(pair.access)
    assert len(device_cache._seen) <= 3


def row_version(device):
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM accounts_device WHERE id = %s", [device.id])
        return cursor.fetchone()


def test_a_check_of_a_used_pair_writes_nothing(sign_in):
    alice = sign_in()
    services.authenticate(alice.pair.access)
    before = row_version(alice.device)
    device_cache.forget([alice.device.id])
    services.authenticate(alice.pair.access)
    assert row_version(alice.device) == before


def test_the_last_activity_moves_once_a_minute(sign_in):
    alice = sign_in()
    for age, moves in ((30, False), (90, True)):
        before = now() - timedelta(seconds=age)
        Device.objects.filter(id=alice.device.id).update(last_active_at=before)
        device_cache.forget([alice.device.id])
        services.authenticate(alice.pair.access)
        assert (Device.objects.get(id=alice.device.id).last_active_at > before) == moves


def test_a_token_of_another_person_with_this_device_is_refused(sign_in):
    alice, bob = sign_in(), sign_in()
    forged = make_pair(bob.user.id, alice.device.id, 1, now())
    services.authenticate(alice.pair.access)
    assert code(services.authenticate, forged.access) == "not_authenticated"
    assert code(services.refresh, forged.refresh) == "not_authenticated"


def test_a_generation_that_does_not_exist_is_refused(sign_in):
    alice = sign_in()
    pair = make_pair(alice.user.id, alice.device.id, 2, now())
    assert code(services.authenticate, pair.access) == "not_authenticated"
    assert code(services.refresh, pair.refresh) == "not_authenticated"


def test_refreshing_rotates(sign_in):
    alice = sign_in()
    second = services.refresh(alice.pair.refresh).pair
    third = services.refresh(second.refresh).pair
    assert len({alice.pair, second, third}) == 3
    assert services.authenticate(third.access).generation == 3


def test_an_older_access_token_lives_until_it_expires(sign_in):
    alice = sign_in()
    services.authenticate(services.refresh(alice.pair.refresh).pair.access)
    assert services.authenticate(alice.pair.access).device_id == alice.device.id


def test_a_lost_answer_is_given_again(sign_in):
    alice = sign_in()
    first = services.refresh(alice.pair.refresh).pair
    assert services.refresh(alice.pair.refresh).pair == first
    assert services.refresh(alice.pair.refresh).pair == first


def test_once_the_new_access_token_was_used_the_previous_refresh_is_superseded(sign_in):
    alice = sign_in()
    services.authenticate(services.refresh(alice.pair.refresh).pair.access)
    assert code(services.refresh, alice.pair.refresh) == "token_superseded"
    assert not is_revoked(alice.device)


def test_an_old_access_token_does_not_count_as_use_of_the_new_pair(sign_in):
    alice = sign_in()
    new = services.refresh(alice.pair.refresh).pair
    Device.objects.filter(id=alice.device.id).update(last_active_at=now() - timedelta(minutes=5))
    device_cache.forget([alice.device.id])
    services.authenticate(alice.pair.access)
    assert services.refresh(alice.pair.refresh).pair == new


def test_a_token_two_rotations_old_revokes_the_device(sign_in):
    alice = sign_in()
    newest = services.refresh(services.refresh(alice.pair.refresh).pair.refresh).pair
    assert code(services.refresh, alice.pair.refresh) == "token_reused"
    assert is_revoked(alice.device)
    assert code(services.authenticate, newest.access) == "not_authenticated"
    assert code(services.refresh, newest.refresh) == "not_authenticated"


@pytest.mark.parametrize("used", [False, True])
def test_the_previous_token_after_the_grace_revokes_the_device(sign_in, used):
    alice = sign_in()
    new = services.refresh(alice.pair.refresh).pair
    if used:
        services.authenticate(new.access)
    rotated_long_ago(alice.device)
    assert code(services.refresh, alice.pair.refresh) == "token_reused"
    assert is_revoked(alice.device)


def test_parallel_refreshes_get_the_same_pair(sign_in):
    alice = sign_in()
    pairs = [refreshed.pair for refreshed in at_once(*[lambda: services.refresh(alice.pair.refresh)] * 8)]
    assert len(set(pairs)) == 1
    assert Device.objects.get(id=alice.device.id).refresh_generation == 2


def test_the_second_of_two_refreshes_changes_nothing(sign_in):
    alice = sign_in()
    identity = read_refresh(alice.pair.refresh)
    services.refresh(services.refresh(alice.pair.refresh).pair.refresh)
    assert _rotate(identity) is None
    assert Device.objects.get(id=alice.device.id).refresh_generation == 3


def test_suspended_people_cannot_refresh_and_keep_their_devices(sign_in):
    alice = sign_in()
    services.suspend(alice.user.id)
    assert code(services.refresh, alice.pair.refresh) == "not_authenticated"
    assert code(services.authenticate, alice.pair.access) == "not_authenticated"
    services.resume(alice.user.id)
    assert services.authenticate(services.refresh(alice.pair.refresh).pair.access).user_id == alice.user.id
