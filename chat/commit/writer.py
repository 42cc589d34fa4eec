"""The writer: group commit of sends. One per process, with one connection for batches and one for locked rows."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import psycopg
from django.conf import settings
from psycopg import AsyncConnection
from typing_extensions import override

from chat import metrics
from chat.commit import receipts
from chat.commit.group_commit import GroupCommit, Waiting
from chat.store.append import Appended, AppendItem, Outcome, append_batch
from chat.wire.updates import publish_appended
from common.database import connection_options
from common.errors import ApiError

logger = logging.getLogger(__name__)

RETRIED = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
TRIES = 3
Batch = list[Waiting[AppendItem, Appended]]


class Lane:
    """One connection for batches, opened when it is needed, and opened again after it was lost."""

    def __init__(self, name: str, lock_timeout_ms: int) -> None:
        self._name, self._lock_timeout_ms = name, lock_timeout_ms
        self._connection: AsyncConnection[tuple[Any, ...]] | None = None

    async def append(self, items: Sequence[AppendItem], *, skip_locked: bool = False) -> list[Appended]:
        """Run chat_append in a transaction of its own; raise psycopg's errors as they are."""
        return await append_batch(await self._open(), items, skip_locked=skip_locked)

    async def close(self) -> None:
        """Close the connection; the next batch opens another."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    async def _open(self) -> AsyncConnection[tuple[Any, ...]]:
        if self._connection is None or self._connection.closed:
            options = connection_options(self._name)
            options["options"] += f" -c lock_timeout={self._lock_timeout_ms} -c synchronous_commit=on"
            self._connection = await AsyncConnection.connect(settings.DATABASE_URL, **options)
        return self._connection


class Writer(GroupCommit[AppendItem, Appended]):
    """Commits sends in batches, answers each one after the commit, and publishes the new messages."""

    def __init__(self) -> None:
        super().__init__(queue_items=settings.WRITER_QUEUE_ITEMS, batch_items=settings.WRITER_BATCH_ITEMS)
        self._main = Lane("parley writer", settings.WRITER_LOCK_TIMEOUT_MS)
        self._side = Lane("parley writer side", 1000 * settings.WRITER_SIDE_LOCK_TIMEOUT_SECONDS)
        self._side_lock = asyncio.Lock()
        self._side_batches: set[asyncio.Task[None]] = set()

    @override
    def key(self, item: AppendItem) -> object:
        return (item.conversation_id, item.sender_id, item.client_message_id or item.message_id)

    @override
    async def stop(self) -> None:
        await super().stop()
        await asyncio.gather(*self._side_batches)
        await self._main.close()
        await self._side.close()

    @override
    async def commit(self, batch: Batch) -> None:
        try:
            locked = await self._append(self._main, batch)
        except psycopg.errors.LockNotAvailable:
            locked = await self._append_unlocked(batch)
        if locked:
            task = asyncio.create_task(self._commit_aside(locked), name="writer side batch")
            self._side_batches.add(task)
            task.add_done_callback(self._side_batches.discard)

    async def _append_unlocked(self, batch: Batch) -> Batch:
        """Commit the items whose conversation is free, return the others: all, if a participant is locked too."""
        try:
            return await self._append(self._main, batch, skip_locked=True)
        except psycopg.errors.LockNotAvailable:
            return batch

    async def _commit_aside(self, batch: Batch) -> None:
        async with self._side_lock:
            try:
                await self._append(self._side, batch)
            except psycopg.errors.LockNotAvailable:
                for waiting in batch:
                    waiting.fail(ApiError("busy", retry_after_seconds=1))
            except Exception as error:  # noqa: BLE001 - any error fails this batch only
                for waiting in batch:
                    waiting.fail(error)

    async def _append(self, lane: Lane, batch: Batch, *, skip_locked: bool = False) -> Batch:
        """Commit, answer and publish; return the locked items. An item that makes the batch fail is failed alone."""
        try:
            rows = await self._try(lane, [waiting.item for waiting in batch], skip_locked=skip_locked)
        except (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError) as error:
            if len(batch) == 1:
                logger.exception("a message could not be written", exc_info=error)
                batch[0].fail(ApiError("internal"))
                return []
            return [
                locked for waiting in batch for locked in await self._append(lane, [waiting], skip_locked=skip_locked)
            ]
        done = [(waiting, row) for waiting, row in zip(batch, rows, strict=True) if row.outcome != Outcome.LOCKED]
        for waiting, row in done:
            waiting.answer(row)
        publish_appended([(waiting.item, row) for waiting, row in done])
        metrics.appended(row.outcome for _, row in done)
        for waiting, row in done:
            if row.group_members and row.message is not None:
                receipts.touch(waiting.item.conversation_id, row.group_members)
        return [waiting for waiting, row in zip(batch, rows, strict=True) if row.outcome == Outcome.LOCKED]

    async def _try(self, lane: Lane, items: list[AppendItem], *, skip_locked: bool) -> list[Appended]:
        """Run the batch; run it again after a deadlock, or on a new connection after the old one was lost.

        Items that the lost connection had committed come back as `committed`, with the same data as fresh ones.
        """
        for left in reversed(range(TRIES)):
            try:
                return await lane.append(items, skip_locked=skip_locked)
            except RETRIED:
                if not left:
                    raise
            except psycopg.errors.LockNotAvailable:
                raise
            except (psycopg.OperationalError, psycopg.InterfaceError):
                await lane.close()
                if not left:
                    raise
        raise AssertionError("unreachable: the last try returns or raises")


_writer: Writer | None = None


def start() -> None:
    """Start this process's writer on the running loop."""
    global _writer
    _writer = Writer()
    _writer.start()


async def stop() -> None:
    """Finish all batches and end; after that the process has no writer."""
    global _writer
    if _writer is not None:
        ended, _writer = _writer, None
        await ended.stop()


async def write(item: AppendItem) -> Appended:
    """Append one message and return its row of chat_append, after the commit.

    Call it on the loop of the writer, outside any transaction. Raises ApiError `busy`, or `unavailable` in a process
    without a writer, and the database's errors.
    """
    if _writer is None:
        raise ApiError("unavailable", retry_after_seconds=1)
    return await _writer.submit(item)
