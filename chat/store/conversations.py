"""Reading conversations: the list, or one conversation. SQL makes the JSON, without the profile of the other person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection as django_connection

from chat.store.messages import Connection
from chat.store.reading import (
    CONVERSATION_SHOWN,
    MESSAGE_JSON,
    MESSAGE_UNCHANGED,
    MESSAGE_VISIBLE,
    READER_ACTIVITY,
    READER_STATE,
    READER_TITLE,
    TICKS,
    within,
)

# Unread messages, and those that mention the reader, are counted up to this number.
UNREAD_MAX = 999

# A former member must not learn that a message was deleted after they left, so it still counts as unread.
_NOT_DELETED = f"(m.deleted_at IS NULL OR NOT {MESSAGE_UNCHANGED})"

UNREAD = f"""
LEFT JOIN LATERAL (
    SELECT count(*) AS messages FROM (
        SELECT FROM chat_message m
         WHERE m.conversation_id = p.conversation_id AND m.seq > p.read_seq AND {within("p.visible_seqs")}
           AND m.sender_id <> p.user_id
           AND {_NOT_DELETED} AND (m.expires_at IS NULL OR m.expires_at > now()) AND {MESSAGE_VISIBLE}
         LIMIT {UNREAD_MAX}) unread) unread ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS mentions FROM (
        SELECT FROM chat_mention n JOIN chat_message m ON m.conversation_id = n.conversation_id AND m.seq = n.seq
         WHERE n.conversation_id = p.conversation_id AND n.user_id = p.user_id AND n.seq > p.read_seq
           AND {within("p.visible_seqs")}
           AND {_NOT_DELETED} AND (m.expires_at IS NULL OR m.expires_at > now()) AND {MESSAGE_VISIBLE}
         LIMIT {UNREAD_MAX}) mentioned) mentioned ON true"""

_LAST = f"""
LEFT JOIN LATERAL (
    SELECT {MESSAGE_JSON} AS message FROM chat_message m
     WHERE m.conversation_id = p.conversation_id AND {within("p.visible_seqs")} AND {MESSAGE_VISIBLE}
     ORDER BY m.seq DESC LIMIT 1) last ON true"""

MY_JSON = """
json_build_object('role', (ARRAY['member', 'admin', 'owner'])[p.role + 1],
  'joined_seq', greatest((SELECT max(lower(range)) FROM unnest(p.visible_seqs) range) - 1, 0),
  'read_seq', p.read_seq, 'delivered_seq', p.delivered_seq, 'muted_until', chat_wire_time(p.muted_until),
  'pinned_at', chat_wire_time(p.pinned_at), 'archived_at', chat_wire_time(p.archived_at),
  'silenced_until', CASE WHEN p.silenced_until > now() AND p.left_at IS NULL THEN chat_wire_time(p.silenced_until) END,
  'marked_unread', p.marked_unread, 'left_at', chat_wire_time(p.left_at),
  'draft', (SELECT json_build_object('text', d.text, 'reply_to_seq', d.reply_to_seq, 'version', d.version,
                                     'updated_at', chat_wire_time(d.updated_at))
              FROM chat_draft d
             WHERE d.conversation_id = p.conversation_id AND d.user_id = p.user_id AND d.text <> ''))"""

RECEIPTS_JSON = """
json_build_object('delivered_to_all_seq', coalesce(ticks.delivered_seq, 0),
                  'read_by_all_seq', coalesce(ticks.read_seq, 0))"""

_CONVERSATION = f"""
SELECT c.id, {READER_ACTIVITY},
       (SELECT o.user_id FROM chat_participant o WHERE c.kind = 'direct' AND o.conversation_id = c.id
         ORDER BY o.user_id = p.user_id LIMIT 1),
       json_build_object(
         {READER_STATE}, 'last_message', last.message::json, 'last_activity_at', chat_wire_time({READER_ACTIVITY}),
         'unread_count', unread.messages,
         'unread_mentions', mentioned.mentions, 'receipts', {RECEIPTS_JSON}, 'my', {MY_JSON},
         'request', coalesce(p.request_state = 'pending', false))::text
  FROM {{source}} {TICKS} {_LAST} {UNREAD}"""

# The rows of the page are chosen first, by their keys, so that the costly columns are computed for these rows only.
# With `words`, only conversations whose title, or whose other person's name, contains them.
_NAMED = f"""
       AND CASE WHEN c.kind = 'group' THEN strpos(lower({READER_TITLE}), lower(%(words)s::text)) > 0
                ELSE EXISTS (SELECT FROM chat_participant o WHERE o.conversation_id = c.id
                  AND (o.user_id <> p.user_id OR c.participant_count = 1)
                  AND account_is_called(o.user_id, p.user_id, %(words)s::text)) END"""


def _list(named: str) -> str:
    return (
        _CONVERSATION.format(
            source=f"""(
    SELECT c.id FROM chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id
     WHERE p.user_id = %(reader)s AND {CONVERSATION_SHOWN}
       AND (%(archived)s::boolean IS NULL OR (p.archived_at IS NOT NULL) = %(archived)s::boolean)
       AND (%(before_at)s::timestamptz IS NULL
            OR ({READER_ACTIVITY}, c.id) < (%(before_at)s::timestamptz, %(before_id)s::uuid)) {named}
     ORDER BY {READER_ACTIVITY} DESC, c.id DESC LIMIT %(limit)s::bigint) chosen
  JOIN chat_conversation c ON c.id = chosen.id
  JOIN chat_participant p ON p.conversation_id = c.id AND p.user_id = %(reader)s""",
        )
        + f" ORDER BY {READER_ACTIVITY} DESC, c.id DESC"
    )


_LIST, _LIST_NAMED = _list(""), _list(_NAMED)

_THESE = (
    _CONVERSATION.format(source="chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id")
    + f" WHERE p.conversation_id = ANY(%(ids)s::uuid[]) AND p.user_id = %(reader)s AND {CONVERSATION_SHOWN}"
    + " ORDER BY c.id"
)

_ONE = (
    _CONVERSATION.format(source="chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id")
    + f" WHERE p.conversation_id = %(conversation_id)s AND p.user_id = %(reader)s AND {CONVERSATION_SHOWN}"
)


_UNREAD_COUNT = f"""
SELECT unread.messages FROM chat_participant p {UNREAD} WHERE p.conversation_id = %s AND p.user_id = %s"""


class Wanted(NamedTuple):
    """Which conversations are listed. archived: only archived ones, or only the others; None: all. words: of a name."""

    archived: bool | None = None
    words: str = ""


class ConversationRow(NamedTuple):
    """A conversation as JSON text without `peer`. peer_id: the person whose profile is to be added, None for groups."""

    id: UUID
    last_activity_at: datetime
    peer_id: UUID | None
    json: str


async def conversations(
    connection: Connection, reader: UUID, wanted: Wanted, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[ConversationRow]:
    """Return a person's conversations, newest activity first, those after the key (last_activity_at, id) `before`."""
    before_at, before_id = before or (None, None)
    parameters: dict[str, Any] = {
        "reader": reader, **wanted._asdict(), "before_at": before_at, "before_id": before_id, "limit": limit,
    }  # fmt: skip
    statement = _LIST_NAMED if wanted.words else _LIST
    return [ConversationRow(*row) for row in await (await connection.execute(statement, parameters)).fetchall()]


