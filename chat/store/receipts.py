"""chat_receipts from Python: watermarks moved in batches."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection


class Watermark(NamedTuple):
    """How far one person is in one conversation; 0 says nothing."""

    conversation_id: UUID
    user_id: UUID
    delivered_seq: int = 0
    read_seq: int = 0


class Moved(NamedTuple):
    """Where a watermark is now, and whether this batch moved it.

    changed: what others are shown of it moved. read_changed: that of reading moved, shown or not. user_id None: these
    are the minima of a group.
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


async def move(
    connection: AsyncConnection[tuple[Any, ...]],
    watermarks: Sequence[Watermark],
    groups: Collection[UUID],
    large_members: int,
) -> list[Moved]:
    """Move watermarks up in one transaction, and the minima of `groups` and of the small groups they are in."""
    columns = [list(column) for column in zip(*watermarks, strict=True)] or [[], [], [], []]
    cursor = await connection.execute(MOVE, [*columns, list(groups), large_members])
    return [Moved(*row) for row in await cursor.fetchall()]
