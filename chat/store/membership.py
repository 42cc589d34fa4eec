"""Changing a group's conversation and its participants. Messages are written by chat_append, never here.

Sync, on Django's connection, inside the caller's transaction. Under the conversation's lock, one statement reads, one
writes the system message, and one statement of this module makes the change, with the numbers of that message.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from chat.store.members import rows
from chat.store.messages import STATE_JSON

_XID = "pg_current_xact_id()::text::bigint"

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

# Returns the row as the previous holder of the lock left it, because PostgreSQL reads the row again under the lock.
_LOCK = """
SELECT participant_count FROM chat_conversation
 WHERE id = %s AND kind = 'group' AND closed_at IS NULL FOR NO KEY UPDATE"""

# A separate statement after the lock, so that it sees the change of the previous holder of the lock.
_LOAD = """
SELECT p.user_id, p.role, p.silenced_until
  FROM chat_participant p
 WHERE p.conversation_id = %(conversation_id)s AND p.left_at IS NULL
   AND p.user_id = ANY(%(people)s::uuid[] || ARRAY(
       SELECT o.user_id FROM chat_participant o
        WHERE %(with_heir)s AND o.conversation_id = %(conversation_id)s AND o.left_at IS NULL
          AND o.user_id <> ALL(%(people)s::uuid[])
        ORDER BY o.role DESC, o.joined_at, o.user_id LIMIT 1))
 ORDER BY p.user_id FOR NO KEY UPDATE OF p"""

_LOAD_ALL = """
SELECT p.user_id, p.role, p.silenced_until FROM chat_participant p
 WHERE p.conversation_id = %s AND p.left_at IS NULL ORDER BY p.user_id FOR NO KEY UPDATE"""

_STATE = f"c.id, c.members_version, c.participant_count, {STATE_JSON}"

_CHANGED = f"""
UPDATE chat_conversation c
   SET members_version = members_version + 1, participant_count = participant_count + %(more)s,
       state_position = %(position)s, changed_xid = {_XID},
       closed_at = CASE WHEN participant_count + %(more)s = 0 THEN now() END
 WHERE c.id = %(conversation_id)s
RETURNING {_STATE}"""

# For people who join or return, all earlier messages count as received and read.
_ADD = f"""
WITH added AS (
    INSERT INTO chat_participant AS p (conversation_id, user_id, role, visible_seqs, joined_at, delivered_seq, read_seq,
                                       shown_read_seq, pushed_seq, marked_unread, changed_xid)
    SELECT %(conversation_id)s, person, 0, int8multirange(int8range(%(first_seq)s, NULL)), now(), %(seq)s - 1,
           %(seq)s - 1, %(seq)s - 1, %(seq)s - 1, false, {_XID}
      FROM unnest(%(people)s::uuid[]) person ORDER BY person
    ON CONFLICT (conversation_id, user_id) DO UPDATE
       SET role = 0, visible_seqs = p.visible_seqs + excluded.visible_seqs, joined_at = excluded.joined_at,
           left_at = NULL, left_position = NULL, left_state = NULL, removed_by = NULL,
           delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq,
           shown_read_seq = excluded.shown_read_seq,
           pushed_seq = greatest(p.pushed_seq, excluded.pushed_seq), changed_xid = excluded.changed_xid
) {_CHANGED}"""

# The system message of the removal is the last message that the removed people see. A new owner is no longer silenced,
# because nobody could lift it. The minima are read under their lock: a batch of receipts before it was published to the
# removed people as well, so they keep its minima; a batch after it is not for them.
_REMOVE = f"""
WITH minima AS MATERIALIZED (
    SELECT r.delivered_to_all_seq, r.read_by_all_seq FROM chat_conversationreceipts r
     WHERE r.conversation_id = %(conversation_id)s FOR NO KEY UPDATE
), removed AS (
    UPDATE chat_participant p
       SET left_at = now(), left_position = %(position)s, role = 0, removed_by = %(removed_by)s, changed_xid = {_XID},
           visible_seqs = p.visible_seqs * int8multirange(int8range(NULL, %(seq)s, '[]')),
           left_state = jsonb_build_object(
               'title', c.title, 'participant_count', c.participant_count + %(more)s,
               'message_ttl_seconds', c.message_ttl_seconds,
               'delivered_to_all_seq', minima.delivered_to_all_seq, 'read_by_all_seq', minima.read_by_all_seq)
      FROM chat_conversation c CROSS JOIN minima
     WHERE p.conversation_id = %(conversation_id)s AND p.user_id = ANY(%(people)s::uuid[]) AND p.left_at IS NULL
       AND c.id = p.conversation_id
), inherited AS (
    UPDATE chat_participant p SET role = 2, silenced_until = NULL, changed_xid = {_XID}
     WHERE p.conversation_id = %(conversation_id)s AND p.user_id = %(heir_id)s
) {_CHANGED}"""

_CHANGE_MEMBERS = f"""
WITH changed AS (
    UPDATE chat_participant p
       SET role = new.role, silenced_until = new.silenced_until, changed_xid = {_XID}
      FROM unnest(%(people)s::uuid[], %(roles)s::smallint[], %(silenced)s::timestamptz[])
           AS new (user_id, role, silenced_until)
     WHERE p.conversation_id = %(conversation_id)s AND p.user_id = new.user_id
)
UPDATE chat_conversation c SET state_position = %(position)s, changed_xid = {_XID}
 WHERE c.id = %(conversation_id)s
