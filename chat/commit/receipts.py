"""Receipts, committed in groups: one batch moves the watermarks of many people in many conversations."""

import asyncio
import time
from collections.abc import Collection, Sequence
from operator import attrgetter
from uuid import UUID

import orjson
import psycopg
from django.conf import settings
from typing_extensions import override

from chat.commit.group_commit import GroupCommit, Waiting
from chat.commit.lane import Lane
from chat.commit.side import TRY_MS, Side
from chat.store import own
from chat.store import receipts as store
from chat.store.receipts import Moved, Watermark
from common.database import connection
from common.errors import ApiError
from delivery.publish import publish
from delivery.updates import ConversationUpdate, UserUpdate

Receiving = list[Waiting[Watermark, Moved | None]]


class Receipts(GroupCommit[Watermark, Moved | None]):
    """Commits watermarks in batches, together with the minima of their groups, and publishes those that moved.

    The minima of a group with up to LARGE_GROUP_MEMBERS members move in the same batch, those of a larger group once a
    second.
    """

    def __init__(self) -> None:
        super().__init__(
            queue_items=settings.WRITER_QUEUE_ITEMS,
            batch_items=settings.WRITER_BATCH_ITEMS,
            rest_seconds=settings.RECEIPTS_REST_MS / 1000,
        )
        self._lane = Lane("parley receipts", settings.RECEIPTS_LOCK_TIMEOUT_MS)
        self._side: Side[Watermark, Moved | None] = Side(
            self._move_beside, attrgetter("conversation_id"), self.key, settings.WRITER_BATCH_ITEMS
        )
        # Groups whose minima may have to move, with the earliest time (monotonic) to look at them.
        self._due: dict[UUID, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def touch(self, group_id: UUID, participant_count: int) -> None:
        """Look at a group's minima in the next batch, or within a second if it is large, after a send or a leave."""
        large = participant_count > settings.LARGE_GROUP_MEMBERS
        wait = settings.LARGE_GROUP_RECEIPT_SECONDS if large else 0.0
        self._due.setdefault(group_id, time.monotonic() + wait)
        if not large:
            self.wake()
        else:
            self._look_later()

    def _look_later(self) -> None:
        if self._due and self._timer is None:
            wait = max(min(self._due.values()) - time.monotonic(), 0)
            self._timer = asyncio.get_running_loop().call_later(wait, self._look_again)

    def _look_again(self) -> None:
        self._timer = None
        if self.has_more():
            self.wake()
        else:
            # The loop's clock may run a timer a little early.
            self._look_later()

    @override
    def key(self, item: Watermark) -> object:
        # Every item is unique: several watermarks of one person may share a batch, where they are merged.
        return id(item)

    @override
    async def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._due = dict.fromkeys(self._due, 0.0)
        await super().stop()
        await self._side.finish()
        await self._lane.close()

    @override
    def has_more(self) -> bool:
        now = time.monotonic()
        return any(due <= now for due in self._due.values())

    @override
    async def commit(self, batch: Receiving) -> None:
        self._side.take_known(batch)
        groups = self._take_due()
        try:
            try:
                rows = await self._move(batch, groups)
            except psycopg.errors.LockNotAvailable:
                groups = await self._put_locked_aside(batch, groups)
                rows = await self._move(batch, groups)
        except psycopg.errors.LockNotAvailable:
            # A row was locked after the question which ones are. The side finds out for each conversation alone.
            self._look_again_at(groups)
            self._side.put(batch)
            batch.clear()
        except BaseException:
            self._look_again_at(groups)
            raise
        else:
            await self._answer(batch, rows)

    async def _put_locked_aside(self, batch: Receiving, groups: Collection[UUID]) -> list[UUID]:
        """Leave only those items in the batch whose conversations nobody holds; return those of the groups."""
        watermarks = [waiting.item for waiting in batch]
        held = await self._lane.run(lambda borrowed: store.locked(borrowed, watermarks, groups))
        self._side.put([waiting for waiting in batch if waiting.item.conversation_id in held])
        batch[:] = [waiting for waiting in batch if waiting.item.conversation_id not in held]
        self._look_again_at([group_id for group_id in groups if group_id in held])
        return [group_id for group_id in groups if group_id not in held]

    def _look_again_at(self, groups: Collection[UUID]) -> None:
        """Look at the minima of these groups again after a while."""
        for group_id in groups:
            self._due.setdefault(group_id, time.monotonic() + settings.RECEIPTS_RETRY_SECONDS)
        self._look_later()

    async def _move(self, batch: Receiving, groups: Collection[UUID]) -> list[Moved]:
        watermarks = merged([waiting.item for waiting in batch])
        if not watermarks and not groups:
            return []
        large = settings.LARGE_GROUP_MEMBERS
        return await self._lane.retried(
            lambda: self._lane.run(lambda borrowed: store.move(borrowed, watermarks, groups, large))
        )

    async def _move_beside(self, batch: Receiving) -> None:
        """Do the same for one locked conversation, on a connection of the pool."""
        watermarks = merged([waiting.item for waiting in batch])
        async with connection() as borrowed, borrowed.transaction():
            await store.limit_lock_wait(borrowed, TRY_MS)
            rows = await store.move(borrowed, watermarks, [], settings.LARGE_GROUP_MEMBERS)
        await self._answer(batch, rows)

    async def _answer(self, batch: Receiving, rows: Sequence[Moved]) -> None:
        """Answer and publish, after the commit."""
        found = {(row.conversation_id, row.user_id): row for row in rows}
        for waiting in batch:
            waiting.answer(found.get((waiting.item.conversation_id, waiting.item.user_id)))
        large = {row.conversation_id: row.participant_count for row in rows if row.changed and _is_large(row)}
        for group_id, participant_count in large.items():
            self.touch(group_id, participant_count)
        publish([receipt_update(row) for row in rows if row.changed and (row.user_id is None or not _is_large(row))])
        readers = [(row.conversation_id, row.user_id) for row in rows if row.user_id is not None and row.read_changed]
        if readers:
            async with connection() as borrowed:
                mine = await own.mine_of(borrowed, readers)
            publish([UserUpdate(row.user_id, f"{row.frame}}}".encode()) for row in mine])

    def _take_due(self) -> list[UUID]:
        now = time.monotonic()
        groups = [group_id for group_id, due in self._due.items() if due <= now]
        for group_id in groups:
            del self._due[group_id]
        self._look_later()
        return groups


def merged(watermarks: Sequence[Watermark]) -> list[Watermark]:
    """Return one watermark for each person and conversation: the greatest of the given ones."""
    found: dict[tuple[UUID, UUID], Watermark] = {}
    for one in watermarks:
        key = (one.conversation_id, one.user_id)
        known = found.get(key, one)
        found[key] = Watermark(*key, max(known.delivered_seq, one.delivered_seq), max(known.read_seq, one.read_seq))
    return list(found.values())


def _is_large(row: Moved) -> bool:
    return row.kind == "group" and row.user_id is not None and row.participant_count > settings.LARGE_GROUP_MEMBERS


def receipt_update(row: Moved) -> ConversationUpdate:
    """Return the `receipt` update of a watermark or of a group's minima."""
    frame: dict[str, object] = {"update": "receipt", "conversation_id": row.conversation_id}
    if row.user_id is None:
        frame |= {"delivered_to_all_seq": row.delivered_seq, "read_by_all_seq": row.read_seq}
    else:
        frame |= {"user_id": row.user_id, "delivered_seq": row.delivered_seq, "read_seq": row.shown_read_seq}
    return ConversationUpdate(row.conversation_id, row.members_version, orjson.dumps(frame))


_receipts: Receipts | None = None
_loop: asyncio.AbstractEventLoop | None = None


def start() -> None:
    """Start this process's receipts on the running loop."""
    global _receipts, _loop
    _loop = asyncio.get_running_loop()
    _receipts = Receipts()
    _receipts.start()


async def stop() -> None:
    """Finish all batches and end."""
    global _receipts
    if _receipts is not None:
        ended, _receipts = _receipts, None
        await ended.stop()


async def move(watermark: Watermark) -> Moved | None:
    """Move a watermark up and return where it is, after the commit; None if there is no such active participant.

    Raises ApiError `busy`, or `unavailable` in a process that commits no receipts, and the database's errors.
    """
    if _receipts is None:
        raise ApiError("unavailable", retry_after_seconds=1)
    return await _receipts.submit(watermark)


def touch(group_id: UUID, participant_count: int) -> None:
    """Queue a look at a group's minima. In a process that commits no receipts this is left to the sweep."""
    if _receipts is not None:
        _receipts.touch(group_id, participant_count)


def touch_from_thread(group_id: UUID, participant_count: int) -> None:
    """Do the same from a thread; sync services run in threads."""
    if _receipts is not None and _loop is not None:
        _loop.call_soon_threadsafe(touch, group_id, participant_count)
