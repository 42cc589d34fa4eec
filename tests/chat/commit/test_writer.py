"""The writer with a real database: items that cannot be written, lost connections, locks, limits, and stopping."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.test import override_settings

from chat.commit import writer
from chat.commit.writer import Writer
from chat.store.append import APPEND, Appended, AppendItem, Outcome, append_parameters
from common.bridge import in_thread
from common.errors import ApiError
from tests.chat.in_process import (
    is_gap_free,
    new_direct,
    new_group,
    new_pair,
    new_user,
    numbers,
    other_session,
    text_item,
)
from tests.chat.loop import Listener, listening, positions, publishing
from tests.delivery.local import until

HOLD = "SELECT 1 FROM chat_conversation WHERE id = %s FOR NO KEY UPDATE"
PATIENT = {"WRITER_LOCK_TIMEOUT_MS": 10_000}
StartWriter = Callable[..., Awaitable[Writer]]


@pytest.fixture
async def start_writer() -> AsyncIterator[StartWriter]:
    """Starts this process's writer: `await start_writer(WRITER_QUEUE_ITEMS=3)`. Its main connection is then open."""

    async def start(**settings: Any) -> Writer:
        with override_settings(**settings):
            writer.start()
        started = writer._writer
        assert started is not None
        await started._main._open()
        return started

    async with publishing():
        yield start
        await writer.stop()


@pytest.fixture
async def listener(start_writer: StartWriter) -> AsyncIterator[Listener]:
    """Receives what the writer publishes."""
    async with listening() as started:
        yield started


@pytest.fixture
def holder() -> Iterator[psycopg.Connection[Any]]:
    """A session that holds locks until it rolls back."""
    with other_session() as session:
        yield session


def backend_pid(started: Writer) -> int:
    assert started._main._connection is not None
    return started._main._connection.info.backend_pid


async def until_waits(pid: int) -> None:
    """Return once a backend waits for a lock."""
    with other_session() as looker:
        looker.autocommit = True
        query = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s"
        await until(lambda: looker.execute(query, [pid]).fetchone() == (True,))


def writing(*items: AppendItem) -> "list[asyncio.Task[Appended]]":
    return [asyncio.create_task(writer.write(item)) for item in items]


async def test_a_poisoned_item_fails_alone_in_a_batch_of_many(start_writer: StartWriter):
    await start_writer()
    alice, bob, conversation_id = await in_thread(new_pair)
    good = [text_item(conversation_id, sender, str(number)) for number, sender in enumerate([alice, bob] * 20)]
    poisoned = [
        text_item(conversation_id, alice, "a\x00b"),
        text_item(conversation_id, alice, kind="song"),
        text_item(conversation_id, bob, content="{not json"),
    ]
    mixed = [*good[:10], poisoned[0], *good[10:25], *poisoned[1:], *good[25:]]
    answers = await asyncio.gather(*writing(*mixed), return_exceptions=True)
    for item, answer in zip(mixed, answers, strict=True):
        if item in poisoned:
            assert isinstance(answer, ApiError)
            assert answer.code == "internal"
        else:
            assert isinstance(answer, Appended)
            assert answer.outcome == Outcome.FRESH
    assert is_gap_free(await in_thread(numbers, conversation_id))


async def test_after_a_connection_is_lost_during_a_batch_it_runs_again_exactly_once(
    start_writer: StartWriter, listener: Listener, holder: psycopg.Connection[Any]
):
    pid = backend_pid(await start_writer(**PATIENT))
    alice, bob, conversation_id = await in_thread(new_pair)
    others = [await in_thread(new_direct, alice, await in_thread(new_user)) for _ in range(5)]
    of_bob = await listener.connect(bob)
    holder.execute(HOLD, [conversation_id])
    tasks = writing(*(text_item(one, alice) for one in [conversation_id] * 20 + others))
    await until_waits(pid)
    with other_session() as killer:
        assert killer.execute("SELECT pg_terminate_backend(%s)", [pid]).fetchone() == (True,)
    holder.rollback()
    assert {row.outcome for row in await asyncio.gather(*tasks)} == {Outcome.FRESH}
    found = await in_thread(numbers, conversation_id)
    assert len(found) == 20
    assert is_gap_free(found)
    await until(lambda: len(positions(of_bob)) == 20)
    assert positions(of_bob) == list(range(1, 21))


async def test_a_committed_message_without_an_answer_is_answered_and_published_as_new(
    start_writer: StartWriter, listener: Listener, holder: psycopg.Connection[Any]
):
    await start_writer()
    alice, bob, conversation_id = await in_thread(new_pair)
    of_bob = await listener.connect(bob)
    item = text_item(conversation_id, alice)
    first = holder.execute(APPEND, append_parameters([item])).fetchone()
    holder.commit()
    row = await writer.write(item)
    assert first is not None
    assert (row.outcome, row.seq, row.message) == (Outcome.COMMITTED, 1, first[8])
    await until(lambda: positions(of_bob) == [1])
    assert await in_thread(numbers, conversation_id) == [(1, 1)]


