"""What live delivery asks: who takes part, and what changed since a snapshot."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from chat.store.conversations import MY_JSON, RECEIPTS_JSON, UNREAD
from chat.store.messages import Connection
from chat.store.reading import CONVERSATION_SHOWN, TICKS

_RANGES = "ARRAY(SELECT ARRAY[lower(range), upper(range)] FROM unnest(p.visible_seqs) range)"

_MEMBERSHIPS = f"""
SELECT p.conversation_id, c.members_version, p.user_id, {_RANGES}
  FROM chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id
 WHERE p.user_id = %s AND p.left_at IS NULL"""

# The version is that of the same snapshot; without any of these people it still comes, with nulls.
_MEMBERS = f"""
SELECT c.members_version, p.user_id, {_RANGES}
  FROM chat_conversation c
  LEFT JOIN chat_participant p ON p.conversation_id = c.id AND p.left_at IS NULL AND p.user_id = ANY(%s::uuid[])
 WHERE c.id = %s"""

# Rows carry the transaction of their latest change; those the old snapshot could not see are new. What is still under
# way is left to the next poll, whose snapshot will not see it either.
_NEW = """
 changed_xid >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)::text::bigint
 AND changed_xid < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
 AND NOT pg_visible_in_snapshot(changed_xid::text::xid8, %(snapshot)s::pg_snapshot)"""

_HEAD_JSON = f"""
json_build_object('update', 'head', 'conversation_id', c.id, 'position', c.position,
                  'receipts', {RECEIPTS_JSON})::text"""

_CHANGED = f"""
WITH conversation AS MATERIALIZED (
    SELECT id FROM chat_conversation WHERE {_NEW}
    UNION SELECT conversation_id FROM chat_conversationreceipts WHERE {_NEW}
), participant AS MATERIALIZED (
    SELECT conversation_id, user_id FROM chat_participant WHERE {_NEW}
), told AS (
    SELECT {_HEAD_JSON} AS frame, p.user_id, c.id, c.members_version
      FROM (SELECT id FROM conversation UNION SELECT conversation_id FROM participant) changed
      JOIN chat_conversation c ON c.id = changed.id AND c.kind = 'direct'
      JOIN chat_participant p ON p.conversation_id = c.id AND p.user_id = ANY(%(users)s::uuid[]) {TICKS}
     WHERE {CONVERSATION_SHOWN}
    UNION ALL
    SELECT {_HEAD_JSON}, NULL, c.id, c.members_version
      FROM conversation changed
      JOIN chat_conversation c ON c.id = changed.id AND c.kind = 'group' AND c.id = ANY(%(conversations)s::uuid[])
      LEFT JOIN LATERAL (SELECT r.delivered_to_all_seq AS delivered_seq, r.read_by_all_seq AS read_seq
                           FROM chat_conversationreceipts r WHERE r.conversation_id = c.id) ticks ON true
    UNION ALL
    SELECT json_build_object('update', 'mine', 'conversation_id', c.id, 'my', {MY_JSON},
                             'unread_count', unread.messages, 'unread_mentions', mentioned.mentions)::text,
           p.user_id, c.id, c.members_version
      FROM participant changed
      JOIN chat_participant p ON p.conversation_id = changed.conversation_id AND p.user_id = changed.user_id
      JOIN chat_conversation c ON c.id = p.conversation_id {UNREAD}
     WHERE p.user_id = ANY(%(users)s::uuid[]) AND {CONVERSATION_SHOWN}
)
SELECT now.snapshot::text, told.frame, told.user_id, told.id, told.members_version
  FROM (SELECT pg_current_snapshot() AS snapshot) now LEFT JOIN told ON true"""


class Member(NamedTuple):
    """An active participant; ranges: [first, end) of what they may see, end None while open."""

    conversation_id: UUID
    members_version: int
    user_id: UUID
    ranges: list[tuple[int, int | None]]


class News(NamedTuple):
    """One thing that changed: the encoded update, for one person, or (user_id None) for all of the conversation."""

    frame: str
    user_id: UUID | None
    conversation_id: UUID
    members_version: int


async def memberships(connection: Connection, user_id: UUID) -> list[Member]:
    """Return all active memberships of a person."""
    return [Member(*row) for row in await (await connection.execute(_MEMBERSHIPS, [user_id])).fetchall()]


async def members(
    connection: Connection, conversation_id: UUID, user_ids: Collection[UUID]
) -> tuple[int, list[Member]]:
    """Return a conversation's members_version (0: there is none) and who of these people are active in it."""
    rows = await (await connection.execute(_MEMBERS, [list(user_ids), conversation_id])).fetchall()
    version = rows[0][0] if rows else 0
    return version, [Member(conversation_id, *row) for row in rows if row[1] is not None]


async def snapshot(connection: Connection) -> str:
    """Return the current snapshot, as `changed` takes it."""
    row: Any = await (await connection.execute("SELECT pg_current_snapshot()::text")).fetchone()
    return str(row[0])


async def changed(
    connection: Connection, since: str, users: Collection[UUID], conversations: Collection[UUID]
) -> tuple[str, list[News]]:
    """Return a new snapshot, and what changed between the two for these people and in these conversations."""
    parameters = {"snapshot": since, "users": list(users), "conversations": list(conversations)}
    rows = await (await connection.execute(_CHANGED, parameters)).fetchall()
    return rows[0][0], [News(*row[1:]) for row in rows if row[1] is not None]
