"""Signing devices out. All processes refuse their tokens within DEVICE_CACHE_SECONDS; their sockets close at once."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts import device_cache
from accounts.models import Device, User
from accounts.services.parts import mark_changed, publish_on_commit
from common.clock import now
from common.errors import not_found
from delivery.updates import DeviceEnded


def revoke_device(user_id: UUID, device_id: UUID) -> None:
    """Sign out one of a person's devices.

    Raises ApiError `not_found` for a device of another person or a revoked one.
    """
    if not _revoke(user_id, [device_id]):
        raise not_found()


def revoke_other_devices(user_id: UUID, device_id: UUID) -> None:
    """Sign out all devices of a person except `device_id`."""
    others = Device.objects.filter(user_id=user_id, revoked_at=None).exclude(id=device_id)
    _revoke(user_id, list(others.values_list("id", flat=True)))


def revoke_surplus_devices(user_id: UUID) -> None:
    """Sign out the devices that were away longest if a person has more than DEVICES_PER_PERSON."""
    newest_first = Device.objects.filter(user_id=user_id, revoked_at=None).order_by("-last_active_at", "-id")
    if surplus := list(newest_first.values_list("id", flat=True)[settings.DEVICES_PER_PERSON :]):
        _revoke(user_id, surplus)


def end_access(user_id: UUID) -> None:
    """Close the sockets of all devices of a person after the commit. The devices stay signed in (suspension)."""
    ids = list(Device.objects.filter(user_id=user_id, revoked_at=None).values_list("id", flat=True))
    transaction.on_commit(lambda: device_cache.forget(ids))
    publish_on_commit(DeviceEnded(user_id, tuple(ids)))


@transaction.atomic
def _revoke(user_id: UUID, device_ids: Collection[UUID]) -> bool:
    # The person before the devices: all code locks in this order.
    User.objects.select_for_update(no_key=True).filter(id=user_id).values_list("id").first()
    devices = Device.objects.filter(user_id=user_id, id__in=device_ids, revoked_at=None)
    ended = tuple(devices.order_by("id").values_list("id", flat=True))
    if not devices.filter(id__in=ended).update(revoked_at=now()):
        return False
    mark_changed(user_id, "devices")
    transaction.on_commit(lambda: device_cache.forget(ended))
    publish_on_commit(DeviceEnded(user_id, ended))
    return True
