"""Reading one message by its id, its reactions, votes and receipts, and the pinned messages of a conversation."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chat.store.messages import Connection, Reading
from chat.store.page_bytes import PageSize, within_bytes
from chat.store.reading import CONVERSATION_SHOWN, MESSAGE_JSON, MESSAGE_UNCHANGED, MESSAGE_VISIBLE, TICKS

_VISIBLE = f"""
  FROM chat_message m
  JOIN chat_participant p ON p.conversation_id = m.conversation_id AND p.user_id = %(reader)s
  JOIN chat_conversation c ON c.id = m.conversation_id {TICKS}
 WHERE m.id = %(message_id)s AND {MESSAGE_VISIBLE}"""

# A message that shows as a tombstone: it has no reactions, votes or pin any more.
_GONE = "(m.deleted_at IS NOT NULL OR coalesce(m.expires_at <= now(), false))"

_MESSAGE = f"SELECT {MESSAGE_JSON} {_VISIBLE}"

_SOURCE = f"""
SELECT m.sender_id, m.kind, (chat_seen(m, p.user_id)).text, (chat_seen(m, p.user_id)).content::text, {_GONE}
  {_VISIBLE} AND {MESSAGE_UNCHANGED}"""

# One row of nulls if nobody reacted; no row if there is no such message.
_REACTIONS = f"""
SELECT r.user_id, r.emoji, r.created_at
  FROM (SELECT m.conversation_id, m.seq, {_GONE} AS gone {_VISIBLE} AND {MESSAGE_UNCHANGED}) found
  LEFT JOIN LATERAL (
    SELECT r.user_id, r.emoji, r.created_at FROM chat_reaction r
     WHERE r.conversation_id = found.conversation_id AND r.seq = found.seq AND NOT found.gone
       AND (%(after_at)s::timestamptz IS NULL
            OR (r.created_at, r.user_id, r.emoji)
               > (%(after_at)s::timestamptz, %(after_id)s::uuid, %(after_emoji)s::text))
     ORDER BY r.created_at, r.user_id, r.emoji LIMIT %(limit)s::bigint) r ON true"""

_VOTES = f"""
SELECT found.kind = 'poll', found.anonymous, v.user_id, v.option_ids, v.voted_at
  FROM (SELECT m.conversation_id, m.seq, m.kind, (m.content #>> '{{poll,anonymous}}')::boolean AS anonymous,
               {_GONE} AS gone
          {_VISIBLE} AND {MESSAGE_UNCHANGED}) found
  LEFT JOIN LATERAL (
    SELECT v.user_id, array_agg(v.option_id ORDER BY v.option_id) AS option_ids, max(v.created_at) AS voted_at
      FROM chat_vote v
     WHERE v.conversation_id = found.conversation_id AND v.seq = found.seq AND NOT found.gone AND NOT found.anonymous
       AND (%(after_id)s::uuid IS NULL OR v.user_id > %(after_id)s::uuid)
     GROUP BY v.user_id ORDER BY v.user_id LIMIT %(limit)s::bigint) v ON true"""


# The time when a member's watermark of a group passed the message: that of the first step that ends at or after the
# message, if this step began before it. There is no such step if the member passed the message by sending or joining,
# or if the history of that time has been dropped.
def _moved_at(read: str, reached: str) -> str:
    return f"""
  LEFT JOIN LATERAL (
    SELECT CASE WHEN s.from_seq < found.seq THEN s.moved_at END AS moved_at FROM chat_receipt_step s
     WHERE found.kind = 'group' AND {reached} AND s.conversation_id = found.conversation_id AND s.user_id = o.user_id
       AND s.read = {read} AND s.seq >= found.seq AND s.moved_at >= found.sent_at
     ORDER BY s.seq LIMIT 1) {"read_step" if read == "true" else "delivered_step"} ON true"""


# The members who can see the message, with their watermarks; in a direct conversation, the watermark that the other
# person shows. A former member must not learn what others did after they left, not even for their own messages, so for
# them the sender is null. The CASE is there because the planner overestimates how selective the range test is; without
# it, every page reads all members.
_RECEIPTS = f"""
SELECT CASE WHEN found.left_at IS NULL THEN found.sender_id END, o.user_id,
       o.delivered_seq >= found.seq AND NOT found.withheld, o.read_seq >= found.seq AND NOT found.withheld,
       delivered_step.moved_at, read_step.moved_at
  FROM (SELECT m.conversation_id, m.seq, m.sender_id, m.sent_at, m.withheld, c.kind, p.left_at {_VISIBLE}) found
  LEFT JOIN LATERAL (
    SELECT o.user_id, o.delivered_seq,
           CASE WHEN found.kind = 'direct' THEN o.shown_read_seq ELSE o.read_seq END AS read_seq
      FROM chat_participant o
     WHERE o.conversation_id = found.conversation_id AND o.user_id <> found.sender_id AND o.left_at IS NULL
       AND CASE WHEN o.visible_seqs @> found.seq THEN true ELSE false END
       AND (%(after_id)s::uuid IS NULL OR o.user_id > %(after_id)s::uuid)
     ORDER BY o.user_id LIMIT %(limit)s::bigint) o ON true
  {_moved_at("false", "o.delivered_seq >= found.seq")} {_moved_at("true", "o.read_seq >= found.seq")}
 ORDER BY o.user_id"""

_PINNED = f"""
    SELECT m.pinned_at, m.seq, {MESSAGE_JSON} AS message FROM chat_message m
     WHERE m.conversation_id = p.conversation_id AND m.pinned_at IS NOT NULL AND m.deleted_at IS NULL
       AND (m.expires_at IS NULL OR m.expires_at > now()) AND {MESSAGE_VISIBLE} AND {MESSAGE_UNCHANGED}
       AND (%(before_at)s::timestamptz IS NULL
            OR (m.pinned_at, m.seq) < (%(before_at)s::timestamptz, %(before_seq)s::bigint))
     ORDER BY m.pinned_at DESC, m.seq DESC LIMIT %(limit)s::bigint"""

_PINS = f"""
SELECT page.pinned_at, page.seq, page.message, page.size_bytes
  FROM chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id {TICKS}
  LEFT JOIN LATERAL (
    {within_bytes("pinned_at, seq, message", _PINNED, "pinned_at DESC, seq DESC")}) page ON true
 WHERE p.conversation_id = %(conversation_id)s AND p.user_id = %(reader)s AND {CONVERSATION_SHOWN}"""


class Source(NamedTuple):
    """The parts of a message that forwarding needs."""

    sender_id: UUID | None
    kind: str
    text: str | None
    content: str | None
    gone: bool


class Reacted(NamedTuple):
    """One person's reaction, and its time."""

    user_id: UUID
    emoji: str
    created_at: datetime


class Votes(NamedTuple):
    """The votes in a poll, by person. anonymous is None if the poll was deleted."""

    anonymous: bool | None
    votes: list["Voted"]


class Voted(NamedTuple):
    """The options one person chose, and the time."""

    user_id: UUID
    option_ids: list[int]
    voted_at: datetime


class Pinned(NamedTuple):
    """A pinned message's JSON."""

    pinned_at: datetime
    seq: int
    message: str
    size_bytes: int


class Receipt(NamedTuple):
    """Whether one member received and read a message, with the times if they are known."""

    user_id: UUID
    delivered: bool
    read: bool
    delivered_at: datetime | None
    read_at: datetime | None


async def message(connection: Connection, reader: UUID, message_id: UUID) -> str | None:
    """Return a message as JSON, as the reader sees it; None if they may not know of it."""
    row = await (await connection.execute(_MESSAGE, {"reader": reader, "message_id": message_id})).fetchone()
    return row[0] if row else None


async def source(connection: Connection, reader: UUID, message_id: UUID) -> Source | None:
    """Return the parts that forwarding needs; None if the reader may not see the message."""
    row = await (await connection.execute(_SOURCE, {"reader": reader, "message_id": message_id})).fetchone()
    return Source(*row) if row else None


async def reactions(
    connection: Connection, reader: UUID, message_id: UUID, after: Reacted | None, limit: int
) -> list[Reacted] | None:
    """Return the reactions, the oldest first; None if the reader may not know of the message."""
    after_id, after_emoji, after_at = after or (None, None, None)
    parameters = {"reader": reader, "message_id": message_id, "limit": limit}
    place = {"after_at": after_at, "after_id": after_id, "after_emoji": after_emoji}
    rows = await (await connection.execute(_REACTIONS, parameters | place)).fetchall()
    return [Reacted(*row) for row in rows if row[0] is not None] if rows else None


async def votes(connection: Connection, reader: UUID, message_id: UUID, after: UUID | None, limit: int) -> Votes | None:
    """Return the votes, by user id; None if there is no poll that the reader may know of."""
    parameters = {"reader": reader, "message_id": message_id, "after_id": after, "limit": limit}
    rows = await (await connection.execute(_VOTES, parameters)).fetchall()
    if not rows or not rows[0][0]:
        return None
    return Votes(rows[0][1], [Voted(*row[2:]) for row in rows if row[2] is not None])


async def receipts(
    connection: Connection, reader: UUID, message_id: UUID, after: UUID | None, limit: int
) -> tuple[UUID | None, list[Receipt]] | None:
    """Return a message's sender and the receipts of the other members, by user id; None as in `reactions`."""
    parameters = {"reader": reader, "message_id": message_id, "after_id": after, "limit": limit}
    rows = await (await connection.execute(_RECEIPTS, parameters)).fetchall()
    return (rows[0][0], [Receipt(*row[1:]) for row in rows if row[1] is not None]) if rows else None


async def pins(
    connection: Connection, reading: Reading, before: tuple[datetime, int] | None, size: PageSize
) -> list[Pinned] | None:
    """Return the pinned messages, newest pin first; None if the reader may not see them.

    The last one may not fit any more (see page_bytes).
    """
    before_at, before_seq = before or (None, None)
    parameters = reading._asdict() | {"before_at": before_at, "before_seq": before_seq, "limit": size.items}
    rows = await (await connection.execute(_PINS, parameters | {"most_bytes": size.bytes})).fetchall()
    return [Pinned(*row) for row in rows if row[1] is not None] if rows else None
