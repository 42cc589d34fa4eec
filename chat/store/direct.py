"""Direct conversations: finding the one between two people, making it, opening it for one of them."""

from typing import Any
from uuid import UUID

from django.db import connection as django_connection

from chat.store.messages import Connection
from common.ids import new_id

_EXISTS = "SELECT account_exists(%s)"
_BLOCKS = "SELECT account_blocks(%s, %s)"
_FIND = "SELECT id FROM chat_conversation WHERE direct_key = %s"
_FIND_KNOWN = """
SELECT c.id FROM chat_conversation c JOIN chat_participant p ON p.conversation_id = c.id AND p.user_id = %s
 WHERE c.direct_key = %s AND (p.delivered_seq > 0 OR p.opened_at IS NOT NULL)"""
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
 WHERE conversation_id = %s AND user_id = %s AND opened_at IS NULL
RETURNING NOT (delivered_seq > 0 OR chat_has_shown(conversation_id, user_id))"""


def direct_key(one: UUID, other: UUID) -> str:
    """Return the key that makes the direct conversation of two people unique; both orders give the same key."""
    return ":".join(sorted((str(one), str(other))))


def open_direct(opener_id: UUID, person_id: UUID) -> tuple[UUID, bool] | None:
    """Return the id of the direct conversation, open for the opener, and whether it is new for the opener.

    None without such a person. Sync, in the caller's transaction, at most four statements.
    """
    key = direct_key(opener_id, person_id)
    with django_connection.cursor() as cursor:
        cursor.execute(_EXISTS, [person_id])
        if cursor.fetchone() != (True,):
            return None
        people = sorted({opener_id, person_id})
        # Waits while another transaction inserts the same conversation; after its commit the row is there.
        cursor.execute(_INSERT, [new_id(), key, len(people)])
        made = bool(cursor.rowcount)
        cursor.execute(_FIND, [key])
        conversation_id: UUID = cursor.fetchone()[0]
        if made:
            parameters: dict[str, Any] = {"conversation_id": conversation_id, "opener": opener_id, "people": people}
            cursor.execute(_INSERT_PARTICIPANTS, parameters)
        else:
            cursor.execute(_OPEN, [conversation_id, opener_id])
            opened = cursor.fetchone()
    return conversation_id, made or opened == (True,)


async def known_direct(connection: Connection, reader: UUID, person_id: UUID) -> UUID | None:
    """Return the direct conversation with a person if it shows in the reader's list for certain. One query."""
    key = direct_key(reader, person_id)
    row = await (await connection.execute(_FIND_KNOWN, [reader, key])).fetchone()
    return row[0] if row is not None else None


async def blocks(connection: Connection, blocker_id: UUID, person_id: UUID) -> bool:
    """Return whether one person blocks another. One query."""
    return await (await connection.execute(_BLOCKS, [blocker_id, person_id])).fetchone() == (True,)