async def conversations_of(connection: Connection, reader: UUID, ids: Sequence[UUID]) -> list[ConversationRow]:
    """Return those of a person's conversations that have these ids, in order of the ids."""
    cursor = await connection.execute(_THESE, {"reader": reader, "ids": list(ids)})
    return [ConversationRow(*row) for row in await cursor.fetchall()]


async def unread_count(connection: Connection, conversation_id: UUID, reader: UUID) -> int:
    """Return the number of messages from others that the reader has not read, at most UNREAD_MAX."""
    row = await (await connection.execute(_UNREAD_COUNT, [conversation_id, reader])).fetchone()
    return row[0] if row else 0


def conversation_now(conversation_id: UUID, reader: UUID) -> ConversationRow:
    """Return one conversation as of the running transaction on Django's connection. The reader must take part in it."""
    with django_connection.cursor() as cursor:
        cursor.execute(_ONE, {"conversation_id": conversation_id, "reader": reader})
        return ConversationRow(*cursor.fetchone())


async def conversation(connection: Connection, conversation_id: UUID, reader: UUID) -> ConversationRow | None:
    """Return one conversation, as the reader sees it; None if they may not know of it."""
    row = await (await connection.execute(_ONE, {"conversation_id": conversation_id, "reader": reader})).fetchone()
    return ConversationRow(*row) if row else None