RETURNING {_STATE}"""

_CHANGE = f"""
UPDATE chat_conversation c
   SET title = %(title)s, post_min_role = %(post_min_role)s, slow_mode_seconds = %(slow_mode_seconds)s,
       state_position = %(position)s, changed_xid = {_XID}
 WHERE c.id = %(conversation_id)s
RETURNING {_STATE}"""


class Role(NamedTuple):
    """A member's role and silence; silenced_until may lie in the past."""

    role: int
    silenced_until: datetime | None


class Locked(NamedTuple):
    """A locked group. members: the requested people who are members; heir_id: the next owner among the others."""

    conversation_id: UUID
    participant_count: int
    members: dict[UUID, Role]
    heir_id: UUID | None = None


class Info(NamedTuple):
    """The conversation's part of a group."""

    title: str
    post_min_role: int
    slow_mode_seconds: int


class Place(NamedTuple):
    """The numbers of the system message of a change."""

    seq: int
    position: int


class State(NamedTuple):
    """The conversation after a change; json: the part that is the same for all members."""

    conversation_id: UUID
    members_version: int
    participant_count: int
    json: str


def create(conversation_id: UUID, title: str, owner_id: UUID, people: Collection[UUID]) -> None:
    """Make a group's conversation of these people, who include the owner."""
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
    one.
    """
    count = _lock(conversation_id)
    if count is None:
        return None
    people = set(user_ids)
    parameters = {"conversation_id": conversation_id, "people": list(people), "with_heir": with_heir}
    found = {user_id: Role(role, silenced) for user_id, role, silenced in rows(_LOAD, parameters)}
    heir_id = next((user_id for user_id in found if user_id not in people), None)
    members = {user_id: role for user_id, role in found.items() if user_id in people}
    return Locked(conversation_id, count, members, heir_id)


def lock_all(conversation_id: UUID) -> Locked | None:
    """Lock a group and the rows of all its members; None as in `lock`."""
    count = _lock(conversation_id)
    if count is None:
        return None
    found = rows(_LOAD_ALL, [conversation_id])
    return Locked(conversation_id, count, {user_id: Role(role, silenced) for user_id, role, silenced in found})


def _lock(conversation_id: UUID) -> int | None:
    found = rows(_LOCK, [conversation_id])
    return found[0][0] if found else None


def add(conversation_id: UUID, people: Sequence[UUID], place: Place, *, from_start: bool) -> State:
    """Make people members. They see the messages from this change's message on; from_start: all messages."""
    parameters = _parameters(conversation_id, place) | {
        "people": list(people), "more": len(people), "first_seq": 1 if from_start else place.seq,
    }  # fmt: skip
    return State(*rows(_ADD, parameters)[0])


def remove(
    conversation_id: UUID, people: Sequence[UUID], place: Place, *, removed_by: UUID | None, heir_id: UUID | None = None
) -> State:
    """End memberships; this change's message is the last one these people see. `heir_id` becomes the owner.

    removed_by: None for who leaves. With the last one the group is closed.
    """
    parameters = _parameters(conversation_id, place) | {
        "people": list(people), "more": -len(people), "removed_by": removed_by, "heir_id": heir_id,
    }  # fmt: skip
    return State(*rows(_REMOVE, parameters)[0])


def change_members(conversation_id: UUID, changed: dict[UUID, Role], place: Place) -> State:
    """Set roles and silences of members whose rows are locked."""
    parameters = _parameters(conversation_id, place) | {
        "people": list(changed),
        "roles": [one.role for one in changed.values()],
        "silenced": [one.silenced_until for one in changed.values()],
    }
    return State(*rows(_CHANGE_MEMBERS, parameters)[0])


def change(conversation_id: UUID, info: Info, place: Place) -> State:
    """Set the conversation's part of a group."""
    return State(*rows(_CHANGE, _parameters(conversation_id, place) | info._asdict())[0])


def founded(conversation_id: UUID, place: Place) -> State:
    """Record that a new group's first message is a change of the conversation itself."""
    return State(*rows(_CHANGED, _parameters(conversation_id, place) | {"more": 0})[0])


def _parameters(conversation_id: UUID, place: Place) -> dict[str, Any]:
    return {"conversation_id": conversation_id} | place._asdict()
