"""Stopping at any moment: the last-seen times of removed people are stored, and their change is published."""

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
async def published(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Update]]:
    """The published updates; presence's Redis client is open."""
    updates: list[Update] = []
    async with publishing():
        monkeypatch.setattr(publisher(), "local", updates.extend)
        store.open_client()
        yield updates
        await store.close_client()


async def is_stored(user_id: UUID) -> bool:
    return await in_thread(User.objects.filter(id=user_id, last_seen_at__isnull=False).exists)


async def test_a_person_who_is_being_removed_is_stored_and_published(published: list[Update]):
    last_seen = LastSeen()
    connections = Connections(last_seen)
    last_seen.start()
    connections.start()
    alice = LocalConnection(await in_thread(new_user))
    assert alice.user_id is not None
    await connections.enter(alice)
    await until(lambda: bool(published))
    published.clear()
    # A call that has to connect first can be interrupted anywhere.
    assert store._client is not None
    await store._client.connection_pool.disconnect()
    connections.leave(alice)
    # Wait until the task has taken the lost connection and is calling Redis.
    while connections._leaving:  # noqa: ASYNC110 - nothing notifies the test of it
        await asyncio.sleep(0)
    await connections.stop()
    await last_seen.stop()
    assert await is_stored(alice.user_id)
    assert published == [StatusChanged(alice.user_id)]


async def test_a_person_who_is_being_stored_is_published(published: list[Update]):
    last_seen = LastSeen()
    last_seen.start()
    alice_id = await in_thread(new_user)
    last_seen.put([Gone(alice_id, now())])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await last_seen.stop()
    assert await is_stored(alice_id)
    assert published == [StatusChanged(alice_id)]
