"""Ending devices."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from accounts import selectors, services
from accounts.models import Device, User
from common.clock import now
from common.errors import ApiError
from common.ids import new_id


def refused(call, *arguments: Any):
    with pytest.raises(ApiError) as raised:
        call(*arguments)
    return raised.value.code


def test_an_ended_device_is_refused_at_once_in_its_own_process(sign_in):
    alice = sign_in()
    services.authenticate(alice.pair.access)
    services.revoke_device(alice.user.id, alice.device.id)
    assert refused(services.authenticate, alice.pair.access) == "not_authenticated"


def test_other_peoples_devices_look_like_unknown_ones(sign_in):
    alice, charlie = sign_in(), sign_in()
    assert refused(services.revoke_device, charlie.user.id, alice.device.id) == "not_found"
    assert refused(services.revoke_device, charlie.user.id, new_id()) == "not_found"
    services.authenticate(alice.pair.access)


def test_a_device_ends_once(sign_in):
    alice = sign_in()
    services.revoke_device(alice.user.id, alice.device.id)
    xid = User.objects.get(id=alice.user.id).devices_xid
    assert refused(services.revoke_device, alice.user.id, alice.device.id) == "not_found"
    assert User.objects.get(id=alice.user.id).devices_xid == xid


def test_all_devices_but_this_one_end(sign_in, number):
    first, second, third = sign_in(number), sign_in(number), sign_in(number)
    services.revoke_other_devices(first.user.id, second.device.id)
    assert [device.id for device in selectors.devices(first.user.id, None, 10)] == [second.device.id]
    assert refused(services.authenticate, third.pair.access) == "not_authenticated"
    services.authenticate(second.pair.access)


def test_ending_moves_devices_xid(sign_in):
    alice = sign_in()
    before = User.objects.get(id=alice.user.id).devices_xid
    services.revoke_device(alice.user.id, alice.device.id)
    assert User.objects.get(id=alice.user.id).devices_xid > before


def test_suspending_keeps_the_devices(sign_in):
    alice = sign_in()
    services.suspend(alice.user.id)
    assert Device.objects.get(id=alice.device.id).revoked_at is None


@override_settings(DEVICES_PER_PERSON=2)
def test_one_device_too_many_signs_out_the_one_that_was_away_longest(sign_in, number):
    first, second = sign_in(number), sign_in(number)
    Device.objects.filter(id=second.device.id).update(last_active_at=now() - timedelta(days=1))
    third = sign_in(number)
    assert refused(services.authenticate, second.pair.access) == "not_authenticated"
    for kept in (first, third):
        assert services.authenticate(kept.pair.access).user_id == first.user.id
