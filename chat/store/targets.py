"""Finding a message that is to change, and locking its conversation.

Sync, on Django's connection, inside the caller's transaction. At most three statements run under the lock: `load`, one
that looks at the rules, one of chat/store/changing.py.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

_HIDDEN = """
EXISTS (SELECT FROM chat_hidden h
         WHERE h.user_id = p.user_id AND h.conversation_id = m.conversation_id AND h.seq = m.seq)"""
_VISIBLE = "p.visible_seqs @> m.seq AND (NOT m.withheld OR m.sender_id = p.user_id)"

# Without a lock: a person who may not see the message, or not change it, must neither wait for others nor delay them.
_FIND = f"""
SELECT m.conversation_id, m.seq, p.left_at IS NULL AS active, {_HIDDEN} AS hidden
  FROM chat_message m JOIN chat_participant p ON p.conversation_id = m.conversation_id AND p.user_id = %s
 WHERE m.id = %s AND {_VISIBLE}"""

# In one statement, because each one costs a thread of commands a turn. Only an active member who sees the message waits
# for the lock.
_LOCK = f"""
WITH found AS ({_FIND}
), locked AS (
    SELECT c.id FROM chat_conversation c JOIN found ON c.id = found.conversation_id
     WHERE found.active AND NOT found.hidden FOR NO KEY UPDATE OF c
)
SELECT found.*, (SELECT count(*) FROM locked) FROM found"""

# A separate statement after the lock, so that it sees the change of the previous holder of the lock.
_LOAD = f"""
SELECT m.id, m.conversation_id, m.seq, (chat_seen(m, p.user_id)).position, m.sender_id, m.kind,
       (chat_seen(m, p.user_id)).text, (chat_seen(m, p.user_id)).content::text, m.sent_at,
       m.pinned_at, m.withheld, m.deleted_at IS NOT NULL OR coalesce(m.expires_at <= now(), false), p.left_at IS NULL,
       p.role, {_HIDDEN},
       coalesce((SELECT account_blocks(o.user_id, p.user_id) FROM chat_participant o
                  WHERE c.kind = 'direct' AND o.conversation_id = c.id AND o.user_id <> p.user_id), false),
       ARRAY(SELECT v.option_id FROM chat_vote v
              WHERE m.kind = 'poll' AND v.conversation_id = m.conversation_id AND v.seq = m.seq
                AND v.user_id = p.user_id ORDER BY v.option_id),
       chat_poll_closed(m.content -> 'poll'),
       c.closed_at IS NULL AND p.role >= c.post_min_role AND coalesce(p.silenced_until <= now(), true)
         AND NOT EXISTS (SELECT FROM chat_participant o
                          WHERE c.kind = 'direct' AND o.conversation_id = c.id AND o.user_id <> p.user_id
                            AND (NOT account_exists(o.user_id) OR account_blocks(p.user_id, o.user_id)))
  FROM chat_message m
  JOIN chat_conversation c ON c.id = m.conversation_id
  JOIN chat_participant p ON p.conversation_id = m.conversation_id AND p.user_id = %s
 WHERE m.conversation_id = %s AND m.seq = %s AND {_VISIBLE}"""


class Target(NamedTuple):
    """A message under the lock, the actor's part in its conversation, and the actor's vote."""

    id: UUID
    conversation_id: UUID
    seq: int
    position: int
    sender_id: UUID | None
    kind: str
    text: str | None
    content: str | None
    sent_at: Any
    pinned_at: Any
    withheld: bool
    gone: bool
    active: bool
    role: int
    hidden: bool
    blocked: bool
    votes: list[int]
    poll_closed: bool
    may_send: bool


class Found(NamedTuple):
    """Where a message is that a person sees; whether they are an active member; whether they hid the message."""

    conversation_id: UUID
    seq: int
    active: bool
    hidden: bool


def find(actor_id: UUID, message_id: UUID) -> Found | None:
    """Return where a message is, without a lock; None if the actor may not see it."""
    row = one_row(_FIND, [actor_id, message_id])
    return Found(*row) if row else None


def lock(actor_id: UUID, message_id: UUID) -> Found | None:
    """Return what `find` returns. Lock the conversation if the actor is active and has not hidden the message."""
    row = one_row(_LOCK, [actor_id, message_id])
    return Found(*row[:-1]) if row else None


def load(actor_id: UUID, conversation_id: UUID, seq: int) -> Target | None:
    """Return the message; None if the actor may not see it. Lock the conversation first if it is to change."""
    row = one_row(_LOAD, [actor_id, conversation_id, seq])
    return Target(*row) if row else None


def hide(target: Target, user_id: UUID) -> bool:
    """Delete a message for one person only; False if it is hidden already."""
    return bool(
        one_row(
            "INSERT INTO chat_hidden (user_id, conversation_id, seq, message_id, changed_xid)"
            " VALUES (%s, %s, %s, %s, pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING RETURNING 1",
            [user_id, target.conversation_id, target.seq, target.id],
        )
    )


def one_row(statement: str, parameters: Sequence[Any] | dict[str, Any]) -> Any:  # noqa: ANN401
    """Run a statement and return its first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()
