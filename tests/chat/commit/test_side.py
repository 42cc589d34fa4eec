"""Sends to locked conversations: they wait beside the batches, each conversation and each message for itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.test import override_settings

from chat.commit import writer
from chat.commit.writer import Writer
from chat.store.append import Outcome
from common.bridge import in_thread
from common.errors import ApiError
from tests.chat.commit.test_writer import HOLD, writing
from tests.chat.in_process import is_gap_free, new_direct, new_user, numbers, other_session, text_item
from tests.chat.loop import publishing
from tests.delivery.local import until


@pytest.fixture
async def started() -> AsyncIterator[Writer]:
    async with publishing():
        writer.start()
        assert writer._writer is not None
        yield writer._writer
        await writer.stop()


@pytest.fixture
def holder() -> Iterator[psycopg.Connection[Any]]:
    """A session that holds locks until it rolls back."""
    with other_session() as session:
        yield session


async def conversations(number: int) -> tuple[UUID, list[UUID]]:
    """Return a person and some of their conversations."""

    def make() -> tuple[UUID, list[UUID]]:
        alice = new_user("Alice")
        return alice, [new_direct(alice, new_user("Bob")) for _ in range(number)]

    return await in_thread(make)


async def test_a_conversation_that_is_locked_briefly_does_not_wait_for_one_that_is_locked_longer(
    started: Writer, holder: psycopg.Connection[Any]
):
    alice, [long, brief] = await conversations(2)
    holder.execute(HOLD, [long])
    waiting = []
    for count in range(1, 6):
        waiting += writing(text_item(long, alice))
        # Each is in a batch of its own, which finds the conversation locked.
        await asyncio.sleep(0.15 if count == 1 else 0.01)
    with other_session() as second:
        second.execute(HOLD, [brief])
        [sent] = writing(text_item(brief, alice))
        await until(lambda: len(started._side) == 2)
        second.rollback()
    began = time.monotonic()
    assert (await sent).outcome == Outcome.FRESH
    assert time.monotonic() - began < 2
    assert not any(task.done() for task in waiting)
    holder.rollback()
    assert [row.seq for row in await asyncio.gather(*waiting)] == [1, 2, 3, 4, 5]
    await until(lambda: len(started._side) == 0)


async def test_further_sends_to_a_locked_conversation_do_not_make_the_batches_wait_again(
    started: Writer, holder: psycopg.Connection[Any]
):
    alice, [held, free] = await conversations(2)
    holder.execute(HOLD, [held])
    waiting = writing(text_item(held, alice))
    await until(lambda: len(started._side) == 1)
    began = time.monotonic()
    for _ in range(30):
        waiting += writing(text_item(held, alice))
        await writer.write(text_item(free, alice))
    # Thirty waits of 100 ms would be three seconds.
    assert time.monotonic() - began < 2
    holder.rollback()
    assert [row.seq for row in await asyncio.gather(*waiting)] == list(range(1, 32))


@override_settings(WRITER_SIDE_LOCK_TIMEOUT_SECONDS=1)
async def test_each_message_has_its_own_deadline(started: Writer, holder: psycopg.Connection[Any]):
    alice, [held] = await conversations(1)
    holder.execute(HOLD, [held])

    async def waited() -> float:
        began = time.monotonic()
        with pytest.raises(ApiError, match="busy"):
            await writer.write(text_item(held, alice))
        return time.monotonic() - began

    waits = []
    for _ in range(5):
        waits.append(asyncio.create_task(waited()))
        await asyncio.sleep(0.2)
    assert all(0.9 < seconds < 2 for seconds in await asyncio.gather(*waits))


@override_settings(WRITER_SIDE_CONVERSATIONS=1, WRITER_SIDE_ITEMS=2)
async def test_what_does_not_fit_is_refused_at_once(started: Writer, holder: psycopg.Connection[Any]):
    alice, [held, other] = await conversations(2)
    holder.execute(HOLD, [held])
    holder.execute(HOLD, [other])
    waiting = writing(text_item(held, alice))
    await until(lambda: len(started._side) == 1)
    for one in (held, held, held, other):
        waiting += writing(text_item(one, alice))
    await until(lambda: sum(task.done() for task in waiting) >= 2)
    holder.rollback()
    done = await asyncio.gather(*waiting, return_exceptions=True)
    refused = [one.code for one in done if isinstance(one, ApiError)]
    assert refused in (["busy"] * 2, ["busy"] * 3)
    assert isinstance(done[4], ApiError)
    assert is_gap_free(await in_thread(numbers, held))
    assert await in_thread(numbers, other) == []


async def test_one_item_that_is_sent_again_while_it_waits_is_written_once(
    started: Writer, holder: psycopg.Connection[Any]
):
    alice, [held] = await conversations(1)
    holder.execute(HOLD, [held])
    item = text_item(held, alice)
    waiting = writing(item)
    await until(lambda: len(started._side) == 1)
    waiting += writing(item, text_item(held, alice))
    await asyncio.sleep(0)
    holder.rollback()
    assert [row.seq for row in await asyncio.gather(*waiting)] in ([1, 1, 2], [1, 1, 3])
    assert len(await in_thread(numbers, held)) == 2
