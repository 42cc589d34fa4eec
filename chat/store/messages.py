"""Reading messages: pages, changes after a position, a sender's own message. SQL makes the JSON."""

from typing import Any, Literal, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from chat.store.page_bytes import PageSize, within_bytes
from chat.store.reading import (
    CONVERSATION_SHOWN,
    MESSAGE_JSON,
    MESSAGE_VISIBLE,
    READER_POSITION,
    READER_STATE,
    TICKS,
    within,
)

Connection = AsyncConnection[tuple[Any, ...]]
Direction = Literal["before", "after"]
DIRECTIONS: tuple[Direction, Direction] = ("before", "after")

_FROM = f"""
  FROM chat_participant p JOIN chat_conversation c ON c.id = p.conversation_id {TICKS}
"""
_WHERE = f" WHERE p.conversation_id = %(conversation_id)s AND p.user_id = %(reader)s AND {CONVERSATION_SHOWN}"


def _side(direction: Direction, bound: str, limit: str = "%(limit)s") -> str:
    order = "DESC" if direction == "before" else "ASC"
    comparison = "<" if direction == "before" else ">"
    # Each range alone, so that the messages between two ranges are not read.
    found = f"""
     SELECT (m).seq, {MESSAGE_JSON} AS message
       FROM unnest(p.visible_seqs) range
      CROSS JOIN LATERAL (
            SELECT m FROM chat_message m
             WHERE m.conversation_id = p.conversation_id AND m.seq {comparison} {bound} AND {within("range")}
               AND {MESSAGE_VISIBLE}
             ORDER BY m.seq {order} LIMIT {limit}::bigint) in_range
      ORDER BY seq {order} LIMIT {limit}::bigint"""
    return f"({within_bytes('seq, message', found, f'seq {order}')})"


# No row: the reader may not know of the conversation. One row of nulls: the page is empty.
_PAGE = {
    direction: f"""
SELECT page.seq, page.message, page.size_bytes {_FROM}
  LEFT JOIN LATERAL {_side(direction, "%(seq)s::bigint")} page ON true {_WHERE}"""
    for direction in DIRECTIONS
}
_AROUND = f"""
SELECT page.seq, page.message, page.size_bytes {_FROM}
  LEFT JOIN LATERAL ({_side("before", "%(seq)s::bigint")} UNION ALL
                     {_side("after", "%(seq)s::bigint - 1", "%(rest)s")}) page ON true {_WHERE}"""

# The conversation in updates: the part that is the same for all members.
STATE_JSON = """
json_build_object('id', c.id, 'kind', c.kind, 'title', c.title, 'avatar', NULL,
  'participant_count', c.participant_count, 'last_seq', c.last_seq, 'position', c.position,
  'message_ttl_seconds', c.message_ttl_seconds, 'group_id', CASE WHEN c.kind = 'group' THEN c.id END)::text"""

# Messages that changed after a former member left. The member must not see the new state, so the message comes blank.
# Its `at` is the position of the next later message that did not change since: a reader who is past that position knows
# the message already. Without such a later message, `at` is the position at which the member left.
_BLANKS = f"""
   (SELECT coalesce(found.next_at, p.left_position) AS at, (found.m).seq, {MESSAGE_JSON}, true
      FROM (SELECT m, min(m.position) FILTER (WHERE m.position <= p.left_position) OVER (ORDER BY m.seq DESC) AS next_at
              FROM chat_message m
             WHERE m.conversation_id = p.conversation_id
               AND p.left_position > %(after)s::bigint
               AND p.left_position - %(after)s::bigint <= %(reset_after)s::bigint
               AND m.seq < upper(p.visible_seqs) AND m.seq > coalesce(
                     (SELECT known.seq FROM chat_message known
                       WHERE known.conversation_id = p.conversation_id AND known.seq < upper(p.visible_seqs)
                         AND known.position <= %(after)s::bigint ORDER BY known.seq DESC LIMIT 1), 0)
               AND {MESSAGE_VISIBLE}) found
     WHERE (found.m).position > p.left_position
     ORDER BY at, (found.m).seq LIMIT %(limit)s::bigint)"""

# Messages of the reader with an edit that is withheld from the other person: its position is the reader's own.
_EDIT_POSITION = "(m.withheld_edit ->> 'position')::bigint"
_OWN_EDITS = f"""
   (SELECT {_EDIT_POSITION}, m.seq, {MESSAGE_JSON}, false FROM chat_message m
     WHERE m.conversation_id = p.conversation_id AND m.withheld_edit IS NOT NULL AND m.sender_id = p.user_id
       AND {_EDIT_POSITION} > %(after)s::bigint AND {_EDIT_POSITION} <= {READER_POSITION} AND {MESSAGE_VISIBLE}
       AND {READER_POSITION} - %(after)s::bigint <= %(reset_after)s::bigint
     ORDER BY {_EDIT_POSITION} LIMIT %(limit)s::bigint)"""

