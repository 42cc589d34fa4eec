"""Group commit: items that arrive while a batch is being committed form the next batch."""

import asyncio
import math
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chat import metrics
from common.errors import ApiError

I = TypeVar("I")  # noqa: E741 - item
R = TypeVar("R")


@dataclass(slots=True, eq=False)
class Waiting(Generic[I, R]):
    """An item that waits for its batch, the future of its result, and until when it may wait (monotonic)."""

    item: I
    future: "asyncio.Future[R]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    deadline: float = math.inf

    def answer(self, result: R) -> None:
        """Set the result, unless the caller has stopped waiting."""
        if not self.future.done():
            self.future.set_result(result)

    def fail(self, error: BaseException) -> None:
        """Set the error, unless the caller has stopped waiting."""
        if not self.future.done():
            self.future.set_exception(error)


class GroupCommit(ABC, Generic[I, R]):
    """A queue of one process whose items are committed together, in order of arrival, one batch at a time.

    rest_seconds: the pause after a batch of several items, so that more items share the next commit.
    """

    def __init__(self, *, queue_items: int, batch_items: int, rest_seconds: float = 0.0) -> None:
        self._queue_items, self._batch_items, self._rest_seconds = queue_items, batch_items, rest_seconds
        self._queue: deque[Waiting[I, R]] = deque()
        self._metrics = metrics.Batches(type(self).__name__.lower(), self._queue)
        self._arrived = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start committing, on the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name=type(self).__name__)

    async def stop(self) -> None:
        """Commit all queued items, refuse later ones with `unavailable`, and end."""
        self._stopping = True
        self._arrived.set()
        if self._task is not None:
            await self._task

    async def submit(self, item: I) -> R:
        """Queue an item and return its result after the commit.

        Raises ApiError `busy` when the queue is full and `unavailable` when stopping. The item is committed
        even if the caller is cancelled meanwhile.
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
            batch = next_batch(self._queue, self.key, self._batch_items)
            began = time.monotonic()
            try:
                await self.commit(batch)
            except Exception as error:  # noqa: BLE001 - any error fails this batch only
                self._metrics.failed()
                for waiting in batch:
                    waiting.fail(error)
            self._metrics.done(len(batch), began)
            if len(batch) > 1 and self._rest_seconds and not self._stopping:
                await asyncio.sleep(self._rest_seconds)

    def wake(self) -> None:
        """Let the queue look for work."""
        self._arrived.set()

    def has_more(self) -> bool:
        """Return whether there is work besides the queued items."""
        return False

    @abstractmethod
    def key(self, item: I) -> object:
        """Return a key that may occur only once in a batch."""

    @abstractmethod
    async def commit(self, batch: list[Waiting[I, R]]) -> None:
        """Commit the batch and answer or fail each item; an exception fails the items without an answer.

        Items that must wait elsewhere are taken out of the list.
        """


def next_batch(queue: deque[Waiting[I, R]], key: Callable[[I], object], batch_items: int) -> list[Waiting[I, R]]:
    """Take items from the front. An item whose key is in the batch already stays for the next batch, in order."""
    batch: list[Waiting[I, R]] = []
    keys: set[object] = set()
    later: list[Waiting[I, R]] = []
    while queue and len(batch) < batch_items:
        waiting = queue.popleft()
        one = key(waiting.item)
        if one in keys:
            later.append(waiting)
        else:
            keys.add(one)
            batch.append(waiting)
    queue.extendleft(reversed(later))
    return batch
