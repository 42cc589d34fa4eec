"""chat_receipts from Python: watermarks moved in batches."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection


class Watermark(NamedTuple):
    """The watermarks of one person in one conversation; 0: do not move."""

    conversation_id: UUID
    user_id: UUID
    delivered_seq: int = 0
    read_seq: int = 0


class Moved(NamedTuple):
    """Where a watermark is now, and whether this batch moved it.

    changed: a watermark that others see moved. read_changed: the read watermark moved, whether or not others see it.
    user_id None: these are the minima of a group.
    """

    conversation_id: UUID
    user_id: UUID | None
    kind: str
    participant_count: int
    members_version: int
    changed: bool
    read_changed: bool
    delivered_seq: int
    read_seq: int
    shown_read_seq: int


MOVE = "SELECT * FROM chat_receipts(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[], %s::uuid[], %s::integer)"


# The conversations in which one of these participants, or the row of the minima, is held by another transaction.
# Rows that are free are locked until the end of this statement only.
_LOCKED = """
WITH asked AS (
    SELECT p.conversation_id, p.user_id
      FROM unnest(%(conversation_ids)s::uuid[], %(user_ids)s::uuid[]) AS a (conversation_id, user_id)
      JOIN chat_participant p ON p.conversation_id = a.conversation_id AND p.user_id = a.user_id
), free AS MATERIALIZED (
    SELECT p.conversation_id, p.user_id FROM chat_participant p
      JOIN asked a ON p.conversation_id = a.conversation_id AND p.user_id = a.user_id
       FOR NO KEY UPDATE OF p SKIP LOCKED
), free_minima AS MATERIALIZED (
    SELECT r.conversation_id FROM chat_conversationreceipts r
     WHERE r.conversation_id = ANY (%(all_ids)s::uuid[]) FOR NO KEY UPDATE SKIP LOCKED
)
SELECT conversation_id FROM (SELECT * FROM asked EXCEPT SELECT * FROM free) held
 UNION
(SELECT conversation_id FROM chat_conversationreceipts WHERE conversation_id = ANY (%(all_ids)s::uuid[])
 EXCEPT SELECT conversation_id FROM free_minima)"""

# Moves as far as the former member can see. Others neither get an update nor see the new watermark.
_READ_FORMER = """
WITH former AS (
    SELECT p.conversation_id, p.user_id, p.read_seq AS before, greatest(p.read_seq, (
               SELECT max(least(%(seq)s::bigint, upper(range) - 1)) FROM unnest(p.visible_seqs) range
                WHERE lower(range) <= %(seq)s::bigint)) AS read_seq
      FROM chat_participant p
     WHERE p.conversation_id = %(conversation_id)s AND p.user_id = %(user_id)s AND p.left_at IS NOT NULL
       FOR NO KEY UPDATE
), moved AS (
    UPDATE chat_participant p
       SET read_seq = f.read_seq, delivered_seq = greatest(p.delivered_seq, f.read_seq),
           changed_xid = pg_current_xact_id()::text::bigint
      FROM former f
     WHERE p.conversation_id = f.conversation_id AND p.user_id = f.user_id AND f.read_seq > f.before
)
SELECT f.read_seq, greatest(p.delivered_seq, f.read_seq), f.read_seq > f.before
  FROM former f JOIN chat_participant p ON p.conversation_id = f.conversation_id AND p.user_id = f.user_id"""


class ReadFormer(NamedTuple):
    """The current watermarks of a former member."""

    read_seq: int
    delivered_seq: int
    moved: bool


async def read_former(
    connection: AsyncConnection[tuple[Any, ...]], conversation_id: UUID, user_id: UUID, seq: int
) -> ReadFormer | None:
    """Move a former member's read watermark; None if the person is no former member."""
    parameters = {"conversation_id": conversation_id, "user_id": user_id, "seq": seq}
    row = await (await connection.execute(_READ_FORMER, parameters)).fetchone()
    return ReadFormer(*row) if row else None


async def move(
    connection: AsyncConnection[tuple[Any, ...]],
    watermarks: Sequence[Watermark],
    groups: Collection[UUID],
    large_members: int,
) -> list[Moved]:
    """Move watermarks up in one transaction, with the minima of `groups` and of the watermarks' own small groups."""
    columns = [list(column) for column in zip(*watermarks, strict=True)] or [[], [], [], []]
    cursor = await connection.execute(MOVE, [*columns, list(groups), large_members])
    return [Moved(*row) for row in await cursor.fetchall()]


async def locked(
    connection: AsyncConnection[tuple[Any, ...]], watermarks: Sequence[Watermark], groups: Collection[UUID]
) -> set[UUID]:
    """Return the conversations in which a row that `move` needs is held by another transaction. Waits for no row."""
    conversation_ids = [watermark.conversation_id for watermark in watermarks]
    parameters = {
        "conversation_ids": conversation_ids,
        "user_ids": [watermark.user_id for watermark in watermarks],
        "all_ids": [*conversation_ids, *groups],
    }
    cursor = await connection.execute(_LOCKED, parameters)
    return {row[0] for row in await cursor.fetchall()}


async def limit_lock_wait(connection: AsyncConnection[tuple[Any, ...]], milliseconds: int) -> None:
    """Limit how long the running transaction waits for a row. A longer wait raises psycopg's LockNotAvailable."""
    await connection.execute("SELECT set_config('lock_timeout', %s, true)", [f"{milliseconds}ms"])
