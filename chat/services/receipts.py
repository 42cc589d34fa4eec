"""What has reached people and what they have read: watermarks moved by their devices."""

from uuid import UUID

from chat import receipts
from chat.store.receipts import Moved, Watermark
from common.errors import not_found


async def ack(user_id: UUID, conversation_id: UUID, seq: int) -> Moved:
    """Note that everything up to `seq` has reached a device of this person; committed when this returns.

    Beyond the conversation's end is clamped, lower than before changes nothing. Raises ApiError `not_found`.
    """
    return await _move(Watermark(conversation_id, user_id, delivered_seq=seq))


async def read(user_id: UUID, conversation_id: UUID, seq: int) -> Moved:
    """Note that this person has read everything up to `seq`; else as `ack`."""
    return await _move(Watermark(conversation_id, user_id, read_seq=seq))


async def _move(watermark: Watermark) -> Moved:
    moved = await receipts.move(watermark)
    if moved is None:
        raise not_found()
    return moved
