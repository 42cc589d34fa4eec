"""Reads for live delivery: who takes part in a conversation, and what changed since a snapshot."""

from collections.abc import Collection, Container
from typing import NamedTuple
from uuid import UUID

from chat.store.conversations import MY_JSON, RECEIPTS_JSON, UNREAD
from chat.store.messages import Connection
from chat.store.reading import CONVERSATION_SHOWN, READER_POSITION, TICKS
from common.ids import uuid_array
from delivery.connection.resync import resync_frame
from delivery.ports import EVERYTHING, Membership, Ranges

RESYNC = resync_frame("busy").decode()

# Null stands for everything, which nearly all participants see.
_RANGES = """
CASE WHEN p.visible_seqs <> '{[1,)}' THEN
    ARRAY(SELECT ARRAY[lower(range), upper(range)] FROM unnest(p.visible_seqs) range) END"""

_MEMBERSHIPS = f"""
SELECT p.conversation_id, c.members_version, {_RANGES}
  FROM chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id
 WHERE p.user_id = %s AND p.left_at IS NULL"""

# The version is of the same snapshot. If none of these people is a member, one row has the version and nulls.
_ALL_MEMBERS, _MEMBERS = (
    f"""
SELECT c.members_version, p.user_id, {_RANGES}
  FROM chat_conversation c
  LEFT JOIN chat_participant p ON p.conversation_id = c.id AND p.left_at IS NULL {among}
 WHERE c.id = %(conversation_id)s"""
    for among in ("", "AND p.user_id = ANY(%(users)s::uuid[])")
)

# A row carries the transaction id of its latest change; a row whose transaction the old snapshot could not see is new.
# A transaction that is still running is left to the next poll: this poll's snapshot does not see it either.
_NEW = """
 {0} >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)::text::bigint
 AND {0} < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
 AND NOT pg_visible_in_snapshot({0}::text::xid8, %(snapshot)s::pg_snapshot)"""

# The moment of a poll, the groups that changed, and whether anything did.
_MOMENT = f"""
SELECT pg_current_snapshot()::text,
       ARRAY(SELECT id FROM chat_conversation WHERE kind = 'group' AND {_NEW.format("changed_xid")}
             UNION SELECT conversation_id FROM chat_conversationreceipts WHERE {_NEW.format("changed_xid")}) AS groups,
       EXISTS (SELECT FROM chat_conversation WHERE {_NEW.format("changed_xid")})
       OR EXISTS (SELECT FROM chat_conversationreceipts WHERE {_NEW.format("changed_xid")})
       OR EXISTS (SELECT FROM chat_participant WHERE {_NEW.format("changed_xid")})"""

_HEAD_JSON = f"""
json_build_object('update', 'head', 'conversation_id', c.id, 'position', {{position}},
                  'receipts', {RECEIPTS_JSON})::text"""

