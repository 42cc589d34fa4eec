"""Items that wait because somebody holds a row of their conversation. They wait beside the batches of all others."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic
from uuid import UUID

import psycopg
from django.conf import settings

from chat.commit.group_commit import I, R, Waiting, next_batch
from common.errors import ApiError

# How long one attempt waits for the row. Long enough for a row for which several batches queue.
TRY_MS = 20
# The pause after an attempt in vain. Each further one is twice as long.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.02, 0.16


class Side(Generic[I, R]):
    """The locked conversations of one queue, each with its waiting items and a task that works them off.

    Later items of such a conversation wait here too: they must not overtake the earlier ones, and the batches must not
    wait for the same row again. An item that has waited WRITER_SIDE_LOCK_TIMEOUT_SECONDS is refused with `busy`.

    attempt: commits items of one conversation and answers them; waits TRY_MS for a row and then raises psycopg's
    LockNotAvailable. place: the conversation of an item. key: a key that may occur only once in a batch.
    """

    def __init__(
        self,
        attempt: Callable[[list[Waiting[I, R]]], Awaitable[None]],
        place: Callable[[I], UUID],
        key: Callable[[I], object],
        batch_items: int,
    ) -> None:
        self._attempt, self._place, self._key, self._batch_items = attempt, place, key, batch_items
        self._queues: dict[UUID, deque[Waiting[I, R]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        # Attempts share one connection. The lock is fair, so every conversation has its turn.
        self._turn = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._queues)

    def take_known(self, batch: list[Waiting[I, R]]) -> None:
        """Take those items out of a batch whose conversation waits here already."""
        if self._queues:
            known = [waiting for waiting in batch if self._place(waiting.item) in self._queues]
            batch[:] = [waiting for waiting in batch if self._place(waiting.item) not in self._queues]
            self.put(known)

    def put(self, items: Iterable[Waiting[I, R]]) -> None:
        """Let items wait here; refuse those for which there is no room with `busy`."""
        for waiting in items:
            conversation_id = self._place(waiting.item)
            queue = self._queues.get(conversation_id)
            if queue is None and len(self._queues) < settings.WRITER_SIDE_CONVERSATIONS:
                queue = self._queues[conversation_id] = deque()
                task = asyncio.create_task(self._work_off(conversation_id, queue), name="side lane")
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            if queue is None or len(queue) >= settings.WRITER_SIDE_ITEMS:
                waiting.fail(ApiError("busy", retry_after_seconds=1))
            else:
                waiting.deadline = time.monotonic() + settings.WRITER_SIDE_LOCK_TIMEOUT_SECONDS
                queue.append(waiting)

    async def finish(self) -> None:
        """Wait until every item is answered."""
        await asyncio.gather(*self._tasks)

    async def _work_off(self, conversation_id: UUID, queue: deque[Waiting[I, R]]) -> None:
        pause = FIRST_PAUSE_SECONDS
        while queue:
            async with self._turn:
                _refuse_late(queue)
                batch = next_batch(queue, self._key, self._batch_items)
                locked = await self._is_locked(batch)
            if locked:
                queue.extendleft(reversed(batch))
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        del self._queues[conversation_id]

    async def _is_locked(self, batch: list[Waiting[I, R]]) -> bool:
        """Try to commit; return whether the items must wait longer."""
        try:
            if batch:
                await self._attempt(batch)
        except psycopg.errors.LockNotAvailable:
            return True
        except Exception as error:  # noqa: BLE001 - any error fails this batch only
            for waiting in batch:
                waiting.fail(error)
        return False


def _refuse_late(queue: deque[Waiting[I, R]]) -> None:
    """Refuse the items that have waited too long. They are in the order of their deadlines."""
    while queue and queue[0].deadline <= time.monotonic():
        queue.popleft().fail(ApiError("busy", retry_after_seconds=1))