async def test_a_replay_is_answered_and_not_published_again(start_writer: StartWriter, listener: Listener):
    await start_writer()
    alice, bob, conversation_id = await in_thread(new_pair)
    of_bob = await listener.connect(bob)
    item = text_item(conversation_id, alice)
    await writer.write(item)
    again = await writer.write(replace(item, message_id=(await in_thread(text_item, conversation_id, bob)).message_id))
    assert (again.outcome, again.seq) == (Outcome.REPLAY, 1)
    await writer.write(text_item(conversation_id, alice))
    await until(lambda: positions(of_bob) == [1, 2])


async def test_a_locked_conversation_delays_nobody_else_and_is_answered_after(
    start_writer: StartWriter, holder: psycopg.Connection[Any]
):
    await start_writer()
    alice, _, held = await in_thread(new_pair)
    free = await in_thread(new_direct, alice, await in_thread(new_user))
    holder.execute(HOLD, [held])
    waiting = writing(text_item(held, alice), text_item(held, alice))
    for _ in range(20):
        assert (await writer.write(text_item(free, alice))).outcome == Outcome.FRESH
    assert not any(task.done() for task in waiting)
    holder.rollback()
    assert [row.outcome for row in await asyncio.gather(*waiting)] == [Outcome.FRESH] * 2
    assert is_gap_free(await in_thread(numbers, held))
    assert is_gap_free(await in_thread(numbers, free))


async def test_a_conversation_locked_for_too_long_is_answered_busy_and_can_be_repeated(
    start_writer: StartWriter, holder: psycopg.Connection[Any]
):
    await start_writer(WRITER_SIDE_LOCK_TIMEOUT_SECONDS=1)
    alice, _, held = await in_thread(new_pair)
    item = text_item(held, alice)
    holder.execute(HOLD, [held])
    with pytest.raises(ApiError) as refused:
        await writer.write(item)
    assert (refused.value.code, refused.value.retry_after_seconds) == ("busy", 1)
    holder.rollback()
    assert (await writer.write(item)).seq == 1


async def test_a_participant_held_elsewhere_is_waited_for_on_the_side(
    start_writer: StartWriter, holder: psycopg.Connection[Any]
):
    started = await start_writer()
    alice, _, held = await in_thread(new_pair)
    free = await in_thread(new_direct, alice, await in_thread(new_user))
    holder.execute(
        "SELECT 1 FROM chat_participant WHERE conversation_id = %s AND user_id = %s FOR UPDATE", [held, alice]
    )
    waiting = writing(text_item(held, alice))
    await until(lambda: bool(started._side))
    assert (await writer.write(text_item(free, alice))).outcome == Outcome.FRESH
    assert not waiting[0].done()
    holder.rollback()
    assert (await waiting[0]).outcome == Outcome.FRESH


async def test_a_deadlock_is_tried_again(start_writer: StartWriter, holder: psycopg.Connection[Any]):
    pid = backend_pid(await start_writer(**PATIENT))
    alice, bob = await in_thread(new_user), await in_thread(new_user)
    first, second = sorted([await in_thread(new_group, alice, bob), await in_thread(new_group, alice, bob)])
    holder.execute("SET LOCAL deadlock_timeout = '20s'")
    holder.execute(HOLD, [second])
    tasks = writing(text_item(first, alice), text_item(second, alice))
    await until_waits(pid)
    # The writer has the first lock and wants the second, and this session wants the first. The writer must give way.
    await asyncio.to_thread(holder.execute, HOLD, [first])
    holder.rollback()
    assert [row.outcome for row in await asyncio.gather(*tasks)] == [Outcome.FRESH] * 2


async def test_a_full_queue_answers_busy(start_writer: StartWriter, holder: psycopg.Connection[Any]):
    pid = backend_pid(await start_writer(WRITER_QUEUE_ITEMS=3, **PATIENT))
    alice, _, conversation_id = await in_thread(new_pair)
    holder.execute(HOLD, [conversation_id])
    tasks = writing(text_item(conversation_id, alice))
    await until_waits(pid)
    tasks += writing(*(text_item(conversation_id, alice) for _ in range(3)))
    await asyncio.sleep(0)
    with pytest.raises(ApiError, match="busy"):
        await asyncio.wait_for(writer.write(text_item(conversation_id, alice)), 5)
    holder.rollback()
    assert [row.seq for row in await asyncio.gather(*tasks)] == [1, 2, 3, 4]


async def test_stopping_finishes_what_is_queued_and_on_the_side_and_refuses_the_rest(
    start_writer: StartWriter, holder: psycopg.Connection[Any]
):
    started = await start_writer()
    alice, _, held = await in_thread(new_pair)
    free = await in_thread(new_direct, alice, await in_thread(new_user))
    holder.execute(HOLD, [held])
    tasks = writing(text_item(held, alice))
    await until(lambda: bool(started._side))
    tasks += writing(*(text_item(free, alice) for _ in range(5)))
    await asyncio.sleep(0)
    stopping = asyncio.create_task(writer.stop())
    await asyncio.sleep(0)
    with pytest.raises(ApiError, match="unavailable"):
        await asyncio.wait_for(writer.write(text_item(free, alice)), 5)
    await asyncio.gather(*tasks[1:])
    assert not stopping.done()
    holder.rollback()
    await stopping
    assert {task.result().outcome for task in tasks} == {Outcome.FRESH}
    with pytest.raises(ApiError, match="unavailable"):
        await writer.write(text_item(free, alice))
