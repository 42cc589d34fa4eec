"""Stopping at any moment: whoever was taken away is stored and told."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from accounts.models import User
from common.bridge import in_thread
from common.clock import now
from delivery.publisher import publisher
from delivery.updates import StatusChanged, Update
from presence import store
from presence.connections import Connections
from presence.last_seen import LastSeen
from presence.store import Gone
from tests.chat.in_process import new_user
from tests.chat.loop import publishing
from tests.delivery.local import LocalConnection, until


@pytest.fixture
async def told(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Update]]:
    """What is published, with presence's Redis open."""
    updates: list[Update] = []
    async with publishing():
        monkeypatch.setattr(publisher(), "local", updates.extend)
        store.open_client()
        yield updates
        await store.close_client()


async def is_stored(user_id: UUID) -> bool:
    return await in_thread(User.objects.filter(id=user_id, last_seen_at__isnull=False).exists)


async def test_who_is_being_taken_away_is_stored_and_told(told: list[Update]):
    last_seen = LastSeen()
    connections = Connections(last_seen)
    last_seen.start()
    connections.start()
    alice = LocalConnection(await in_thread(new_user))
    assert alice.user_id is not None
    await connections.enter(alice)
    await until(lambda: bool(told))
    told.clear()
    # A call that has to connect first can be interrupted anywhere.
    assert store._client is not None
    await store._client.connection_pool.disconnect()
    connections.leave(alice)
    # Who left was taken; Redis is being asked.
    while connections._leaving:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0)
    await connections.stop()
    await last_seen.stop()
    assert await is_stored(alice.user_id)
    assert told == [StatusChanged(alice.user_id)]


async def test_who_is_being_stored_is_told(told: list[Update]):
    last_seen = LastSeen()
    last_seen.start()
    alice_id = await in_thread(new_user)
    last_seen.put([Gone(alice_id, now())])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await last_seen.stop()
    assert await is_stored(alice_id)
    assert told == [StatusChanged(alice_id)]
