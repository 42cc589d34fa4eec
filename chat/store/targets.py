"""Changing an existing message: find it by its id, lock its conversation, give it the next position.

Sync, on Django's connection, inside the caller's transaction. At most three statements run under the conversation's
lock.
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
SELECT m.id, m.conversation_id, m.seq, m.position, m.sender_id, m.kind, m.text, m.content::text, m.sent_at,
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

_PINS = """
SELECT count(*) FROM chat_message
 WHERE conversation_id = %s AND pinned_at IS NOT NULL AND deleted_at IS NULL"""

_VOTE = """
WITH gone AS (
    DELETE FROM chat_vote WHERE conversation_id = %(conversation_id)s AND seq = %(seq)s AND user_id = %(user_id)s
       AND option_id <> ALL(%(option_ids)s::smallint[])
)
INSERT INTO chat_vote (conversation_id, seq, user_id, option_id)
SELECT %(conversation_id)s, %(seq)s, %(user_id)s, option_id FROM unnest(%(option_ids)s::smallint[]) option_id
    ON CONFLICT (conversation_id, seq, user_id, option_id) DO UPDATE SET created_at = excluded.created_at"""

_REACT = """
WITH there AS (
    SELECT coalesce(bool_or(user_id = %(user_id)s AND emoji = %(emoji)s), false) AS mine,
           count(*) FILTER (WHERE user_id = %(user_id)s) < %(own_most)s
             AND (coalesce(bool_or(emoji = %(emoji)s), false) OR count(DISTINCT emoji) < %(kinds_most)s) AS room
      FROM chat_reaction WHERE conversation_id = %(conversation_id)s AND seq = %(seq)s
), added AS (
    INSERT INTO chat_reaction (conversation_id, seq, user_id, emoji)
    SELECT %(conversation_id)s, %(seq)s, %(user_id)s, %(emoji)s FROM there WHERE room AND NOT mine RETURNING 1
)
SELECT there.mine, EXISTS (SELECT FROM added) FROM there"""

# Each change takes one position; the message's row holds the position of its latest change.
_CHANGE = """
WITH moved AS (
    UPDATE chat_conversation
       SET position = position + 1,
           changed_xid = CASE WHEN %(withheld)s THEN changed_xid ELSE pg_current_xact_id()::text::bigint END
     WHERE id = %(conversation_id)s RETURNING position, members_version
), changed AS (
    UPDATE chat_message m SET position = moved.position{assignments}
      FROM moved WHERE m.conversation_id = %(conversation_id)s AND m.seq = %(seq)s
    RETURNING m.position, moved.members_version, chat_message_json(m, NULL, NULL, NULL, NULL) AS message
){also}
SELECT position, members_version, message FROM changed"""


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


class Changed(NamedTuple):
    """The message after its change; `message` is the JSON of updates."""

    position: int
    members_version: int
    message: str


def find(actor_id: UUID, message_id: UUID) -> Found | None:
    """Return where a message is, without a lock; None if the actor may not see it."""
    row = _row(_FIND, [actor_id, message_id])
    return Found(*row) if row else None


def lock(actor_id: UUID, message_id: UUID) -> Found | None:
    """Return what `find` returns. Lock the conversation if the actor is active and has not hidden the message."""
    row = _row(_LOCK, [actor_id, message_id])
    return Found(*row[:-1]) if row else None


def load(actor_id: UUID, conversation_id: UUID, seq: int) -> Target | None:
    """Return the message; None if the actor may not see it. Lock the conversation first if it is to change."""
    row = _row(_LOAD, [actor_id, conversation_id, seq])
    return Target(*row) if row else None


def edit(target: Target, text: str, content: str | None) -> Changed:
    """Set a message's text and content."""
    return _change(
        target, ", text = %(text)s, content = %(content)s::jsonb, edited_at = now()", text=text, content=content
    )


