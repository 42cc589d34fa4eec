"""A person's own state in a conversation: settings, the draft, and the `mine` update for their own devices.

Sync, on Django's connection, inside the caller's transaction; mine_of is async.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection as django_connection

from chat.store.conversations import MY_JSON, UNREAD
from chat.store.messages import Connection
from chat.store.reading import CONVERSATION_SHOWN

MINE = f"""
SELECT p.conversation_id, p.user_id, left(json_build_object('update', 'mine', 'conversation_id', p.conversation_id,
         'my', {MY_JSON}, 'unread_count', unread.messages, 'unread_mentions', mentioned.mentions)::text, -1)
  FROM unnest(%s::uuid[], %s::uuid[]) AS asked (conversation_id, user_id)
  JOIN chat_participant p ON p.conversation_id = asked.conversation_id AND p.user_id = asked.user_id {UNREAD}"""

_LOCK = f"""
SELECT p.muted_until, p.pinned_at, p.archived_at, p.marked_unread
  FROM chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id
 WHERE p.conversation_id = %s AND p.user_id = %s AND {CONVERSATION_SHOWN} FOR NO KEY UPDATE OF p"""

_SET = """
UPDATE chat_participant
   SET muted_until = %s, pinned_at = %s, archived_at = %s, marked_unread = %s,
       changed_xid = pg_current_xact_id()::text::bigint
 WHERE conversation_id = %s AND user_id = %s"""

_TOUCH = """
UPDATE chat_participant SET changed_xid = pg_current_xact_id()::text::bigint
 WHERE conversation_id = %s AND user_id = %s"""

_DRAFT = "SELECT text, reply_to_seq, version, updated_at FROM chat_draft WHERE conversation_id = %s AND user_id = %s"

# No row if all drafts of the person together would be too large.
_PUT_DRAFT = """
INSERT INTO chat_draft (conversation_id, user_id, text, reply_to_seq, version, updated_at)
SELECT %(conversation_id)s, %(user_id)s, %(text)s::text, %(reply_to_seq)s::bigint, %(version)s, now()
 WHERE %(text)s::text = '' OR octet_length(%(text)s::text) + coalesce((
       SELECT sum(octet_length(d.text)) FROM chat_draft d
        WHERE d.user_id = %(user_id)s AND d.conversation_id <> %(conversation_id)s), 0) <= %(most_bytes)s
ON CONFLICT (conversation_id, user_id) DO UPDATE SET text = excluded.text, reply_to_seq = excluded.reply_to_seq,
  version = excluded.version, updated_at = excluded.updated_at
RETURNING text, reply_to_seq, version, updated_at"""


class Mine(NamedTuple):
    """The `mine` update of one person, without its closing brace, so that the caller can add a field."""

    conversation_id: UUID
    user_id: UUID
    frame: str


class Settings(NamedTuple):
    """One person's settings of a conversation; times are timezone-aware or None."""

    muted_until: Any
    pinned_at: Any
    archived_at: Any
    marked_unread: bool


class Draft(NamedTuple):
    """A stored draft. An empty text means a deleted draft, which is kept for its version."""

    text: str
    reply_to_seq: int | None
    version: int
    updated_at: Any


class NewDraft(NamedTuple):
    """A draft to store."""

    text: str
    reply_to_seq: int | None
    version: int


def mine(conversation_id: UUID, user_ids: Sequence[UUID]) -> list[Mine]:
    """Return people's `mine` updates of one conversation, as of the running transaction."""
    with django_connection.cursor() as cursor:
        cursor.execute(MINE, [[conversation_id] * len(user_ids), list(user_ids)])
        return [Mine(*row) for row in cursor.fetchall()]


async def mine_of(connection: Connection, pairs: Sequence[tuple[UUID, UUID]]) -> list[Mine]:
    """Return the `mine` updates of several (conversation, person)."""
    columns = [list(column) for column in zip(*pairs, strict=True)]
    return [Mine(*row) for row in await (await connection.execute(MINE, columns)).fetchall()]


def lock_settings(conversation_id: UUID, user_id: UUID) -> Settings | None:
    """Lock a participant's row and return their settings; None if the conversation does not show for them."""
    row = _one(_LOCK, [conversation_id, user_id])
    return Settings(*row) if row else None


def set_settings(conversation_id: UUID, user_id: UUID, settings: Settings) -> None:
    """Write a participant's settings."""
    with django_connection.cursor() as cursor:
        cursor.execute(_SET, [*settings, conversation_id, user_id])


def touch(conversation_id: UUID, user_id: UUID) -> None:
    """Mark a participant's own state as changed."""
    with django_connection.cursor() as cursor:
        cursor.execute(_TOUCH, [conversation_id, user_id])


def draft(conversation_id: UUID, user_id: UUID) -> Draft | None:
    """Return the stored draft. The caller holds the lock of the participant's row."""
    row = _one(_DRAFT, [conversation_id, user_id])
    return Draft(*row) if row else None


def put_draft(conversation_id: UUID, user_id: UUID, draft: NewDraft, most_bytes: int) -> Draft | None:
    """Store a draft in place of the stored one; None if the person's drafts would have more than `most_bytes`."""
    parameters = {"conversation_id": conversation_id, "user_id": user_id, "most_bytes": most_bytes} | draft._asdict()
    row = _one(_PUT_DRAFT, parameters)
    return Draft(*row) if row else None


def _one(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Any:  # noqa: ANN401
    with django_connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()
