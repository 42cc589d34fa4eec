"""Making conversations."""

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from common.database import connection
from common.errors import not_found
from common.ids import new_id

_FIND = "SELECT id FROM chat_conversation WHERE direct_key = %s"
_FIND_KNOWN = """
SELECT c.id FROM chat_conversation c JOIN chat_participant p ON p.conversation_id = c.id AND p.user_id = %s
 WHERE c.direct_key = %s AND (c.last_seq > 0 OR p.opened_at IS NOT NULL)"""
_EXISTS = "SELECT account_exists(%s)"
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


async def open_direct(opener_id: UUID, person_id: UUID) -> tuple[UUID, bool]:
    """Return the id of the one direct conversation with a person, and whether it is new. With oneself: saved messages.

    It shows for the opener from now on, for the other person with its first message. Raises ApiError `not_found`
    when there is no such person.
    """
    key = direct_key(opener_id, person_id)
    async with connection() as borrowed:
        # Another opener at the same moment wins: the second look finds theirs.
        for _ in range(2):
            row = await (await borrowed.execute(_FIND, [key])).fetchone()
            if row is not None:
                await borrowed.execute(_OPEN, [row[0], opener_id])
                return row[0], False
            conversation_id = await _create(borrowed, key, opener_id, person_id)
            if conversation_id is not None:
                return conversation_id, True
    raise AssertionError("unreachable: a conversation that could not be made can be found")


async def direct_with(sender_id: UUID, recipient_id: UUID) -> UUID:
    """Return the direct conversation a message to a person goes to, made or opened if needed; mostly one query."""
    key = direct_key(sender_id, recipient_id)
    async with connection() as borrowed:
        row = await (await borrowed.execute(_FIND_KNOWN, [sender_id, key])).fetchone()
    return row[0] if row is not None else (await open_direct(sender_id, recipient_id))[0]


async def _create(
    borrowed: AsyncConnection[tuple[Any, ...]], key: str, opener_id: UUID, person_id: UUID
) -> UUID | None:
    people = sorted({opener_id, person_id})
    async with borrowed.transaction():
        exists = await (await borrowed.execute(_EXISTS, [person_id])).fetchone()
        if exists != (True,):
            raise not_found()
        conversation_id = new_id()
        inserted = await borrowed.execute(_INSERT, [conversation_id, key, len(people)])
        if not inserted.rowcount:
            return None
        parameters = {"conversation_id": conversation_id, "opener": opener_id, "people": people}
        await borrowed.execute(_INSERT_PARTICIPANTS, parameters)
    return conversation_id