# The mentions of former members stay, because for them the message is not deleted and their counts must not change.
_NO_MENTION = """, no_mention AS (
    DELETE FROM chat_mention n USING chat_participant p
     WHERE n.conversation_id = %(conversation_id)s AND n.seq = %(seq)s AND p.conversation_id = n.conversation_id
       AND p.user_id = n.user_id AND p.left_at IS NULL)"""


def delete(target: Target) -> Changed:
    """Make a message a tombstone. Its content is deleted; its digest stays, so that a repeated send still finds it."""
    return _change(
        target,
        ", text = NULL, content = CASE WHEN m.kind = 'system' THEN m.content END, reaction_count = 0, media_count = 0,"
        " pinned_at = NULL, deleted_at = now()",
        also="".join(
            f", no_{name} AS (DELETE FROM chat_{name} WHERE conversation_id = %(conversation_id)s AND seq = %(seq)s)"
            for name in ("reaction", "vote", "message_media")
        )
        + _NO_MENTION,
    )


def pin(target: Target, *, pinned: bool) -> Changed:
    """Pin a message for all members, or unpin it."""
    return _change(target, ", pinned_at = CASE WHEN %(pinned)s THEN now() END", pinned=pinned)


def pin_count(conversation_id: UUID) -> int:
    """Return how many messages of a conversation are pinned."""
    with connection.cursor() as cursor:
        cursor.execute(_PINS, [conversation_id])
        [count] = cursor.fetchone()
    return int(count)


class FullError(Exception):
    """There is no room for one more reaction."""


def add_reaction(target: Target, user_id: UUID, emoji: str, own_most: int, kinds_most: int) -> Changed | None:
    """Add one person's emoji; None if it exists already.

    Raises FullError if the person has `own_most` reactions on the message, or the message `kinds_most` other kinds.
    """
    place = {"conversation_id": target.conversation_id, "seq": target.seq, "user_id": user_id, "emoji": emoji}
    there, added = _row(_REACT, place | {"own_most": own_most, "kinds_most": kinds_most})
    if there:
        return None
    if not added:
        raise FullError
    return _change(target, ", reaction_count = m.reaction_count + 1")


def remove_reaction(target: Target, user_id: UUID, emoji: str) -> Changed | None:
    """Remove one person's emoji; None if there is none."""
    removed = _row(
        "DELETE FROM chat_reaction WHERE conversation_id = %s AND seq = %s AND user_id = %s AND emoji = %s RETURNING 1",
        [target.conversation_id, target.seq, user_id, emoji],
    )
    return _change(target, ", reaction_count = m.reaction_count - 1") if removed else None


def vote(target: Target, user_id: UUID, option_ids: Sequence[int]) -> Changed:
    """Replace one person's vote."""
    place: dict[str, Any] = {"conversation_id": target.conversation_id, "seq": target.seq, "user_id": user_id}
    with connection.cursor() as cursor:
        cursor.execute(_VOTE, place | {"option_ids": list(option_ids)})
    return _change(target, "")


def close_poll(target: Target) -> Changed:
    """Close the poll."""
    return _change(target, ", content = jsonb_set(m.content, '{poll,closed}', 'true')")


def hide(target: Target, user_id: UUID) -> bool:
    """Delete a message for one person only; False if it is hidden already."""
    return bool(
        _row(
            "INSERT INTO chat_hidden (user_id, conversation_id, seq, message_id, changed_xid)"
            " VALUES (%s, %s, %s, %s, pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING RETURNING 1",
            [user_id, target.conversation_id, target.seq, target.id],
        )
    )


def _change(target: Target, assignments: str, also: str = "", **values: Any) -> Changed:  # noqa: ANN401
    parameters = {"conversation_id": target.conversation_id, "seq": target.seq, "withheld": target.withheld, **values}
    row = _row(_CHANGE.format(assignments=assignments, also=also), parameters)
    assert row is not None
    return Changed(*row)


def _row(statement: str, parameters: Sequence[Any] | dict[str, Any]) -> Any:  # noqa: ANN401
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()