_CHANGED = f"""
   (SELECT m.position AS at, m.seq, {MESSAGE_JSON} AS message, false AS blank FROM chat_message m
     WHERE m.conversation_id = p.conversation_id AND m.position > %(after)s::bigint
       AND m.position <= {READER_POSITION} AND {MESSAGE_VISIBLE}
       AND {READER_POSITION} - %(after)s::bigint <= %(reset_after)s::bigint
       AND NOT (m.withheld_edit IS NOT NULL AND m.sender_id = p.user_id)
     ORDER BY m.position LIMIT %(limit)s::bigint)
    UNION ALL {_OWN_EDITS}
    UNION ALL {_BLANKS}"""

_CHANGES = f"""
SELECT {READER_POSITION},
       CASE WHEN coalesce(p.left_position, c.state_position) > %(after)s::bigint
            THEN json_build_object({READER_STATE})::text END,
       page.at, page.message, page.blank, page.size_bytes
  {_FROM}
  LEFT JOIN LATERAL ({within_bytes("at, message, blank", _CHANGED, "at, blank DESC, seq")}) page ON true
 {_WHERE}"""

# A sender's own message, for the answer to a repeated send. It is found even if it is hidden or the sender has left.
_OWN = f"""
SELECT {MESSAGE_JSON}
  {_FROM} JOIN chat_message m ON m.conversation_id = p.conversation_id AND m.seq = %(seq)s::bigint
 WHERE p.conversation_id = %(conversation_id)s AND p.user_id = %(reader)s AND m.sender_id = p.user_id"""

_WAS_SENT = """
SELECT EXISTS (
    SELECT FROM chat_conversation c JOIN chat_message m ON m.conversation_id = c.id
     WHERE (c.id = %(conversation_id)s OR c.direct_key = %(direct_key)s) AND m.sender_id = %(sender_id)s
       AND m.client_message_id = %(client_message_id)s)"""


class Reading(NamedTuple):
    """A reader and the conversation that is read."""

    conversation_id: UUID
    reader: UUID


class Found(NamedTuple):
    """A message's JSON."""

    seq: int
    message: str
    size_bytes: int


class Change(NamedTuple):
    """A message's JSON, and the position at which its reader gets it.

    blank: the message changed after its reader, a former member, had left. It comes before the other message with the
    same position.
    """

    at: int
    message: str
    blank: bool
    size_bytes: int


class ChangesPage(NamedTuple):
    """position: of the conversation. state: its JSON if it changed itself. messages: ascending by `at`."""

    position: int
    state: str | None
    messages: list[Change]


async def page(
    connection: Connection, reading: Reading, direction: Direction, seq: int, size: PageSize
) -> list[Found] | None:
    """Return at most `size.items` messages before or after `seq`, without it, ascending; fewer, if they are large.

    The one that is farthest from `seq` may not fit any more (see page_bytes). None: the reader may not know of the
    conversation.
    """
    parameters = reading._asdict() | {"seq": seq, "limit": size.items, "most_bytes": size.bytes}
    return _page(await (await connection.execute(_PAGE[direction], parameters)).fetchall())


async def page_around(connection: Connection, reading: Reading, seq: int, size: PageSize) -> list[Found] | None:
    """Return `size.items` messages around `seq`, which is the first message of the later half. Otherwise as `page`.

    size.bytes: of each half.
    """
    before = size.items // 2
    rest = {"rest": size.items - before, "most_bytes": size.bytes}
    parameters = reading._asdict() | {"seq": seq, "limit": before} | rest
    return _page(await (await connection.execute(_AROUND, parameters)).fetchall())


def _page(rows: list[tuple[Any, ...]]) -> list[Found] | None:
    return sorted(Found(*row) for row in rows if row[0] is not None) if rows else None


async def changes(
    connection: Connection, reading: Reading, after: int, size: PageSize, reset_after: int
) -> ChangesPage | None:
    """Return at most `size.items` messages that changed after a position; none if that is over `reset_after` ago.

    Fewer, if they are large; the last one may not fit any more (see page_bytes).
    """
    parameters = reading._asdict() | {"after": after, "limit": size.items, "reset_after": reset_after}
    parameters |= {"most_bytes": size.bytes}
    rows = await (await connection.execute(_CHANGES, parameters)).fetchall()
    if not rows:
        return None
    messages = [Change(*row[2:]) for row in rows if row[2] is not None]
    return ChangesPage(rows[0][0], rows[0][1], sorted(messages, key=lambda change: (change.at, not change.blank)))


async def own_message(connection: Connection, reading: Reading, seq: int) -> str | None:
    """Return the reader's own message as JSON, even if it is hidden."""
    row = await (await connection.execute(_OWN, reading._asdict() | {"seq": seq})).fetchone()
    return row[0] if row else None


async def was_sent(
    connection: Connection,
    sender_id: UUID,
    conversation_id: UUID | None,
    direct_key: str | None,
    client_message_id: UUID,
) -> bool:
    """Return whether a sender's client_message_id is in a conversation, which is given by id or by direct key."""
    parameters = {"conversation_id": conversation_id, "direct_key": direct_key}
    parameters |= {"sender_id": sender_id, "client_message_id": client_message_id}
    row = await (await connection.execute(_WAS_SENT, parameters)).fetchone()
    return row is not None and bool(row[0])