_CHANGED = f"""
WITH conversation AS MATERIALIZED (
    SELECT id FROM chat_conversation WHERE {_NEW.format("changed_xid")}
    UNION SELECT conversation_id FROM chat_conversationreceipts WHERE {_NEW.format("changed_xid")}
), participant AS MATERIALIZED (
    SELECT conversation_id, user_id, {_NEW.format("receipts_xid")} AS shown
      FROM chat_participant WHERE {_NEW.format("changed_xid")}
), own AS MATERIALIZED (
    SELECT conversation_id, user_id, row_number() OVER () AS number
      FROM participant WHERE user_id = ANY(%(users)s::uuid[])
), updates AS (
    SELECT DISTINCT {_HEAD_JSON.format(position=READER_POSITION)} AS frame, p.user_id, c.id, c.members_version
      FROM (SELECT id, NULL::uuid AS user_id FROM conversation
            UNION SELECT conversation_id, CASE WHEN shown THEN NULL ELSE user_id END FROM participant) changed
      JOIN chat_conversation c ON c.id = changed.id AND c.kind = 'direct'
      JOIN chat_participant p ON p.conversation_id = c.id AND p.user_id = ANY(%(users)s::uuid[])
           AND p.user_id = coalesce(changed.user_id, p.user_id) {TICKS}
     WHERE {CONVERSATION_SHOWN}
    UNION ALL
    SELECT {_HEAD_JSON.format(position="c.position")}, NULL, c.id, c.members_version
      FROM conversation changed
      JOIN chat_conversation c ON c.id = changed.id AND c.kind = 'group' AND c.id = ANY(%(groups)s::uuid[])
      LEFT JOIN LATERAL (SELECT r.delivered_to_all_seq AS delivered_seq, r.read_by_all_seq AS read_seq
                           FROM chat_conversationreceipts r WHERE r.conversation_id = c.id) ticks ON true
    UNION ALL
    SELECT json_build_object('update', 'mine', 'conversation_id', c.id, 'my', {MY_JSON},
                             'unread_count', unread.messages, 'unread_mentions', mentioned.mentions)::text,
           p.user_id, c.id, c.members_version
      FROM own changed
      JOIN chat_participant p ON p.conversation_id = changed.conversation_id AND p.user_id = changed.user_id
      JOIN chat_conversation c ON c.id = p.conversation_id {UNREAD}
     WHERE changed.number <= %(recounts)s::bigint AND {CONVERSATION_SHOWN}
    UNION ALL
    SELECT DISTINCT '{RESYNC}', user_id, NULL::uuid, 0::bigint FROM own WHERE number > %(recounts)s::bigint
)
SELECT frame, user_id, id, members_version FROM updates"""


class News(NamedTuple):
    """One change: the encoded update, for one person or (user_id None) for all participants of the conversation.

    conversation_id None: this person must sync, because there are too many changes to count unread messages for each.
    """

    frame: str
    user_id: UUID | None
    conversation_id: UUID | None
    members_version: int


async def memberships(connection: Connection, user_id: UUID) -> list[Membership]:
    """Return all active memberships of a person."""
    rows = await (await connection.execute(_MEMBERSHIPS, [user_id])).fetchall()
    return [Membership(conversation_id, version, user_id, _ranges(found)) for conversation_id, version, found in rows]


async def members(
    connection: Connection, conversation_id: UUID, user_ids: Collection[UUID] | None
) -> tuple[int, list[Membership]]:
    """Return a conversation's members_version (0: no such conversation) and its active members among these people.

    user_ids None: all active members.
    """
    parameters = {"conversation_id": conversation_id, "users": None if user_ids is None else uuid_array(user_ids)}
    statement = _ALL_MEMBERS if user_ids is None else _MEMBERS
    rows = await (await connection.execute(statement, parameters)).fetchall()
    version = rows[0][0] if rows else 0
    return version, [
        Membership(conversation_id, version, user_id, _ranges(found)) for _, user_id, found in rows if user_id
    ]


def _ranges(found: list[tuple[int, int | None]] | None) -> Ranges:
    if found is None:
        return EVERYTHING
    # PostgreSQL's upper bound is exclusive.
    return tuple((first, None if end is None else end - 1) for first, end in found)


async def snapshot(connection: Connection) -> str:
    """Return the current snapshot in the form that `changed` takes."""
    row = await (await connection.execute("SELECT pg_current_snapshot()::text")).fetchone()
    assert row is not None
    return str(row[0])


async def changed(
    connection: Connection, since: str, users: Collection[UUID], conversations: Container[UUID], recounts: int
) -> tuple[str, list[News]]:
    """Return a new snapshot, and what changed between the two for these people and in these conversations.

    Two queries, one when nothing changed. Their cost grows with the number of changes, not of conversations. Unread
    messages are counted for `recounts` changes at most; the people of the other changes get a `resync`.
    """
    row = await (await connection.execute(_MOMENT, {"snapshot": since})).fetchone()
    assert row is not None
    moment, groups, any_changed = row
    if not any_changed:
        return moment, []
    # This statement has a later snapshot. A change it sees after `moment` is published again by the next poll.
    parameters = {
        "snapshot": since,
        "users": uuid_array(users),
        "groups": [one for one in groups if one in conversations],
        "recounts": recounts,
    }
    rows = await (await connection.execute(_CHANGED, parameters)).fetchall()
    return moment, [News(*row) for row in rows]
