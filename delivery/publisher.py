"""The process's one publisher: a bounded queue that services fill after their commit, and the task that empties it."""

import asyncio
import atexit
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress

from channels.layers import get_channel_layer
from django.conf import settings

from common.bridge import service_loop
from delivery import metrics
from delivery.ending import end
from delivery.envelopes import Packed, by_slot, size_bytes
from delivery.layer import REDIS_AWAY, publishing
from delivery.topics import slot_topic
from delivery.updates import Update

logger = logging.getLogger(__name__)


class Publisher:
    """Sends the queued updates, as one group message per slot.

    Updates that cannot be sent are dropped and counted; the poll repairs the loss. `on_failure` is called on the loop
    when Redis did not accept updates. `local` is called on the loop with all updates, before they go to Redis. `origin`
    is sent with them, so that this process recognises its own messages when they come back.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self.origin = os.urandom(8)
        self.on_failure: Callable[[], None] | None = None
        self.local: Callable[[list[Update]], None] | None = None
        self._queue: deque[Update] = deque()
        metrics.PUBLISH_QUEUE.set_function(lambda: len(self._queue))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: int | None = None  # the thread of that loop, once `start` was called there
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()  # no update is queued or being sent
        self._woken = False
        self._failing = False
        self._starting = threading.Lock()

    def put(self, updates: list[Update]) -> None:
        """Queue updates, from any thread. Never waits and never raises."""
        if self.local is not None:
            self._deliver_locally(self.local, updates)
        if len(self._queue) + len(updates) > settings.PUBLISH_QUEUE_ITEMS:
            self.dropped += len(updates)
            return
        self._queue.extend(updates)
        if self._woken:
            return
        self._woken = True
        try:
            self._running_loop().call_soon_threadsafe(self._wake_up)
        except RuntimeError:
            # The loop is closed, because the process is going down.
            self.dropped += len(updates)

    def _deliver_locally(self, local: Callable[[list[Update]], None], updates: list[Update]) -> None:
        if threading.get_ident() == self._thread:
            # At once, so that the update leaves together with the reply to the command that caused it.
            local(updates)
            return
        with suppress(RuntimeError):  # the loop is closed, because the process is going down
            self._running_loop().call_soon_threadsafe(local, updates)

    async def flush(self) -> None:
        """Return when all updates queued so far were sent or dropped."""
        while self._queue or not self._idle.is_set():
            self._wake_up()
            await self._idle.wait()

    def start(self) -> None:
        """Start on the running loop. Workers and commands need not call this, because their first `put` starts it."""
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        self._wake_up()

    async def stop(self) -> None:
        """Send the queued updates, then end."""
        if self._task is None:
            return
        await self.flush()
        await end([self._task])
        self._task = self._loop = None

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = service_loop()
                # Without this, the last update would be lost when a command publishes and ends at once.
                atexit.register(self._finish)
        return self._loop

    def _finish(self) -> None:
        loop = self._loop
        if loop is None or not loop.is_running():
            return
        flushed = asyncio.run_coroutine_threadsafe(self.flush(), loop)
        try:
            flushed.result(2 * settings.REDIS_TIMEOUT_SECONDS)
        except (FutureTimeout, RuntimeError):
            logger.warning("the process ends before all its updates were published")

    def _wake_up(self) -> None:
        if self._task is None:
            # New events, because an event belongs to the loop on which it was first awaited.
            self._wake, self._idle = asyncio.Event(), asyncio.Event()
            self._task = asyncio.get_running_loop().create_task(self._run())
        self._idle.clear()
        self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            # Reset this before reading the queue: whoever appends after this point wakes the task again.
            self._woken = False
            while self._queue:
                batch = [self._queue.popleft() for _ in range(len(self._queue))]
                await self._send(batch)
            self._idle.set()

    async def _send(self, batch: list[Update]) -> None:
        try:
            for slot, items in by_slot(batch):
                for part in _parts(items):
                    await self._send_part(slot, part)
        except Exception as error:
            self.dropped += len(batch)
            if not isinstance(error, REDIS_AWAY):
                # Whatever the error is, Redis did not accept the updates.
                logger.exception("updates could not be published")
            elif not self._failing:
                logger.warning("updates are not published because Redis is away: %s", error)
            self._failing = True
            if self.on_failure is not None:
                self.on_failure()
        else:
            metrics.PUBLISHED.inc(len(batch))
            if self._failing:
                logger.warning("updates are published again; dropped since the start: %d", self.dropped)
            self._failing = False

    async def _send_part(self, slot: int, part: list[Packed]) -> None:
        layer = get_channel_layer()
        message = {"type": "updates", "updates": part, "origin": self.origin}
        # Twice the timeout, because the send also waits for the layer's lock besides the socket.
        async with asyncio.timeout(2 * settings.REDIS_TIMEOUT_SECONDS):
            with publishing():
                await layer.group_send(slot_topic(slot), message)


def _parts(items: list[Packed]) -> Iterator[list[Packed]]:
    part: list[Packed] = []
    size = 0
    for item in items:
        part.append(item)
        size += size_bytes(item)
        if size >= settings.PUBLISH_BATCH_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


_publisher = Publisher()


def publisher() -> Publisher:
    """Return the process's publisher."""
    return _publisher


def _after_fork() -> None:
    global _publisher
    _publisher = Publisher()


os.register_at_fork(after_in_child=_after_fork)
