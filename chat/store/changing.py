"""The changes of an existing message: each one gives it the next position of its conversation.

Sync, on Django's connection, inside the caller's transaction, which has loaded the message under the lock (targets.py).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from chat.store.targets import Target, one_row

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

# Each change takes one position; the message's row holds the position of its latest change. A private change moves
# nothing that others poll.
_CHANGE = """
WITH moved AS (
    UPDATE chat_conversation
       SET position = position + 1,
           changed_xid = CASE WHEN %(private)s THEN changed_xid ELSE pg_current_xact_id()::text::bigint END
     WHERE id = %(conversation_id)s RETURNING position, members_version
), changed AS (
    UPDATE chat_message m SET {assignments}
      FROM moved WHERE m.conversation_id = %(conversation_id)s AND m.seq = %(seq)s
    RETURNING moved.position, moved.members_version, chat_message_json(m, NULL, NULL, NULL, NULL) AS message,
              CASE WHEN m.withheld_edit IS NOT NULL
                   THEN chat_message_json(chat_seen(m, m.sender_id), NULL, NULL, NULL, NULL) END AS senders
){also}
SELECT position, members_version, message, senders,
       ARRAY(SELECT user_id FROM chat_hidden WHERE conversation_id = %(conversation_id)s AND seq = %(seq)s),
       {mentioned}, %(private)s
  FROM changed"""

# The message as it is for everybody, and its position in an edit that only the sender sees.
_MOVES = "position = moved.position, withheld_edit = m.withheld_edit || jsonb_build_object('position', moved.position)"
_REPLACED = "position = moved.position, withheld_edit = NULL"

_EDIT = f"{_REPLACED}, text = %(text)s, content = %(content)s::jsonb, edited_at = now()"
_EDIT_FOR_SENDER = """withheld_edit = jsonb_build_object(
    'text', %(text)s::text, 'content', %(content)s::jsonb, 'edited_at', now(), 'position', moved.position)"""

# The two of a direct conversation, in the order of receipts, which lock participants and not the conversation.
_LOCK_PARTICIPANTS = "SELECT 1 FROM chat_participant WHERE conversation_id = %s ORDER BY user_id FOR NO KEY UPDATE"

# After a private change, the others keep the head that the conversation had before it.
_HOLD = """, held AS (
    UPDATE chat_participant p
       SET held_xid = c.changed_xid, held_seq = c.last_seq, held_position = c.position, held_at = c.last_activity_at
      FROM chat_conversation c
     WHERE c.id = %(conversation_id)s AND p.conversation_id = c.id AND p.user_id <> %(sender_id)s
       AND p.held_xid IS DISTINCT FROM c.changed_xid)"""

# Active members have a row for each message that mentions them.
_MENTION = """, mentioned AS (
    SELECT q.user_id FROM chat_participant q
     WHERE q.conversation_id = %(conversation_id)s AND q.left_at IS NULL AND q.user_id = ANY(%(mentions)s::uuid[])
), no_longer AS (
    DELETE FROM chat_mention n USING chat_participant p
     WHERE n.conversation_id = %(conversation_id)s AND n.seq = %(seq)s AND p.conversation_id = n.conversation_id
       AND p.user_id = n.user_id AND p.left_at IS NULL AND n.user_id <> ALL(%(mentions)s::uuid[])
    RETURNING n.user_id
), newly AS (
    INSERT INTO chat_mention (conversation_id, user_id, seq)
    SELECT %(conversation_id)s, user_id, %(seq)s FROM mentioned ON CONFLICT DO NOTHING RETURNING user_id
)"""
_MENTION_CHANGED = "ARRAY(SELECT user_id FROM no_longer UNION ALL SELECT user_id FROM newly)"


class Changed(NamedTuple):
    """The message after its change.

    message: the JSON of updates. senders: the same for the sender, if an edit is withheld from the others, else None.
    hidden_for: who deleted the message for themselves. mention_changed: whose mention is new or gone.
    private: only the sender learns of the change.
    """

    position: int
    members_version: int
    message: str
    senders: str | None
    hidden_for: list[UUID]
    mention_changed: list[UUID]
    private: bool


def edit(target: Target, text: str, content: str | None, mentions: Sequence[UUID] | None) -> Changed:
    """Set a message's text and content, and who has a mention (None: as before).

    If the other person blocks the sender, only the sender sees the edit.
    """
    if target.blocked and not target.withheld:
        return _change(target, _EDIT_FOR_SENDER, private=True, text=text, content=content)
    if mentions is None or target.withheld:
        return _change(target, _EDIT, text=text, content=content)
    mentioned = list(mentions)
    return _change(target, _EDIT, _MENTION, _MENTION_CHANGED, text=text, content=content, mentions=mentioned)


# The mentions of former members stay, because for them the message is not deleted and their counts must not change.
_NO_MENTION = """, no_mention AS (
    DELETE FROM chat_mention n USING chat_participant p
     WHERE n.conversation_id = %(conversation_id)s AND n.seq = %(seq)s AND p.conversation_id = n.conversation_id
       AND p.user_id = n.user_id AND p.left_at IS NULL)"""


def delete(target: Target) -> Changed:
    """Make a message a tombstone. Its content is deleted; its digest stays, so that a repeated send still finds it."""
    return _change(
        target,
        f"{_REPLACED}, text = NULL, content = CASE WHEN m.kind = 'system' THEN m.content END, reaction_count = 0,"
        " media_count = 0, pinned_at = NULL, deleted_at = now()",
        also="".join(
            f", no_{name} AS (DELETE FROM chat_{name} WHERE conversation_id = %(conversation_id)s AND seq = %(seq)s)"
            for name in ("reaction", "vote", "message_media")
        )
        + _NO_MENTION,
    )


def pin(target: Target, *, pinned: bool) -> Changed:
    """Pin a message for all members, or unpin it."""
    return _change(target, f"{_MOVES}, pinned_at = CASE WHEN %(pinned)s THEN now() END", pinned=pinned)


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
    there, added = one_row(_REACT, place | {"own_most": own_most, "kinds_most": kinds_most})
    if there:
        return None
    if not added:
        raise FullError
    return _change(target, f"{_MOVES}, reaction_count = m.reaction_count + 1")


def remove_reaction(target: Target, user_id: UUID, emoji: str) -> Changed | None:
    """Remove one person's emoji; None if there is none."""
    removed = one_row(
        "DELETE FROM chat_reaction WHERE conversation_id = %s AND seq = %s AND user_id = %s AND emoji = %s RETURNING 1",
        [target.conversation_id, target.seq, user_id, emoji],
    )
    return _change(target, f"{_MOVES}, reaction_count = m.reaction_count - 1") if removed else None


def vote(target: Target, user_id: UUID, option_ids: Sequence[int]) -> Changed:
    """Replace one person's vote."""
    place: dict[str, Any] = {"conversation_id": target.conversation_id, "seq": target.seq, "user_id": user_id}
    with connection.cursor() as cursor:
        cursor.execute(_VOTE, place | {"option_ids": list(option_ids)})
    return _change(target, _MOVES)


def close_poll(target: Target) -> Changed:
    """Close the poll."""
    return _change(target, _MOVES + ", content = jsonb_set(m.content, '{poll,closed}', 'true')")


def _change(
    target: Target,
    assignments: str,
    also: str = "",
    mentioned: str = "ARRAY[]::uuid[]",
    *,
    private: bool = False,
    **values: Any,  # noqa: ANN401
) -> Changed:
    place = {"conversation_id": target.conversation_id, "seq": target.seq, "sender_id": target.sender_id}
    private = private or target.withheld
    if private:
        one_row(_LOCK_PARTICIPANTS, [target.conversation_id])
        also += _HOLD
    statement = _CHANGE.format(assignments=assignments, also=also, mentioned=mentioned)
    row = one_row(statement, place | {"private": private, **values})
    assert row is not None
    return Changed(*row)
