"""Who is online, as another person may see it."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from accounts.selectors import visible_status
from common.bridge import READ, in_thread
from delivery.router import router
from presence import store
from presence.serializers import HIDDEN, ONLINE, StatusAnswer, offline

logger = logging.getLogger(__name__)
K = TypeVar("K")


async def statuses(viewer_id: UUID, user_ids: Collection[UUID]) -> dict[UUID, StatusAnswer]:
    """Return the status of each person as the viewer may see it. Unknown people look like people who hide their status.

    Makes one call to Redis and one query. While Redis is away, everyone is offline since the time in the database.
    """
    found = await presence_of(user_ids) or store.Found(set(), {})
    seen = await in_thread(visible_status, viewer_id, user_ids, threads=READ)
    return {user_id: as_seen(user_id, user_id, seen, found) for user_id in user_ids}


async def presence_of(user_ids: Collection[UUID]) -> store.Found | None:
    """Return which of these people are online, and who went offline lately; None while Redis does not answer."""
    if not router().redis_available:
        # The router knows that Redis is away, so nobody needs to wait for it.
        return None
    try:
        return await store.presence_of(user_ids)
    except store.AWAY as error:
        logger.debug("Redis does not answer who is online: %r", error)
        return None


def as_seen(user_id: UUID, key: K, seen: Mapping[K, datetime | None], found: store.Found) -> StatusAnswer:
    """Return one status. `seen` has the stored last-seen times, with keys only for people whose status may be seen."""
    if key not in seen:
        return HIDDEN
    if user_id in found.online:
        return ONLINE
    moments = [moment for moment in (seen[key], found.gone.get(user_id)) if moment is not None]
    return offline(max(moments, default=None))
