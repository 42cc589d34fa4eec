"""Receipts, committed in groups: one batch moves the watermarks of many people in many conversations."""

from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.conf import settings
from psycopg import AsyncConnection
from typing_extensions import override

from chat.group_commit import GroupCommit, Waiting
from common.database import connection
from common.errors import ApiError
from delivery.publish import ConversationUpdate, publish

# The participants are locked in order first; what another batch has just moved is read again by the update. One's own
# messages count as received, so nobody's watermark is ever beyond the end.
_MOVE = """
WITH asked AS (
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[])
               AS a (conversation_id, user_id, delivered_seq, read_seq)
), held AS MATERIALIZED (
    SELECT p.conversation_id, p.user_id, c.members_version,
           least(a.delivered_seq, c.last_seq) AS delivered_seq, least(a.read_seq, c.last_seq) AS read_seq
      FROM asked a
      JOIN chat_participant p ON p.conversation_id = a.conversation_id AND p.user_id = a.user_id AND p.left_at IS NULL
      JOIN chat_conversation c ON c.id = a.conversation_id
     ORDER BY p.conversation_id, p.user_id FOR NO KEY UPDATE OF p
), moved AS (
    UPDATE chat_participant p
       SET delivered_seq = greatest(p.delivered_seq, h.delivered_seq, h.read_seq),
           read_seq = greatest(p.read_seq, h.read_seq), changed_xid = pg_current_xact_id()::text::bigint
      FROM held h
     WHERE p.conversation_id = h.conversation_id AND p.user_id = h.user_id
       AND (greatest(h.delivered_seq, h.read_seq) > p.delivered_seq OR h.read_seq > p.read_seq)
    RETURNING p.conversation_id, p.user_id, p.delivered_seq, p.read_seq
)
SELECT h.conversation_id, h.user_id, h.members_version, m.delivered_seq, m.read_seq
  FROM held h LEFT JOIN moved m USING (conversation_id, user_id)"""


class Watermark(NamedTuple):
    """How far one person is in one conversation; 0 says nothing."""

    conversation_id: UUID
    user_id: UUID
    delivered_seq: int = 0
    read_seq: int = 0


class Receipts(GroupCommit[Watermark, bool]):
    """Commits watermarks in batches and publishes those that moved."""

    def __init__(self) -> None:
        super().__init__(queue_items=settings.WRITER_QUEUE_ITEMS, batch_items=settings.WRITER_BATCH_ITEMS)

    @override
    def key(self, item: Watermark) -> object:
        return (item.conversation_id, item.user_id)

    @override
    async def commit(self, batch: list[Waiting[Watermark, bool]]) -> None:
        columns = [list(column) for column in zip(*(waiting.item for waiting in batch), strict=True)]
        async with connection() as borrowed:
            rows = await self._move(borrowed, columns)
        there = {(row[0], row[1]) for row in rows}
        for waiting in batch:
            waiting.answer(self.key(waiting.item) in there)
        publish([_update(*row) for row in rows if row[3] is not None])

    async def _move(self, borrowed: AsyncConnection[tuple[Any, ...]], columns: list[Any]) -> list[tuple[Any, ...]]:
        return await (await borrowed.execute(_MOVE, columns)).fetchall()


def _update(
    conversation_id: UUID, user_id: UUID, members_version: int, delivered_seq: int, read_seq: int
) -> ConversationUpdate:
    frame = {
        "update": "receipt",
        "conversation_id": conversation_id,
        "user_id": user_id,
        "delivered_seq": delivered_seq,
        "read_seq": read_seq,
    }
    return ConversationUpdate(conversation_id, members_version, orjson.dumps(frame))


_receipts: Receipts | None = None


def start() -> None:
    """Start this process's receipts on the running loop."""
    global _receipts
    _receipts = Receipts()
    _receipts.start()


async def stop() -> None:
    """Finish the batches and end."""
    global _receipts
    if _receipts is not None:
        ended, _receipts = _receipts, None
        await ended.stop()


async def move(watermark: Watermark) -> bool:
    """Move a watermark up and return whether there is such a participant, after the commit."""
    if _receipts is None:
        raise ApiError("unavailable", retry_after_seconds=1)
    return await _receipts.submit(watermark)
