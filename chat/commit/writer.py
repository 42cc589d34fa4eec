"""The writer: group commit of sends. One per process, with one connection for batches and one for locked rows."""

import logging
from operator import attrgetter

import psycopg
from django.conf import settings
from typing_extensions import override

from chat import metrics
from chat.commit import receipts
from chat.commit.group_commit import GroupCommit, Waiting
from chat.commit.lane import Lane
from chat.commit.side import TRY_MS, Side
from chat.store.append import Appended, AppendItem, Outcome
from chat.wire.updates import publish_appended
from common.errors import ApiError

logger = logging.getLogger(__name__)

Batch = list[Waiting[AppendItem, Appended]]


class Writer(GroupCommit[AppendItem, Appended]):
    """Commits sends in batches, answers each one after the commit, and publishes the new messages."""

    def __init__(self) -> None:
        super().__init__(queue_items=settings.WRITER_QUEUE_ITEMS, batch_items=settings.WRITER_BATCH_ITEMS)
        self._main = Lane("parley writer", settings.WRITER_LOCK_TIMEOUT_MS)
        self._beside = Lane("parley writer side", TRY_MS)
        self._side: Side[AppendItem, Appended] = Side(
            self._append_beside, attrgetter("conversation_id"), self.key, settings.WRITER_BATCH_ITEMS
        )

    @override
    def key(self, item: AppendItem) -> object:
        return (item.conversation_id, item.sender_id, item.client_message_id or item.message_id)

    @override
    async def stop(self) -> None:
        await super().stop()
        await self._side.finish()
        await self._main.close()
        await self._beside.close()

    @override
    async def commit(self, batch: Batch) -> None:
        self._side.take_known(batch)
        if not batch:
            return
        try:
            locked = await self._append(self._main, batch)
        except psycopg.errors.LockNotAvailable:
            locked = await self._append_unlocked(batch)
        self._side.put(locked)

    async def _append_unlocked(self, batch: Batch) -> Batch:
        """Commit the items whose conversation is free, return the others: all, if a participant is locked too."""
        try:
            return await self._append(self._main, batch, skip_locked=True)
        except psycopg.errors.LockNotAvailable:
            return batch

    async def _append_beside(self, batch: Batch) -> None:
        await self._append(self._beside, batch)

    async def _append(self, lane: Lane, batch: Batch, *, skip_locked: bool = False) -> Batch:
        """Commit, answer and publish; return the locked items. An item that makes the batch fail is failed alone."""
        try:
            items = [waiting.item for waiting in batch]
            # Items that a lost connection had committed come back as `committed`, with the same data as fresh ones.
            rows = await lane.retried(lambda: lane.append(items, skip_locked=skip_locked))
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
