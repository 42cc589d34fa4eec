"""What the sync cursor is made of, and which conversations changed since one."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from chat.store.messages import Connection
from chat.store.reading import CONVERSATION_SHOWN

# After a crash the server may give out transaction ids again that a cursor has seen; it never skips more than this.
XIDS_AFTER_RESTART = 100_000

_MOMENT = """
SELECT (SELECT system_identifier FROM pg_control_system())::text, (SELECT timeline_id FROM pg_control_checkpoint()),
       extract(epoch FROM pg_postmaster_start_time())::text, pg_current_snapshot()::text"""

# Bounds are made once, not for every row: `lowest` is the first transaction id that may be new, `unknown` the first
# that the cursor could not know of, `ending` the first that this very statement cannot see all of.
_SINCE = f"""
WITH since AS MATERIALIZED (
    SELECT cursor.snapshot, pg_snapshot_xmin(cursor.snapshot)::text::bigint - more AS lowest,
           pg_snapshot_xmax(cursor.snapshot)::text::bigint - more AS unknown,
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS ending
      FROM (SELECT %(snapshot)s::pg_snapshot AS snapshot,
                   CASE WHEN extract(epoch FROM pg_postmaster_start_time())::text = %(started)s THEN 0
                        ELSE {XIDS_AFTER_RESTART} END AS more) cursor
)"""

# Takes a column of the transaction of a latest change.
_NEW = """
({0} >= since.lowest AND {0} < since.ending
 AND ({0} >= since.unknown OR NOT pg_visible_in_snapshot({0}::text::xid8, since.snapshot)))"""

_CHANGED = f"""{_SINCE}
SELECT c.id
  FROM since
  JOIN chat_participant p ON p.user_id = %(reader)s
  JOIN chat_conversation c ON c.id = p.conversation_id
  LEFT JOIN chat_conversationreceipts r ON c.kind = 'group' AND r.conversation_id = c.id
  LEFT JOIN chat_participant peer
         ON peer.conversation_id = CASE WHEN c.kind = 'direct' THEN c.id END AND peer.user_id <> p.user_id
 WHERE ({_NEW.format("p.changed_xid")}
        OR (p.left_at IS NULL AND ({_NEW.format("c.changed_xid")} OR {_NEW.format("r.changed_xid")}
                                   OR {_NEW.format("peer.receipts_xid")})))
   AND {CONVERSATION_SHOWN} AND (%(after)s::uuid IS NULL OR c.id > %(after)s::uuid)
 ORDER BY c.id LIMIT %(limit)s::bigint"""

_HIDDEN = f"""{_SINCE}
SELECT h.message_id FROM since JOIN chat_hidden h ON h.user_id = %(reader)s AND {_NEW.format("h.changed_xid")}
 ORDER BY h.message_id"""


class Moment(NamedTuple):
    """A snapshot of one database: its system id and timeline, when its server started, and what was visible."""

    system: str
    timeline: int
    started: str
    snapshot: str


async def now(connection: Connection) -> Moment:
    """Return the current moment. Take it before the first statement that reads what it is to stand for."""
    row = await (await connection.execute(_MOMENT)).fetchone()
    assert row is not None
    return Moment(*row)


async def changed_conversations(
    connection: Connection, reader: UUID, since: Moment, after: UUID | None, limit: int
) -> Sequence[UUID]:
    """Return the ids of a person's conversations that changed since a moment, ascending, those after `after`."""
    parameters = since._asdict() | {"reader": reader, "after": after, "limit": limit}
    return [row[0] for row in await (await connection.execute(_CHANGED, parameters)).fetchall()]


async def hidden_messages(connection: Connection, reader: UUID, since: Moment) -> list[UUID]:
    """Return the ids of the messages a person deleted for themselves since a moment."""
    parameters = since._asdict() | {"reader": reader}
    return [row[0] for row in await (await connection.execute(_HIDDEN, parameters)).fetchall()]


def lower_xid(since: Moment) -> int:
    """Return the transaction id below which nothing can be new."""
    return int(since.snapshot.split(":", 1)[0])
