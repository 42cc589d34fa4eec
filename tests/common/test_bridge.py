"""The threads of sync services: each kind has its own, with a bounded queue in front."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from django.test import override_settings

from common.bridge import READ, Threads, in_thread
from common.errors import ApiError
from tests.delivery.local import until

SMALL = {"COMMAND_THREADS": 2, "COMMAND_QUEUE_ITEMS": 3}


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Closed until the test opens it, or ends."""
    closed = threading.Event()
    yield closed
    closed.set()


def holding(threads: Threads, gate: threading.Event, calls: int) -> "list[asyncio.Task[bool]]":
    """Begin calls that end when the gate opens."""
    return [asyncio.create_task(in_thread(gate.wait, 20, threads=threads)) for _ in range(calls)]


@override_settings(**SMALL)
async def test_a_full_queue_answers_busy_and_takes_calls_again_when_there_is_room(gate: threading.Event):
    threads = Threads("command")
    taken = holding(threads, gate, 5)
    await asyncio.sleep(0)
    assert threads.waiting() == 3
    with pytest.raises(ApiError) as refused:
        await in_thread(gate.wait, threads=threads)
    assert (refused.value.code, refused.value.retry_after_seconds) == ("busy", 1)
    gate.set()
    assert await asyncio.gather(*taken) == [True] * 5
    assert await in_thread(lambda: "again", threads=threads) == "again"
    await until(lambda: threads.waiting() == 0)


@override_settings(**SMALL)
async def test_a_call_whose_caller_left_makes_room(gate: threading.Event):
    threads = Threads("command")
    taken = holding(threads, gate, 5)
    await asyncio.sleep(0)
    taken[4].cancel()
    await until(lambda: threads.waiting() == 2)
    taken += holding(threads, gate, 1)
    await asyncio.sleep(0)
    gate.set()
    left = taken.pop(4)
    assert await asyncio.gather(*taken) == [True] * 5
    assert left.cancelled()


@override_settings(**SMALL, COMMAND_QUEUE_SECONDS=0.05)
async def test_a_call_that_waited_too_long_is_refused_while_the_threads_are_still_busy(gate: threading.Event):
    threads = Threads("command")
    ran = []
    taken = holding(threads, gate, 2)
    await asyncio.sleep(0)
    with pytest.raises(ApiError, match="busy"):
        await asyncio.wait_for(in_thread(lambda: ran.append(1), threads=threads), 5)
    assert threads.waiting() == 0
    gate.set()
    # Calls that a thread has begun may take longer.
    assert await asyncio.gather(*taken) == [True, True]
    assert ran == []


@override_settings(**SMALL)
async def test_threads_are_stuck_while_all_are_busy_with_the_same_calls(gate: threading.Event):
    threads = Threads("command")
    taken = holding(threads, gate, 1)
    await asyncio.sleep(0.05)
    assert threads.stuck_seconds() == 0
    taken += holding(threads, gate, 2)
    await until(lambda: threads.stuck_seconds() > 0.1)
    taken[2].cancel()
    await until(lambda: threads.waiting() == 0)
    assert threads.stuck_seconds() > 0.1
    gate.set()
    await until(lambda: threads.stuck_seconds() == 0)


@override_settings(**SMALL)
async def test_full_threads_of_one_kind_delay_no_other_kind(gate: threading.Event):
    taken = holding(Threads("command"), gate, 5)
    await asyncio.sleep(0)
    assert await asyncio.wait_for(in_thread(lambda: "read", threads=READ), 5) == "read"
    gate.set()
    await asyncio.gather(*taken)
