"""The updates of a process reach its own sockets at once, and only once; those of other processes come over the bus."""

import asyncio
from uuid import uuid4

import pytest
from typing_extensions import override

from delivery.publisher import Publisher
from delivery.router import Router, arrivals
from delivery.updates import ConversationUpdate, UserUpdate
from ops.supervisor.valkey import EmbeddedValkey
from tests.delivery.conftest import Connect
from tests.delivery.local import LocalConnection, Members, until


@pytest.fixture
def own(bus: Router, sender: Publisher) -> Publisher:
    """The publisher of the router's own process."""
    bus.take_from(sender)
    return sender


@pytest.fixture
async def other(slots: int):
    """The publisher of another process."""
    publisher = Publisher()
    publisher.start()
    yield publisher
    await publisher.stop()


async def test_what_is_published_here_is_delivered_before_publish_returns(
    own: Publisher, connect: Connect, members: Members, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(arrivals, "TURN_SECONDS", 60)  # a busy machine may take the processor away in between
    alice_id, bob_id, conversation_id = uuid4(), uuid4(), uuid4()
    members.put(conversation_id, alice_id)
    alice, bob = await connect(alice_id), await connect(bob_id)
    own.put([ConversationUpdate(conversation_id, 1, b"one"), UserUpdate(bob_id, b"two")])
    assert (alice.frames, bob.frames) == ([b"one"], [b"two"])


async def test_own_updates_arrive_once_and_in_order_with_those_of_other_processes(
    own: Publisher, other: Publisher, connect: Connect
):
    alice_id = uuid4()
    alice = await connect(alice_id)
    for number in range(20):
        own.put([UserUpdate(alice_id, b"own %d" % number)])
    await own.flush()
    # This one is behind the process's own updates on the bus.
    other.put([UserUpdate(alice_id, b"another's")])
    await until(lambda: b"another's" in alice.frames)
    assert alice.frames == [*(b"own %d" % number for number in range(20)), b"another's"]


async def test_named_people_get_an_update_once_before_they_are_known_participants(
    own: Publisher, connect: Connect, members: Members
):
    alice_id, bob_id, conversation_id = uuid4(), uuid4(), uuid4()
    alice, bob = await connect(alice_id), await connect(bob_id)
    members.put(conversation_id, alice_id, bob_id)
    own.put([ConversationUpdate(conversation_id, 1, b"first", user_ids=(alice_id, bob_id))])
    own.put([ConversationUpdate(conversation_id, 1, b"second")])
    await until(lambda: alice.frames == bob.frames == [b"first", b"second"])


async def test_an_update_published_from_a_thread_is_delivered_too(own: Publisher, connect: Connect):
    alice_id = uuid4()
    alice = await connect(alice_id)
    await asyncio.to_thread(own.put, [UserUpdate(alice_id, b"from a thread")])
    await until(lambda: alice.frames == [b"from a thread"])


async def test_without_redis_the_updates_of_this_process_still_arrive(valkey: EmbeddedValkey, members: Members):
    router, publisher, alice_id = Router(), Publisher(), uuid4()
    publisher.start()
    router.take_from(publisher)
    await router.start()
    alice = LocalConnection(alice_id)
    await router.add(alice)
    valkey.kill()
    publisher.put([UserUpdate(alice_id, b"without")])
    assert alice.frames == [b"without"]
    await until(lambda: not router.redis_available)
    await publisher.stop()
    await router.stop()


async def test_a_large_fan_out_leaves_others_their_turn_and_keeps_its_order(own: Publisher, bus: Router):
    alice_id = uuid4()

    class Slow(LocalConnection):
        @override
        def _push(self, frame: bytes) -> bool:
            until_turn_ends = asyncio.get_running_loop().time() + 0.001
            while asyncio.get_running_loop().time() < until_turn_ends:
                pass
            return super()._push(frame)

    alice = Slow(alice_id)
    await bus.add(alice)
    own.put([UserUpdate(alice_id, b"%d" % number) for number in range(100)])
    own.put([UserUpdate(alice_id, b"100")])
    assert 0 < len(alice.frames) < 100
    await until(lambda: len(alice.frames) == 101)
    assert alice.frames == [b"%d" % number for number in range(101)]


async def test_an_update_that_cannot_be_delivered_does_not_stop_the_next(own: Publisher, bus: Router, connect: Connect):
    class Broken(LocalConnection):
        @override
        def _push(self, frame: bytes) -> bool:
            raise ValueError("broken")

    broken, bob = Broken(uuid4()), await connect(uuid4())
    await bus.add(broken)
    assert broken.user_id is not None and bob.user_id is not None  # noqa: PT018
    own.put([UserUpdate(broken.user_id, b"lost"), UserUpdate(bob.user_id, b"fine")])
    await until(lambda: bob.frames == [b"fine"])
