"""Two real processes whose Redis dies, hangs and comes back."""

import asyncio
import signal
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from tests.harness.people import Person
from tests.harness.sockets import SocketClient
from tests.harness.stack import Stack
from tests.harness.types import NewPerson, StartStack

# One second until the next poll, and time for two processes on a busy machine.
SOON_SECONDS = 3.0


def at(position: int) -> Callable[[dict[str, Any]], bool]:
    """Return a condition that holds for updates with this position."""
    return lambda update: bool(update["position"] == position)


class Pair(NamedTuple):
    """Alice at one process and bob at the other. They have already written to each other."""

    stack: Stack
    alice: Person
    bob: Person
    sending: SocketClient
    receiving: SocketClient

    async def send(self, text: str) -> dict[str, Any]:
        fields = {"recipient_id": str(self.bob.id), "client_message_id": str(uuid4()), "text": text}
        sent = await self.sending.command("send_message", **fields)
        message: dict[str, Any] = sent["message"]
        return message

    async def send_and_receive(self, text: str) -> None:
        """Send messages until one arrives live."""
        async with asyncio.timeout(15):
            while True:
                position = (await self.send(text))["position"]
                try:
                    await self.receiving.next_update("change", timeout=0.3, where=at(position))
                except AssertionError:
                    continue
                return


@pytest.fixture
async def pair(start_stack: StartStack, new_person: NewPerson) -> Pair:
    stack = await asyncio.to_thread(start_stack)
    alice, bob = await new_person("alice", stack.web[0]), await new_person("bob", stack.web[1])
    made = Pair(stack, alice, bob, await alice.connect(stack.web[0]), await bob.connect(stack.web[1]))
    await made.send_and_receive("hello")
    return made


async def test_sends_go_on_while_redis_is_killed_and_all_is_normal_after_its_empty_restart(pair: Pair):
    pair.stack.redis.kill()
    for number in range(3):
        position = (await pair.send(f"without redis {number}"))["position"]
        began = time.monotonic()
        await pair.receiving.next_update("head", where=at(position))
        assert time.monotonic() - began < SOON_SECONDS
    # In a thread, so that the sockets go on reading meanwhile.
    await asyncio.to_thread(pair.stack.redis.start)
    for socket in (pair.sending, pair.receiving):
        await socket.next_update("resync")
    await pair.send_and_receive("with redis again")
    for socket in (pair.sending, pair.receiving):
        assert [update["update"] for update in socket.updates].count("resync") == 1


async def test_nobody_waits_for_a_redis_that_hangs(pair: Pair):
    assert pair.stack.redis.process is not None
    pair.stack.redis.process.send(signal.SIGSTOP)
    try:
        for number in range(10):
            began = time.monotonic()
            position = (await pair.send(f"hanging {number}"))["position"]
            assert time.monotonic() - began < 0.5
        await pair.receiving.next_update("head", where=at(position))
        late = await pair.alice.connect(pair.stack.web[1])
        began = time.monotonic()
        await late.command("ping")
        assert time.monotonic() - began < 0.5
    finally:
        pair.stack.redis.process.send(signal.SIGCONT)
    await pair.receiving.next_update("resync")
    await pair.send_and_receive("awake")


async def test_a_revoked_device_is_closed_within_five_seconds_without_redis(pair: Pair):
    elsewhere = await pair.bob.sign_in_again(pair.stack.web[0])
    pair.stack.redis.kill()
    began = time.monotonic()
    answer = await elsewhere.rest.delete(f"/devices/{pair.bob.device_id}")
    assert answer.status_code == 204
    assert await pair.receiving.wait_closed() == 4401
    assert time.monotonic() - began < 5
    await asyncio.to_thread(pair.stack.redis.start)
