"""What has reached people: watermarks moved by their devices."""

from uuid import UUID

from chat import receipts
from common.errors import not_found


async def ack(user_id: UUID, conversation_id: UUID, seq: int) -> None:
    """Note that everything up to `seq` has reached a device of this person; committed when this returns.

    Beyond the conversation's end is clamped, lower than before changes nothing. Raises ApiError `not_found`.
    """
    if not await receipts.move(receipts.Watermark(conversation_id, user_id, delivered_seq=seq)):
        raise not_found()
