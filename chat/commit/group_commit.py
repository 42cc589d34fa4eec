"""Group commit: what arrives while one batch is being committed forms the next one."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chat import metrics
from common.errors import ApiError

I = TypeVar("I")  # noqa: E741 - item
R = TypeVar("R")


@dataclass(slots=True, eq=False)
class Waiting(Generic[I, R]):
    """An item on its way into a batch, and the future of its result."""

    item: I
    future: "asyncio.Future[R]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def answer(self, result: R) -> None:
        """Give the result, unless whoever waited is gone."""
        if not self.future.done():
            self.future.set_result(result)

    def fail(self, error: BaseException) -> None:
        """Give the error, unless whoever waited is gone."""
        if not self.future.done():
            self.future.set_exception(error)


class GroupCommit(ABC, Generic[I, R]):
    """A queue of one process whose items are committed together, in order of arrival, one batch at a time.

    rest_seconds: after a batch of several items so long nothing is committed, that more may share the next commit.
    """

    def __init__(self, *, queue_items: int, batch_items: int, rest_seconds: float = 0.0) -> None:
        self._queue_items, self._batch_items, self._rest_seconds = queue_items, batch_items, rest_seconds
        self._queue: deque[Waiting[I, R]] = deque()
        self._metrics = metrics.Batches(type(self).__name__.lower(), self._queue)
        self._arrived = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to commit, on the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name=type(self).__name__)

    async def stop(self) -> None:
        """Commit what is queued, refuse what comes later with `unavailable`, and end."""
        self._stopping = True
        self._arrived.set()
        if self._task is not None:
            await self._task

    async def submit(self, item: I) -> R:
        """Queue an item and return its result after the commit.

        Raises ApiError `busy` when the queue is full and `unavailable` when stopping. Whoever waits may be cancelled:
        the item is committed all the same.
        """
        if self._stopping:
            raise ApiError("unavailable", retry_after_seconds=1)
        if len(self._queue) >= self._queue_items:
            raise ApiError("busy", retry_after_seconds=1)
        waiting: Waiting[I, R] = Waiting(item)
        self._queue.append(waiting)
        self.wake()
        return await waiting.future

    async def _run(self) -> None:
        while not (self._stopping and not self._queue and not self.has_more()):
            if not self._queue and not self.has_more():
                self._arrived.clear()
                await self._arrived.wait()
                continue
            batch = self._next_batch()
            began = time.monotonic()
            try:
                await self.commit(batch)
            except Exception as error:  # noqa: BLE001 - whatever it is belongs to the batch, and the next one goes on
                self._metrics.failed()
                for waiting in batch:
                    waiting.fail(error)
            self._metrics.done(len(batch), began)
            if len(batch) > 1 and self._rest_seconds and not self._stopping:
                await asyncio.sleep(self._rest_seconds)

    def wake(self) -> None:
        """Look whether there is more to do."""
        self._arrived.set()

    def has_more(self) -> bool:
        """Return whether there is something to commit beside the queue."""
        return False

    def _next_batch(self) -> list[Waiting[I, R]]:
        """Take items from the front; one whose key is in the batch already stays, in order, for the next."""
        batch: list[Waiting[I, R]] = []
        keys: set[object] = set()
        later: list[Waiting[I, R]] = []
        while self._queue and len(batch) < self._batch_items:
            waiting = self._queue.popleft()
            key = self.key(waiting.item)
            if key in keys:
                later.append(waiting)
            else:
                keys.add(key)
                batch.append(waiting)
        self._queue.extendleft(reversed(later))
        return batch

    @abstractmethod
    def key(self, item: I) -> object:
        """Return what may be in one batch only once."""

    @abstractmethod
    async def commit(self, batch: list[Waiting[I, R]]) -> None:
        """Commit the batch and answer or fail each of its items; an exception fails those left."""
