"""Whether the other participants may learn that a person types."""

from typing import NamedTuple
from uuid import UUID

from chat.store.messages import Connection
from chat.store.reading import CONVERSATION_SHOWN

# In a direct conversation nobody learns it if either person blocks the other, or if the conversation does not show for
# the other person yet.
_AUDIENCE = f"""
SELECT c.members_version,
       typist.role >= c.post_min_role AND (typist.silenced_until IS NULL OR typist.silenced_until <= now())
       AND c.closed_at IS NULL
       AND (c.kind = 'group' OR EXISTS (
            SELECT FROM chat_participant p
             WHERE p.conversation_id = c.id AND p.user_id <> typist.user_id AND {CONVERSATION_SHOWN}
               AND NOT account_blocks(p.user_id, typist.user_id) AND NOT account_blocks(typist.user_id, p.user_id)))
  FROM chat_participant typist JOIN chat_conversation c ON c.id = typist.conversation_id
 WHERE typist.conversation_id = %s AND typist.user_id = %s AND typist.left_at IS NULL
   AND EXISTS (SELECT FROM chat_participant p
                WHERE p.conversation_id = c.id AND p.user_id = typist.user_id AND {CONVERSATION_SHOWN})"""


class Audience(NamedTuple):
    """Whether the update may go to the other participants, and the version of the membership that was read."""

    members_version: int
    allowed: bool


async def audience(connection: Connection, conversation_id: UUID, user_id: UUID) -> Audience | None:
    """Return the audience of a participant's typing; None for a person who is no active participant."""
    cursor = await connection.execute(_AUDIENCE, [conversation_id, user_id])
    row = await cursor.fetchone()
    return Audience(*row) if row else None
