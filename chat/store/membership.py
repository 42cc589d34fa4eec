"""Who takes part in a group: made, joined, left. Messages are written by chat_append, never here.

Sync, on Django's connection, inside the caller's transaction. Under the conversation's lock one statement looks, one
writes the system message, and one of these changes the membership, to which that message's numbers belong.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from chat.store.messages import STATE_JSON

_XID = "pg_current_xact_id()::text::bigint"

_STRANGERS = "SELECT person FROM unnest(%s::uuid[]) person WHERE NOT account_exists(person)"

_CREATE = [
    f"""
INSERT INTO chat_conversation (id, kind, title, participant_count, last_seq, position, state_position, members_version,
                               changed_xid, created_at, last_activity_at, post_min_role, slow_mode_seconds)
VALUES (%(conversation_id)s, 'group', %(title)s, %(count)s, 0, 0, 0, 1, {_XID}, now(), now(), 0, 0)""",
    f"""
INSERT INTO chat_conversationreceipts (conversation_id, delivered_to_all_seq, read_by_all_seq, changed_xid)
VALUES (%(conversation_id)s, 0, 0, {_XID})""",
    f"""
INSERT INTO chat_participant (conversation_id, user_id, role, visible_seqs, joined_at, delivered_seq, read_seq,
                              shown_read_seq, pushed_seq, marked_unread, changed_xid)
SELECT %(conversation_id)s, person, CASE WHEN person = %(owner_id)s THEN 2 ELSE 0 END, '{{[1,)}}', now(), 0, 0, 0, 0,
       false, {_XID}
  FROM unnest(%(people)s::uuid[]) person ORDER BY person""",
]

_LOCK = "SELECT 1 FROM chat_conversation WHERE id = %s AND kind = 'group' AND closed_at IS NULL FOR NO KEY UPDATE"

# A statement of its own after the lock: it sees what the one before us did.
_LOAD = """
SELECT p.user_id, p.role, p.left_at IS NULL, c.participant_count
  FROM chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id
 WHERE p.conversation_id = %(conversation_id)s
   AND p.user_id = ANY(%(people)s::uuid[] || ARRAY(
       SELECT o.user_id FROM chat_participant o
        WHERE %(with_heir)s AND o.conversation_id = %(conversation_id)s AND o.left_at IS NULL
          AND o.user_id <> ALL(%(people)s::uuid[])
        ORDER BY o.role DESC, o.joined_at, o.user_id LIMIT 1))
 ORDER BY p.user_id FOR NO KEY UPDATE OF p"""

_CHANGED = f"""
UPDATE chat_conversation c
   SET members_version = members_version + 1, participant_count = participant_count + %(more)s,
       state_position = %(position)s, changed_xid = {_XID},
       closed_at = CASE WHEN participant_count + %(more)s = 0 THEN now() END
 WHERE c.id = %(conversation_id)s
RETURNING c.id, c.members_version, c.participant_count, {STATE_JSON}"""

# Whoever joins or returns has read and received what came before.
_ADD = f"""
WITH added AS (
    INSERT INTO chat_participant AS p (conversation_id, user_id, role, visible_seqs, joined_at, delivered_seq, read_seq,
                                       shown_read_seq, pushed_seq, marked_unread, changed_xid)
    SELECT %(conversation_id)s, person, 0, int8multirange(int8range(%(first_seq)s, NULL)), now(), %(seq)s - 1,
           %(seq)s - 1, %(seq)s - 1, %(seq)s - 1, false, {_XID}
      FROM unnest(%(people)s::uuid[]) person ORDER BY person
    ON CONFLICT (conversation_id, user_id) DO UPDATE
       SET role = 0, visible_seqs = p.visible_seqs + excluded.visible_seqs, joined_at = excluded.joined_at,
           left_at = NULL, left_position = NULL, left_state = NULL, delivered_seq = excluded.delivered_seq,
           read_seq = excluded.read_seq, shown_read_seq = excluded.shown_read_seq,
           pushed_seq = greatest(p.pushed_seq, excluded.pushed_seq), changed_xid = excluded.changed_xid
) {_CHANGED}"""

# The message that says so is the last one they see.
_REMOVE = f"""
WITH removed AS (
    UPDATE chat_participant p
       SET left_at = now(), left_position = %(position)s, role = 0, changed_xid = {_XID},
           visible_seqs = p.visible_seqs * int8multirange(int8range(NULL, %(seq)s, '[]')),
           left_state = jsonb_build_object(
               'title', c.title, 'participant_count', c.participant_count + %(more)s,
               'message_ttl_seconds', c.message_ttl_seconds, 'delivered_to_all_seq', r.delivered_to_all_seq,
               'read_by_all_seq', r.read_by_all_seq)
      FROM chat_conversation c JOIN chat_conversationreceipts r ON r.conversation_id = c.id
     WHERE p.conversation_id = %(conversation_id)s AND p.user_id = %(user_id)s AND c.id = p.conversation_id
), inherited AS (
    UPDATE chat_participant p SET role = 2, changed_xid = {_XID}
     WHERE p.conversation_id = %(conversation_id)s AND p.user_id = %(heir_id)s
) {_CHANGED}"""

_STANDING = """
SELECT c.title, c.post_min_role, c.slow_mode_seconds, c.created_at, p.role
  FROM chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id
 WHERE p.conversation_id = %s AND p.user_id = %s AND c.kind = 'group' AND p.left_at IS NULL"""

_MEMBERS = """
SELECT p.user_id, p.role, p.joined_at FROM chat_participant p
 WHERE p.conversation_id = %(conversation_id)s AND p.left_at IS NULL
   AND (%(after)s::uuid IS NULL OR p.user_id > %(after)s::uuid)
 ORDER BY p.user_id LIMIT %(limit)s"""


class Locked(NamedTuple):
    """A group under the lock. roles: of those asked about who are members now; heir_id: who is next after them."""

    conversation_id: UUID
    participant_count: int
    roles: dict[UUID, int]
    heir_id: UUID | None


class State(NamedTuple):
    """What a change of membership left behind; json: the conversation as all members see it."""

    conversation_id: UUID
    members_version: int
    participant_count: int
    json: str


class Standing(NamedTuple):
    """What a group's conversation says of the group, and one member's role in it."""

    title: str
    post_min_role: int
    slow_mode_seconds: int
    created_at: datetime
    role: int


class Member(NamedTuple):
    """One member of a group."""

    user_id: UUID
    role: int
    joined_at: datetime


def strangers(user_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these ids belong to nobody, or to an erased account."""
    return {row[0] for row in _rows(_STRANGERS, [list(user_ids)])}


