"""Processes that are killed or stopped, and a Redis that is lost and comes back empty."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.harness.stack import Stack
from tests.harness.types import NewPerson, StartStack
from tests.presence.seeing import HIDDEN, ONLINE, presence, say, status, until, updates_about, watch, write_to

RENEW, LIFETIME, SWEEP = 0.5, 1.5, 0.3
SHORT = {
    "PRESENCE_RENEW_SECONDS": str(RENEW),
    "PRESENCE_LIFETIME_SECONDS": str(LIFETIME),
    "PRESENCE_SWEEP_SECONDS": str(SWEEP),
    "PRESENCE_RETRY_SECONDS": "0.2",
}
# How long two processes on a busy machine may take.
SLACK = 2.0


@pytest.fixture
async def stack(start_stack: StartStack) -> Stack:
    return await asyncio.to_thread(start_stack, env=SHORT)


async def test_a_killed_process_turns_its_people_offline_in_time(stack: Stack, new_person: NewPerson):
    alice, bob, dora = [await new_person(name, stack.web[1]) for name in ("Alice", "Bob", "Dora")]
    await alice.connect(stack.web[0])
    await dora.connect(stack.web[0])
    watching = await bob.connect(stack.web[1])
    async with dora.connect(stack.web[1]):
        assert await watch(watching, alice, dora) == [ONLINE, ONLINE]
        began, killed_at = time.monotonic(), datetime.now(UTC)
        stack.web[0].kill()
        gone = await presence(watching, alice)
        assert time.monotonic() - began < LIFETIME + SWEEP + SLACK
        assert gone["status"] == "offline"
        seen_before_seconds = (killed_at - datetime.fromisoformat(gone["last_seen_at"])).total_seconds()
        assert -0.01 <= seen_before_seconds < RENEW + SLACK
        assert await status(bob, alice.id) == gone
        # Dora has another device, at the process that goes on.
        assert await status(bob, dora.id) == ONLINE
        assert updates_about(watching, dora) == 0


async def test_a_process_that_is_stopped_turns_its_people_offline(start_stack: StartStack, new_person: NewPerson):
    stack = await asyncio.to_thread(lambda: start_stack(own_servers=False))
    alice, bob = await new_person("Alice", stack.web[0]), await new_person("Bob", stack.web[1])
    await alice.connect(stack.web[0])
    watching = await bob.connect(stack.web[1])
    assert await watch(watching, alice) == [ONLINE]
    await asyncio.to_thread(stack.web[0].stop)
    # This comes long before an entry expires.
    gone = await presence(watching, alice, timeout=5)
    assert (gone["status"], gone["last_seen_at"] is None) == ("offline", False)
    assert "Traceback" not in stack.web[0].log_text()


async def test_redis_may_go_and_come_back_empty(stack: Stack, new_person: NewPerson):
    alice, bob, dora, erin, frank = [
        await new_person(name, stack.web[0]) for name in ("Alice", "Bob", "Dora", "Erin", "Frank")
    ]
    writing = await alice.connect(stack.web[0])
    going = await dora.connect(stack.web[0])
    await frank.connect(stack.web[0])
    asking, waiting = await bob.connect(stack.web[1]), await erin.connect(stack.web[1])
    conversation_id = await write_to(writing, bob)
    assert (await say(frank, "offline"))["status"] == "offline"
    assert await watch(waiting, alice, dora) == [ONLINE, ONLINE]
    # By now every process has checked them again.
    await asyncio.sleep(2 * RENEW)
    stack.redis.kill()
    # While Redis is away no update says that a person went offline. A request is answered at once with what is known.
    assert (await timed(status(bob, alice.id)))["status"] == "offline"
    assert await timed(watch(asking, alice)) == [HIDDEN]
    assert await timed(writing.command("typing", conversation_id=conversation_id, state="typing")) == {}
    answer = await frank.rest.put(f"/users/{frank.id}/status", {"status": "offline"})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    late = await timed(opened(dora.connect, stack.web[1]))
    await late.close()
    await going.close()

    async def last_seen_is_stored() -> bool:
        return (await status(bob, dora.id))["last_seen_at"] is not None

    await until(last_seen_is_stored)
    assert (updates_about(waiting, alice), updates_about(waiting, dora)) == (0, 0)
    await asyncio.to_thread(stack.redis.start)
    assert await presence(asking, alice) == ONLINE
    assert (await presence(waiting, dora))["last_seen_at"] is not None
    assert updates_about(waiting, alice) == 0
    assert (await status(bob, frank.id))["status"] == "offline"
    assert await status(bob, alice.id) == ONLINE
    for process in stack.web:
        assert "Traceback" not in process.log_text()
    # All is as before: presence is live, and a person who set themselves offline stays so until they set online.
    assert await say(frank, "online") == ONLINE
    assert await watch(asking, dora) == [await status(bob, dora.id)]
    async with dora.connect(stack.web[0]):
        assert await presence(asking, dora) == ONLINE


async def timed(work: Any) -> Any:
    """Return what is awaited; fail if it takes longer than one timeout of Redis."""
    async with asyncio.timeout(1.5):
        return await work


async def opened(connect: Callable[..., Any], *arguments: Any) -> Any:
    return await connect(*arguments)
