"""The bus is lost in every possible way, and comes back."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from channels.layers import get_channel_layer
from django.conf import settings
from django.test import override_settings
from typing_extensions import override

from delivery.layer import forget_listener, on_subscriber_connected
from delivery.publisher import Publisher
from delivery.router import Router
from delivery.updates import UserUpdate
from ops.supervisor.valkey import EmbeddedValkey
from tests.delivery.local import LocalConnection, Members, until
from tests.harness.servers import clean_environment

RESYNC = b'{"update":"resync","reason":"redis"}'
PATIENCE = 15.0


async def connected(router: Router, user_id: UUID) -> LocalConnection:
    connection = LocalConnection(user_id)
    await router.add(connection)
    return connection


@contextmanager
def stopped(valkey: EmbeddedValkey):
    """Let Valkey hang: it accepts connections, but does not answer."""
    assert valkey.process is not None
    valkey.process.send(signal.SIGSTOP)
    try:
        yield
    finally:
        valkey.process.send(signal.SIGCONT)


async def publish_until(holds: Callable[[], bool], sender: Publisher, user_id: UUID) -> None:
    """Publish until a condition holds, because each single update may be lost."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            sender.put([UserUpdate(user_id, b"again")])
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("slots", [1, 64], indirect=True)
async def test_delivery_is_back_after_valkey_was_killed_and_restarted_empty(
    valkey: EmbeddedValkey, slots: int, members: Members, sender: Publisher
):
    router, alice_id = Router(), uuid4()
    changes: list[bool] = []
    router.link_changed = lambda: changes.append(router.redis_available)
    await router.start()
    alice = await connected(router, alice_id)
    valkey.kill()
    await until(lambda: not router.redis_available)
    bob = await asyncio.wait_for(connected(router, uuid4()), 1)
    valkey.start()
    await until(lambda: RESYNC in alice.frames and RESYNC in bob.frames, PATIENCE)
    await publish_until(lambda: b"again" in alice.frames, sender, alice_id)
    sender.put([UserUpdate(bob.user_id or alice_id, b"to bob"), UserUpdate(alice_id, b"to alice")])
    await until(lambda: b"to bob" in bob.frames and b"to alice" in alice.frames)
    assert alice.frames.count(RESYNC) == 1
    assert changes == [True, False, True]
    await router.stop()


async def test_a_restart_too_quick_to_be_noticed_brings_a_resync_too(
    valkey: EmbeddedValkey, members: Members, sender: Publisher
):
    with override_settings(CANARY_SECONDS=60):
        router, alice_id = Router(), uuid4()
        await router.start()
        alice = await connected(router, alice_id)
        valkey.kill()
        valkey.start()
        await until(lambda: RESYNC in alice.frames, PATIENCE)
        await publish_until(lambda: b"again" in alice.frames, sender, alice_id)
        assert alice.frames.count(RESYNC) == 1
        await router.stop()


async def test_a_canary_sent_by_a_slower_connection_causes_no_second_resync(
    valkey: EmbeddedValkey, members: Members, monkeypatch: pytest.MonkeyPatch
):
    router, layer, subscribed = Router(), get_channel_layer(), asyncio.Event()
    send = layer.send

    async def send_late(channel: str, message: dict[str, object]) -> None:
        await subscribed.wait()
        await asyncio.sleep(0.05)  # long enough for the subscriptions to work again
        await send(channel, message)

    with override_settings(CANARY_SECONDS=0.05, REDIS_TIMEOUT_SECONDS=1):
        await router.start()
        alice = await connected(router, uuid4())
        valkey.kill()
        await until(lambda: not router.redis_available)
        monkeypatch.setattr(layer, "send", send_late)
        on_subscriber_connected(subscribed.set)
        valkey.start()
        await until(lambda: router.redis_available, PATIENCE)
        returned = router._link._returned_canary
        await until(lambda: router._link._returned_canary > returned + 3)
        assert alice.frames.count(RESYNC) == 1
        forget_listener(subscribed.set)
        await router.stop()