def create(conversation_id: UUID, title: str, owner_id: UUID, people: Collection[UUID]) -> None:
    """Make a group's conversation of these people, the owner among them."""
    parameters: dict[str, Any] = {
        "conversation_id": conversation_id, "title": title, "owner_id": owner_id, "people": list(people),
        "count": len(people),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in _CREATE:
            cursor.execute(statement, parameters)


def lock(conversation_id: UUID, user_ids: Collection[UUID], *, with_heir: bool = False) -> Locked | None:
    """Lock a group and the rows of these people in it, with_heir: also of the first in line among the others.

    First in line is who has the highest role, and of those the longest-standing one. None: no such group, or a closed
    one, or none of these people has ever been in it.
    """
    if not _rows(_LOCK, [conversation_id]):
        return None
    people = set(user_ids)
    parameters = {"conversation_id": conversation_id, "people": list(people), "with_heir": with_heir}
    rows = _rows(_LOAD, parameters)
    if not rows:
        return None
    roles = {user_id: role for user_id, role, active, _ in rows if active and user_id in people}
    heir_id = next((row[0] for row in rows if row[0] not in people), None)
    return Locked(conversation_id, rows[0][3], roles, heir_id)


def add(conversation_id: UUID, people: Sequence[UUID], seq: int, position: int, *, from_start: bool) -> State:
    """Make people members with the message `seq`: they see from it on, or from_start everything."""
    parameters = {
        "conversation_id": conversation_id, "people": list(people), "more": len(people), "seq": seq,
        "position": position, "first_seq": 1 if from_start else seq,
    }  # fmt: skip
    return State(*_rows(_ADD, parameters)[0])


def remove(conversation_id: UUID, user_id: UUID, heir_id: UUID | None, seq: int, position: int) -> State:
    """End a membership with the message `seq`, the last one they see; `heir_id` becomes the owner."""
    parameters = {
        "conversation_id": conversation_id, "user_id": user_id, "heir_id": heir_id, "more": -1, "seq": seq,
        "position": position,
    }  # fmt: skip
    return State(*_rows(_REMOVE, parameters)[0])


def founded(conversation_id: UUID, position: int) -> State:
    """Note that a new group's first message tells of a change of the conversation itself."""
    return State(*_rows(_CHANGED, {"conversation_id": conversation_id, "more": 0, "position": position})[0])


def standing(conversation_id: UUID, user_id: UUID) -> Standing | None:
    """Return what a member may know of a group, and their role; None for everybody else."""
    rows = _rows(_STANDING, [conversation_id, user_id])
    return Standing(*rows[0]) if rows else None


def members(conversation_id: UUID, after: UUID | None, limit: int) -> list[Member]:
    """Return members by id, those after `after`."""
    parameters = {"conversation_id": conversation_id, "after": after, "limit": limit}
    return [Member(*row) for row in _rows(_MEMBERS, parameters)]


def _rows(statement: str, parameters: Sequence[Any] | dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
