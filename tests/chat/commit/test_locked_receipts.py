"""Receipts while somebody holds a row: those of its conversation wait, and all others go on."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.test import override_settings

from chat.commit import receipts
from chat.commit.receipts import Receipts
from chat.models import ConversationReceipts
from chat.store.receipts import Moved, Watermark
from common.bridge import in_thread
from common.errors import ApiError
from tests.chat.in_process import append, new_group, new_pair, new_user, other_session, rows, text_item
from tests.chat.loop import publishing
from tests.delivery.local import until

HOLD = "SELECT 1 FROM chat_participant WHERE conversation_id = %s AND user_id = %s FOR UPDATE"
HOLD_MINIMA = "SELECT 1 FROM chat_conversationreceipts WHERE conversation_id = %s FOR UPDATE"
MINIMA = "SELECT delivered_to_all_seq FROM chat_conversationreceipts WHERE conversation_id = %s"


@pytest.fixture
async def started() -> AsyncIterator[Receipts]:
    async with publishing():
        receipts.start()
        assert receipts._receipts is not None
        yield receipts._receipts
        await receipts.stop()


@pytest.fixture
def holder() -> Iterator[psycopg.Connection[Any]]:
    """A session that holds locks until it rolls back."""
    with other_session() as session:
        yield session


def moving(conversation_id: UUID, user_id: UUID, seq: int = 1) -> "asyncio.Task[Moved | None]":
    return asyncio.create_task(receipts.move(Watermark(conversation_id, user_id, delivered_seq=seq)))


def talked_pair() -> tuple[UUID, UUID]:
    """Return a direct conversation with one message, and the person who did not send it."""
    alice, bob, conversation_id = new_pair()
    append(text_item(conversation_id, alice))
    return conversation_id, bob


def talked_group(members: int) -> tuple[UUID, list[UUID]]:
    """Return a group with one message, and its members. The first one sent it."""
    people = [new_user() for _ in range(members)]
    group_id = new_group(*people)
    ConversationReceipts.objects.create(conversation_id=group_id, changed_xid=0)
    append(text_item(group_id, people[0]))
    return group_id, people


def seq_of(moved: Moved | None) -> int:
    assert moved is not None
    return moved.delivered_seq


async def test_one_locked_row_holds_only_the_receipts_of_its_conversation(
    started: Receipts, holder: psycopg.Connection[Any]
):
    held, of_held = await in_thread(talked_pair)
    free, of_free = await in_thread(talked_pair)
    holder.execute(HOLD, [held, of_held])
    waiting = moving(held, of_held)
    began = time.monotonic()
    for _ in range(20):
        assert seq_of(await moving(free, of_free)) == 1
    assert time.monotonic() - began < 2
    assert len(started._side) == 1
    assert not waiting.done()
    holder.rollback()
    assert seq_of(await waiting) == 1
    await until(lambda: len(started._side) == 0)


async def test_receipts_in_one_batch_with_a_locked_one_are_committed_at_once(
    started: Receipts, holder: psycopg.Connection[Any]
):
    pairs = [await in_thread(talked_pair) for _ in range(5)]
    holder.execute(HOLD, pairs[2])
    tasks = [moving(*pair) for pair in pairs]
    await until(lambda: sum(task.done() for task in tasks) == 4)
    assert not tasks[2].done()
    holder.rollback()
    assert [seq_of(moved) for moved in await asyncio.gather(*tasks)] == [1] * 5


@override_settings(WRITER_SIDE_LOCK_TIMEOUT_SECONDS=1)
async def test_a_receipt_that_waits_too_long_is_refused_and_can_be_repeated(
    started: Receipts, holder: psycopg.Connection[Any]
):
    held, bob = await in_thread(talked_pair)
    holder.execute(HOLD, [held, bob])
    with pytest.raises(ApiError, match="busy"):
        await moving(held, bob)
    holder.rollback()
    assert seq_of(await moving(held, bob)) == 1


async def test_the_locked_minima_of_a_group_move_as_soon_as_they_are_free(
    started: Receipts, holder: psycopg.Connection[Any]
):
    group_id, [_, bob] = await in_thread(talked_group, 2)
    free, of_free = await in_thread(talked_pair)
    holder.execute(HOLD_MINIMA, [group_id])
    waiting = moving(group_id, bob)
    assert seq_of(await moving(free, of_free)) == 1
    holder.rollback()
    assert seq_of(await waiting) == 1
    assert await in_thread(rows, MINIMA, group_id) == [(1,)]


@override_settings(RECEIPTS_RETRY_SECONDS=0.2, LARGE_GROUP_MEMBERS=1)
async def test_a_group_whose_minima_could_not_move_is_tried_again_without_any_other_receipt(
    started: Receipts, holder: psycopg.Connection[Any]
):
    group_id, [_, bob] = await in_thread(talked_group, 2)
    assert seq_of(await moving(group_id, bob)) == 1
    holder.execute(HOLD_MINIMA, [group_id])
    # The look at the group comes a second after the receipt, and finds the row locked.
    await until(lambda: started._due.get(group_id, 0.0) == 0.0)
    await until(lambda: started._due.get(group_id, 0.0) > 0.0)
    holder.rollback()

    async def moved() -> bool:
        return await in_thread(rows, MINIMA, group_id) == [(1,)]

    async with asyncio.timeout(10):
        while not await moved():
            pass
