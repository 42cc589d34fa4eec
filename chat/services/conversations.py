"""Making conversations."""

from typing import Any
from uuid import UUID

from django.db import connection as django_connection
from django.db import transaction

from common.bridge import in_thread
from common.database import connection
from common.errors import ApiError, not_found
from common.ids import new_id

_FIND = "SELECT id FROM chat_conversation WHERE direct_key = %s"
_FIND_KNOWN = """
SELECT c.id FROM chat_conversation c JOIN chat_participant p ON p.conversation_id = c.id AND p.user_id = %s
 WHERE c.direct_key = %s AND (p.delivered_seq > 0 OR p.opened_at IS NOT NULL)"""
_EXISTS = "SELECT account_exists(%s)"
_BLOCKS = "SELECT account_blocks(%s, %s)"
_INSERT = """
INSERT INTO chat_conversation (id, kind, direct_key, participant_count, last_seq, position, state_position,
                               members_version, changed_xid, created_at, last_activity_at, post_min_role,
                               slow_mode_seconds)
VALUES (%s, 'direct', %s, %s, 0, 0, 0, 1, pg_current_xact_id()::text::bigint, now(), now(), 0, 0)
ON CONFLICT (direct_key) DO NOTHING"""
_INSERT_PARTICIPANTS = """
INSERT INTO chat_participant (conversation_id, user_id, role, visible_seqs, joined_at, opened_at, delivered_seq,
                              read_seq, shown_read_seq, pushed_seq, marked_unread, changed_xid)
SELECT %(conversation_id)s, person, 0, '{[1,)}', now(), CASE WHEN person = %(opener)s THEN now() END, 0, 0, 0, 0,
       false, pg_current_xact_id()::text::bigint
  FROM unnest(%(people)s::uuid[]) person ORDER BY person"""
_OPEN = """
UPDATE chat_participant SET opened_at = now(), changed_xid = pg_current_xact_id()::text::bigint
 WHERE conversation_id = %s AND user_id = %s AND opened_at IS NULL"""


def direct_key(one: UUID, other: UUID) -> str:
    """Return what a direct conversation between two people is found by."""
    return ":".join(sorted((str(one), str(other))))


@transaction.atomic
def open_direct(opener_id: UUID, person_id: UUID) -> tuple[UUID, bool]:
    """Return the id of the one direct conversation with a person, and whether it is new. With oneself: saved messages.

    It shows for the opener from now on, for the other person with its first message. Raises ApiError `not_found`
    when there is no such person.
    """
    key = direct_key(opener_id, person_id)
    with django_connection.cursor() as cursor:
        cursor.execute(_EXISTS, [person_id])
        if cursor.fetchone() != (True,):
            raise not_found()
        people = sorted({opener_id, person_id})
        # Waits for another opener of the same moment, whose conversation is then there.
        cursor.execute(_INSERT, [new_id(), key, len(people)])
        created = bool(cursor.rowcount)
        cursor.execute(_FIND, [key])
        conversation_id: UUID = cursor.fetchone()[0]
        if created:
            parameters: dict[str, Any] = {"conversation_id": conversation_id, "opener": opener_id, "people": people}
            cursor.execute(_INSERT_PARTICIPANTS, parameters)
        else:
            cursor.execute(_OPEN, [conversation_id, opener_id])
    return conversation_id, created


async def direct_with(sender_id: UUID, recipient_id: UUID) -> UUID:
    """Return the direct conversation a message to a person goes to, made or opened if needed; mostly one query.

    Raises ApiError `not_found` when there is no such person, `not_allowed` when the sender blocks them.
    """
    key = direct_key(sender_id, recipient_id)
    async with connection() as borrowed:
        row = await (await borrowed.execute(_FIND_KNOWN, [sender_id, key])).fetchone()
        if row is None and await (await borrowed.execute(_BLOCKS, [sender_id, recipient_id])).fetchone() == (True,):
            # Refused by chat_append as well, but then there would be a conversation.
            raise ApiError("not_allowed", "You may not write in this conversation")
    return row[0] if row is not None else (await in_thread(open_direct, sender_id, recipient_id))[0]
