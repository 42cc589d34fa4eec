"""What came to be delivered, in order, without holding the loop for longer than a turn."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable

from delivery.ending import end
from delivery.envelopes import Envelope, Packed, envelopes, unpack
from delivery.updates import Update

logger = logging.getLogger(__name__)

# How long the loop may be held by deliveries before others get their turn.
TURN_SECONDS = 0.005


class Arrivals:
    """One queue for what this process published itself and for what came over the bus; `deliver` takes each."""

    def __init__(self, deliver: Callable[[Envelope], None]) -> None:
        self._deliver = deliver
        self._queue: deque[Envelope] = deque()
        self._rest: asyncio.Task[None] | None = None

    def publish(self, updates: list[Update]) -> None:
        """Deliver now what this process published, as far as one turn goes; the rest soon."""
        self._queue.extend(envelope for update in updates for envelope in envelopes(update))
        self._turn()

    async def receive(self, items: Iterable[Packed]) -> None:
        """Deliver what the bus brought; return when that is done."""
        self._queue.extend(unpack(item) for item in items)
        self._turn()
        if self._rest is not None:
            await self._rest

    async def stop(self) -> None:
        """End; what is left is not delivered."""
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
        """Deliver for a turn; return whether nothing is left."""
        turn_ends = time.monotonic() + TURN_SECONDS
        while self._queue:
            try:
                self._deliver(self._queue.popleft())
            except Exception:
                logger.exception("an update could not be delivered")
            if time.monotonic() >= turn_ends:
                break
        return not self._queue
