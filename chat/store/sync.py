"""The moments of the sync cursor, and the conversations that changed since a moment."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from chat.store.messages import Connection
from chat.store.reading import CONVERSATION_SHOWN

# After a crash, PostgreSQL may use transaction ids again that a cursor has seen, at most so many.
XIDS_AFTER_RESTART = 100_000

_MOMENT = """
SELECT (SELECT system_identifier FROM pg_control_system())::text, (SELECT timeline_id FROM pg_control_checkpoint()),
       extract(epoch FROM pg_postmaster_start_time())::text, pg_current_snapshot()::text"""

# The bounds are computed once, not for every row. `lowest` is the first transaction id that may be new, `unknown` the
# first that the cursor cannot know, `ending` the first of which this statement may not see all changes.
_SINCE = f"""
WITH since AS MATERIALIZED (
    SELECT cursor.snapshot, pg_snapshot_xmin(cursor.snapshot)::text::bigint - more AS lowest,
           pg_snapshot_xmax(cursor.snapshot)::text::bigint - more AS unknown,
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS ending
      FROM (SELECT %(snapshot)s::pg_snapshot AS snapshot,
                   CASE WHEN extract(epoch FROM pg_postmaster_start_time())::text = %(started)s THEN 0
                        ELSE {XIDS_AFTER_RESTART} END AS more) cursor
)"""

# Takes a column with the transaction id of a row's latest change.
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
 WHERE ({_NEW.format("p.changed_xid")} OR {_NEW.format("p.receipts_xid")}
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
    """Return the current moment. Call it before the statements whose reads it stands for."""
    row = await (await connection.execute(_MOMENT)).fetchone()
    assert row is not None
    return Moment(*row)


async def changed_conversations(
    connection: Connection, reader: UUID, since: Moment, after: UUID | None, limit: int
) -> Sequence[UUID]:
    """Return the ids of a person's conversations that changed since a moment, ascending, from after the id `after`."""
    parameters = since._asdict() | {"reader": reader, "after": after, "limit": limit}
    return [row[0] for row in await (await connection.execute(_CHANGED, parameters)).fetchall()]


async def hidden_messages(connection: Connection, reader: UUID, since: Moment) -> list[UUID]:
    """Return the ids of the messages that a person deleted for themselves since a moment."""
    parameters = since._asdict() | {"reader": reader}
    return [row[0] for row in await (await connection.execute(_HIDDEN, parameters)).fetchall()]


def bounds(since: Moment, moment: Moment) -> tuple[int, int]:
    """Return `lowest` and `unknown` of _SINCE, for a statement that cannot contain it."""
    more = 0 if since.started == moment.started else XIDS_AFTER_RESTART
    lowest, unknown = since.snapshot.split(":")[:2]
    return int(lowest) - more, int(unknown) - more