async def test_a_hanging_valkey_is_noticed_and_nothing_waits_for_it(
    valkey: EmbeddedValkey, members: Members, sender: Publisher
):
    router, alice_id = Router(), uuid4()
    await router.start()
    sender.on_failure = router.suspect
    alice = await connected(router, alice_id)
    sender.put([UserUpdate(alice_id, b"before")])
    await until(lambda: alice.frames == [b"before"])
    with stopped(valkey):
        began = time.perf_counter()
        for _ in range(3 * settings.PUBLISH_QUEUE_ITEMS):
            sender.put([UserUpdate(alice_id, b"lost")])
        assert time.perf_counter() - began < 1
        assert sender.dropped >= settings.PUBLISH_QUEUE_ITEMS
        await until(lambda: not router.redis_available)
        await asyncio.wait_for(connected(router, uuid4()), 1)
        await asyncio.wait_for(sender.flush(), 5 * settings.REDIS_TIMEOUT_SECONDS)
    await until(lambda: RESYNC in alice.frames, PATIENCE)
    await publish_until(lambda: alice.frames[-1] == b"again", sender, alice_id)
    await router.stop()


async def test_a_process_that_starts_without_valkey_joins_it_later(
    valkey: EmbeddedValkey, members: Members, sender: Publisher
):
    valkey.stop()
    router, alice_id = Router(), uuid4()
    await asyncio.wait_for(router.start(), 5)
    assert not router.redis_available
    alice = await connected(router, alice_id)
    valkey.start()
    await until(lambda: RESYNC in alice.frames, PATIENCE)
    await publish_until(lambda: b"again" in alice.frames, sender, alice_id)
    # The layer keeps no channels of the failed attempts.
    assert len(get_channel_layer().channels) == 1
    await router.stop()


async def test_a_router_busy_with_a_large_fan_out_does_not_take_valkey_for_gone(bus: Router, sender: Publisher):
    changes: list[bool] = []
    alice_id = uuid4()

    class Slow(LocalConnection):
        @override
        def _push(self, frame: bytes) -> bool:
            time.sleep(0.002)  # a socket that takes its time
            return super()._push(frame)

    alice = Slow(alice_id)
    await bus.add(alice)
    bus.link_changed = lambda: changes.append(bus.redis_available)
    with override_settings(REDIS_TIMEOUT_SECONDS=0.2, CANARY_SECONDS=0.01):
        sender.put([UserUpdate(alice_id, b"x")] * 500)
        await until(lambda: len(alice.frames) >= 500)
    assert changes == []


async def test_everything_queued_goes_out_as_one_message_a_slot(bus: Router, sender: Publisher, slots: int):
    received: list[int] = []
    deliver = bus._link._receive

    async def counted(items):
        received.append(len(items))
        await deliver(items)

    bus._link._receive = counted
    alice_id = uuid4()
    alice = await connected(bus, alice_id)
    for number in range(100):
        sender.put([UserUpdate(alice_id, b"%d" % number)])
    await until(lambda: len(alice.frames) == 100)
    assert received == [100]
    received.clear()
    sender.put([UserUpdate(alice_id, b"x" * 300_000)] * 4)
    await until(lambda: len(alice.frames) == 104)
    assert received == [2, 2]


async def test_what_a_command_publishes_last_is_not_lost_with_its_process(bus: Router):
    alice_id = uuid4()
    alice = await connected(bus, alice_id)
    script = (
        "import django; django.setup()\n"
        "from uuid import UUID\n"
        "from delivery.publish import publish\n"
        "from delivery.updates import UserUpdate\n"
        f"publish([UserUpdate(UUID('{alice_id}'), b'from a command')])\n"
    )
    environment = clean_environment(
        {"REDIS_URL": settings.REDIS_URL, "DATABASE_URL": settings.DATABASE_URL, "VAR_DIR": str(settings.VAR_DIR)}
    ) | {"ROUTER_SLOTS": str(settings.ROUTER_SLOTS)}
    command = [sys.executable, "-c", script]
    await asyncio.to_thread(subprocess.run, command, env=environment, check=True, cwd=settings.BASE_DIR, timeout=30)
    await until(lambda: alice.frames == [b"from a command"])
