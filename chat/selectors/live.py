"""The reads of chat for live delivery; config/wiring.py assigns them to delivery's ports."""

import re
import time
from collections.abc import Collection, Container
from uuid import UUID

import orjson
from django.conf import settings

from accounts.selectors import changed_parts
from chat.store import live as store
from common.database import connection
from delivery.ports import Membership, Polled, PolledUpdate


async def memberships_of(user_id: UUID) -> list[Membership]:
    """Return every active membership of one person. One query."""
    async with connection() as borrowed:
        return await store.memberships(borrowed, user_id)


async def members_among(conversation_id: UUID, user_ids: Collection[UUID] | None) -> tuple[int, list[Membership]]:
    """Return a conversation's members_version and the active memberships of these people (None: of all). One query."""
    async with connection() as borrowed:
        return await store.members(borrowed, conversation_id, user_ids)


async def changed_since(since: str | None, users: Collection[UUID], conversations: Container[UUID]) -> Polled:
    """Return the changes since a snapshot, for these people and conversations. None: only take a snapshot."""
    async with connection() as borrowed:
        began = time.monotonic()
        if since is None:
            return Polled(await store.snapshot(borrowed), [], time.monotonic() - began)
        snapshot, news = await store.changed(borrowed, since, users, conversations, settings.POLL_RECOUNTS)
        parts = await changed_parts(borrowed, since, _xmin(since), users)
        took = time.monotonic() - began
    updates = [PolledUpdate(one.frame.encode(), one.user_id, one.conversation_id, one.members_version) for one in news]
    updates += [
        PolledUpdate(orjson.dumps({"update": "account", "changed": changed}), user_id, None, 0)
        for user_id, changed in parts
    ]
    return Polled(snapshot, updates, took)


def _xmin(snapshot: str) -> int:
    """Return the xmin of `xmin:xmax:xip_list`."""
    found = re.match(r"\d+", snapshot)
    assert found is not None
    return int(found[0])
