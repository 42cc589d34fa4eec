"""Making direct conversations."""

from uuid import UUID

from django.db import transaction

from chat.store import direct as store
from common.bridge import in_thread
from common.database import connection
from common.errors import ApiError, not_found


@transaction.atomic
def open_direct(opener_id: UUID, person_id: UUID) -> tuple[UUID, bool]:
    """Return the id of the one direct conversation with a person, and whether it is new. With oneself: saved messages.

    It is new if the opener did not see it before, because the opener must not learn that the other person opened it
    first. The opener's list shows it from now on, the other person's list only once it has a message. Raises ApiError
    `not_found` when there is no such person.
    """
    opened = store.open_direct(opener_id, person_id)
    if opened is None:
        raise not_found()
    return opened


async def direct_with(sender_id: UUID, recipient_id: UUID) -> UUID:
    """Return the direct conversation for a message to a person; make or open it if needed. Usually one query.

    Raises ApiError `not_found` when there is no such person, `not_allowed` when the sender blocks them.
    """
    async with connection() as borrowed:
        known = await store.known_direct(borrowed, sender_id, recipient_id)
        if known is None and await store.blocks(borrowed, sender_id, recipient_id):
            # chat_append refuses such a message as well, but by then the conversation would exist.
            raise ApiError("not_allowed", "You may not write in this conversation")
    return known or (await in_thread(open_direct, sender_id, recipient_id))[0]
