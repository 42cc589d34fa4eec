"""This process's memory of devices that were active a moment ago. Bounded in time and size."""

import time
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.conf import settings


class Seen(NamedTuple):
    """A device that was active with a token of `generation`, and the time (monotonic) until which this counts."""

    user_id: UUID
    generation: int
    until: float


_seen: dict[UUID, Seen] = {}


def is_active(user_id: UUID, device_id: UUID, generation: int) -> bool:
    """Return whether the device was found active, with this very token, less than DEVICE_CACHE_SECONDS ago."""
    seen = _seen.get(device_id)
    return seen is not None and seen[:2] == (user_id, generation) and time.monotonic() < seen.until


def remember(user_id: UUID, device_id: UUID, generation: int, asked_at: float) -> None:
    """Record that the device was active at `asked_at` (monotonic, read before the query to the database)."""
    if len(_seen) >= settings.DEVICE_CACHE_ITEMS:
        # Entries live for seconds, so clearing all costs less than keeping them in order.
        _seen.clear()
    _seen[device_id] = Seen(user_id, generation, asked_at + settings.DEVICE_CACHE_SECONDS)


def forget(device_ids: Iterable[UUID]) -> None:
    """Forget devices that were signed out."""
    for device_id in device_ids:
        _seen.pop(device_id, None)
