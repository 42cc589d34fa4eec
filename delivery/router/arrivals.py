"""The updates that arrived, delivered in order, without blocking the event loop for longer than a turn."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable

from delivery.ending import end
from delivery.envelopes import Envelope, Packed, envelopes, unpack
from delivery.updates import Update

logger = logging.getLogger(__name__)

# How long deliveries may block the event loop before other tasks run.
TURN_SECONDS = 0.005


class Arrivals:
    """One queue for the updates of this process and those from the bus; `deliver` is called with each of them."""

    def __init__(self, deliver: Callable[[Envelope], None]) -> None:
        self._deliver = deliver
        self._queue: deque[Envelope] = deque()
        self._rest: asyncio.Task[None] | None = None

    def publish(self, updates: list[Update]) -> None:
        """Deliver the updates that this process published: as many as fit into one turn now, the rest soon."""
        self._queue.extend(envelope for update in updates for envelope in envelopes(update))
        self._turn()

    async def receive(self, items: Iterable[Packed]) -> None:
        """Deliver the envelopes that came over the bus; return when all are delivered."""
        self._queue.extend(unpack(item) for item in items)
        self._turn()
        if self._rest is not None:
            await self._rest

    async def stop(self) -> None:
        """End. Updates that still wait are not delivered."""
        await end([self._rest] if self._rest else [])

    def _turn(self) -> None:
        if self._rest is None and not self._deliver_for_a_turn():
            self._rest = asyncio.get_running_loop().create_task(self._deliver_rest())

    async def _deliver_rest(self) -> None:
        while True:
            await asyncio.sleep(0)
            if self._deliver_for_a_turn():
                break
        self._rest = None

    def _deliver_for_a_turn(self) -> bool:
        """Deliver for one turn; return whether the queue is empty."""
        turn_ends = time.monotonic() + TURN_SECONDS
        while self._queue:
            try:
                self._deliver(self._queue.popleft())
            except Exception:
                logger.exception("an update could not be delivered")
            if time.monotonic() >= turn_ends:
                break
        return not self._queue
