"""The members of a group, and the conversation's part of a group. Sync, on Django's connection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

_STANDING = """
SELECT c.title, c.post_min_role, c.slow_mode_seconds, c.created_at, p.role
  FROM chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id
 WHERE p.conversation_id = %s AND p.user_id = %s AND c.kind = 'group' AND p.left_at IS NULL"""

_AT_THE_DOOR = """
SELECT c.title, c.participant_count, p.user_id IS NOT NULL AND p.left_at IS NULL, p.removed_by IS NOT NULL
  FROM chat_conversation c LEFT JOIN chat_participant p ON p.conversation_id = c.id AND p.user_id = %s
 WHERE c.id = %s AND c.kind = 'group' AND c.closed_at IS NULL"""

_MEMBERS = """
SELECT p.user_id, p.role, p.joined_at, CASE WHEN p.silenced_until > now() THEN p.silenced_until END
  FROM chat_participant p
 WHERE p.conversation_id = %(conversation_id)s AND p.left_at IS NULL
   AND (%(after)s::uuid IS NULL OR p.user_id > %(after)s::uuid)
   AND (%(user_id)s::uuid IS NULL OR p.user_id = %(user_id)s::uuid)
 ORDER BY p.user_id LIMIT %(limit)s"""

_ADMINS = "SELECT user_id FROM chat_participant WHERE conversation_id = %s AND left_at IS NULL AND role > 0"


class Standing(NamedTuple):
    """The conversation's part of a group, and one member's role."""

    title: str
    post_min_role: int
    slow_mode_seconds: int
    created_at: datetime
    role: int


class AtTheDoor(NamedTuple):
    """The parts of a group that a person with an invite link may see, and their relation to the group."""

    title: str
    participant_count: int
    is_member: bool
    was_removed: bool


class Member(NamedTuple):
    """One member of a group; silenced_until: None when it is over."""

    user_id: UUID
    role: int
    joined_at: datetime
    silenced_until: datetime | None


def standing(conversation_id: UUID, user_id: UUID) -> Standing | None:
    """Return a member's standing in a group; None if the person is no member."""
    found = rows(_STANDING, [conversation_id, user_id])
    return Standing(*found[0]) if found else None


def at_the_door(conversation_id: UUID, user_id: UUID) -> AtTheDoor | None:
    """Return the parts of a group that a person with a link may see; None if the group does not exist or is closed."""
    found = rows(_AT_THE_DOOR, [user_id, conversation_id])
    return AtTheDoor(*found[0]) if found else None


def members(conversation_id: UUID, after: UUID | None, limit: int, *, user_id: UUID | None = None) -> list[Member]:
    """Return members in order of their ids, from after the id `after`. With user_id, only this member."""
    parameters = {"conversation_id": conversation_id, "after": after, "limit": limit, "user_id": user_id}
    return [Member(*row) for row in rows(_MEMBERS, parameters)]


def admins(conversation_id: UUID) -> list[UUID]:
    """Return the admins and the owner of a group."""
    return [user_id for (user_id,) in rows(_ADMINS, [conversation_id])]


def rows(statement: str, parameters: Sequence[Any] | dict[str, Any]) -> list[Any]:
    """Run a statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
