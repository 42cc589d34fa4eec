"""Delivered and read watermarks, moved by the devices of participants."""

from uuid import UUID

from chat.commit import receipts
from chat.store import own
from chat.store import receipts as store
from chat.store.receipts import Moved, ReadFormer, Watermark
from common.database import connection
from common.errors import not_found
from delivery.publish import publish
from delivery.updates import UserUpdate


async def ack(user_id: UUID, conversation_id: UUID, seq: int) -> Moved:
    """Record that every message up to `seq` has reached a device of this person; committed when this returns.

    A seq beyond the last message counts as the last message; a lower seq than before changes nothing. Raises ApiError
    `not_found`.
    """
    moved = await receipts.move(Watermark(conversation_id, user_id, delivered_seq=seq))
    if moved is None:
        raise not_found()
    return moved


async def read(user_id: UUID, conversation_id: UUID, seq: int) -> Moved | ReadFormer:
    """Record that this person has read every message up to `seq`; otherwise as `ack`.

    A former member may read the messages they still see; only their own devices get the update.
    """
    moved = await receipts.move(Watermark(conversation_id, user_id, read_seq=seq))
    return moved or await _read_former(user_id, conversation_id, seq)


async def _read_former(user_id: UUID, conversation_id: UUID, seq: int) -> ReadFormer:
    async with connection() as borrowed:
        found = await store.read_former(borrowed, conversation_id, user_id, seq)
        mine = await own.mine_of(borrowed, [(conversation_id, user_id)]) if found and found.moved else []
    if found is None:
        raise not_found()
    publish([UserUpdate(row.user_id, f"{row.frame}}}".encode()) for row in mine])
    return found
