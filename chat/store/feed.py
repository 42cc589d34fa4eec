"""What a consumer of the feed has not handled yet, and how far it is.

Sync, on Django's connection, inside the caller's transaction; only `lags` is async.

The snapshots outlive a crash of the server: a row that holds one was committed after the snapshot was taken, so every
transaction id that the snapshot counts as ended is in the log before that row.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from chat.store.messages import Connection

# Each consumer's conversations are split into so many shares. At most so many workers serve one consumer at a time. It
# must never change: a conversation that moved to another share would be judged by that share's snapshot.
SLOTS = 8

# The row of a transaction that the snapshot could not see. `{since}` is a pg_snapshot, `{xid}` a changed_xid.
_NEW = """
({xid} >= pg_snapshot_xmin({since})::text::bigint AND NOT pg_visible_in_snapshot({xid}::text::xid8, {since}))"""


def _changed(since: str) -> str:
    """Return the ids of the conversations whose position may have moved.

    Participants are looked at too, because a withheld message moves only its sender's row.
    """
    new = _NEW.format(xid="changed_xid", since=since)
    return f"""
SELECT id FROM chat_conversation WHERE {new}
 UNION SELECT conversation_id FROM chat_participant WHERE {new}"""


_CREATE = f"""
WITH made AS (
    INSERT INTO chat_feed_slot (consumer, slot, system_identifier, snapshot)
    SELECT %(consumer)s, slot, (SELECT system_identifier FROM pg_control_system()),
           CASE WHEN NOT %(from_beginning)s THEN pg_current_snapshot() END
      FROM generate_series(0, {SLOTS - 1}) slot
        ON CONFLICT DO NOTHING RETURNING slot
)
INSERT INTO chat_feed_position (consumer, conversation_id, position)
SELECT %(consumer)s, c.id, c.position FROM chat_conversation c
 WHERE NOT %(from_beginning)s AND c.position > 0 AND chat_feed_slot_of(c.id, {SLOTS}) IN (SELECT slot FROM made)"""

# With another cluster's transaction ids, as after a restore from a dump, the snapshots mean nothing.
_LOCK = """
SELECT CASE WHEN here.same THEN f.snapshot::text END, CASE WHEN here.same THEN f.next_snapshot::text END,
       CASE WHEN here.same THEN f.after_id END, pg_current_snapshot()::text
  FROM chat_feed_slot f
 CROSS JOIN LATERAL (SELECT f.system_identifier = system_identifier::text AS same FROM pg_control_system()) here
 WHERE f.consumer = %s AND f.slot = %s FOR NO KEY UPDATE OF f SKIP LOCKED"""

_EXISTS = "SELECT EXISTS (SELECT FROM chat_feed_slot WHERE consumer = %s AND slot = %s)"

_UNSEEN = f"""
WITH behind AS MATERIALIZED (
    SELECT c.id, c.position, c.state_position, coalesce(w.position, 0) AS handled
      FROM chat_conversation c
      LEFT JOIN chat_feed_position w ON w.consumer = %(consumer)s AND w.conversation_id = c.id
     WHERE chat_feed_slot_of(c.id, {SLOTS}) = %(slot)s AND c.position > coalesce(w.position, 0)
       AND (%(after)s::uuid IS NULL OR c.id > %(after)s::uuid) {{candidates}}
     ORDER BY c.id LIMIT %(conversations)s
)
SELECT b.id, b.position, b.state_position, b.handled, change.position, change.withheld, change.message
  FROM behind b
  LEFT JOIN LATERAL (
       SELECT m.position, m.withheld, chat_message_json(m, NULL, NULL, NULL, NULL) AS message FROM chat_message m
        WHERE m.conversation_id = b.id AND m.position > b.handled
        ORDER BY m.position LIMIT %(changes)s) change ON true
 ORDER BY b.id, change.position"""
_UNSEEN_OF_ALL = _UNSEEN.format(candidates="")
_UNSEEN_SINCE = _UNSEEN.format(candidates=f"AND c.id IN ({_changed('%(since)s::pg_snapshot')})")

# Never moves back: a worker whose transaction waited long may store late.
_HANDLED = """
INSERT INTO chat_feed_position (consumer, conversation_id, position)
SELECT %s, done.conversation_id, done.position
  FROM unnest(%s::uuid[], %s::bigint[]) done (conversation_id, position)
    ON CONFLICT (consumer, conversation_id)
    DO UPDATE SET position = greatest(chat_feed_position.position, excluded.position)"""

_STORE = """
UPDATE chat_feed_slot f
   SET system_identifier = here.system_identifier::text, snapshot = %s::pg_snapshot,
       snapshot_at = CASE WHEN %s::boolean THEN coalesce(f.next_snapshot_at, now()) ELSE f.snapshot_at END,
       next_snapshot = %s::pg_snapshot,
       next_snapshot_at = CASE WHEN %s::boolean THEN NULL ELSE coalesce(f.next_snapshot_at, now()) END,
       after_id = %s::uuid
  FROM pg_control_system() here
 WHERE f.consumer = %s AND f.slot = %s"""

_FORGET_POSITIONS = "DELETE FROM chat_feed_position WHERE consumer = %s"
_FORGET_SLOTS = """
UPDATE chat_feed_slot SET snapshot = NULL, snapshot_at = now(), next_snapshot = NULL, next_snapshot_at = NULL,
       after_id = NULL
 WHERE consumer = %s"""

_LAGS = f"""
SELECT f.consumer,
       coalesce(max(extract(epoch FROM clock_timestamp() - f.snapshot_at)) FILTER (WHERE behind.is_so), 0)::float8,
       bool_or(f.snapshot IS NULL)
  FROM chat_feed_slot f
 CROSS JOIN LATERAL (SELECT EXISTS (
       SELECT FROM chat_conversation c
         LEFT JOIN chat_feed_position w ON w.consumer = f.consumer AND w.conversation_id = c.id
        WHERE chat_feed_slot_of(c.id, {SLOTS}) = f.slot AND c.position > coalesce(w.position, 0)
          AND (f.snapshot IS NULL OR c.id IN ({_changed("f.snapshot")}))) AS is_so) behind
 WHERE f.consumer = ANY(%s) GROUP BY f.consumer ORDER BY f.consumer"""


class FeedChange(NamedTuple):
    """What changed at one position of a conversation.

    message: the message whose latest change this is, as JSON text without any reader's own view; None when only the
    conversation itself changed. withheld: only the message's sender may ever see it. state: the conversation itself
    (title, members, settings) changed, too.
    """

    position: int
    message: str | None
    withheld: bool
    state: bool


class Unseen(NamedTuple):
    """The changes of one conversation that come next, ascending by position; `upto`: the position that they end at."""

    conversation_id: UUID
    upto: int
    changes: list[FeedChange]
    is_complete: bool


class Place(NamedTuple):
    """How far a consumer is in one slot. `since` None: every conversation is to be looked at."""

    consumer: str
    slot: int
    since: str | None
    next: str
    after: UUID | None


class Lag(NamedTuple):
    """How far a consumer is behind. rebuilding: it has not yet been through every conversation once."""

    consumer: str
    seconds: float
    rebuilding: bool


def slot_of(conversation_id: UUID) -> int:
    """Return the slot of a conversation, as chat_feed_slot_of does."""
    return conversation_id.bytes[15] % SLOTS


def create(consumer: str, *, from_beginning: bool) -> None:
    """Make the rows of a consumer that is new: it has handled everything up to now, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE, {"consumer": consumer, "from_beginning": from_beginning})


def exists(consumer: str, slot: int) -> bool:
    """Return whether a consumer has its rows."""
    with connection.cursor() as cursor:
        cursor.execute(_EXISTS, [consumer, slot])
        return bool(cursor.fetchone()[0])


def lock(consumer: str, slot: int) -> Place | None:
    """Lock a slot until the end of the transaction and return how far it is; None if another worker holds it."""
    with connection.cursor() as cursor:
        # A crash of the server may then take back what was stored, and the consumer sees the changes again.
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(_LOCK, [consumer, slot])
        row = cursor.fetchone()
    if row is None:
        return None
    since, following, after, now = row
    return Place(consumer, slot, since, following or now, after)


def unseen(place: Place, conversations: int, changes: int) -> list[Unseen]:
    """Return what comes next: of so many conversations at most, so many changes of each at most."""
    parameters = place._asdict() | {"conversations": conversations, "changes": changes}
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN_OF_ALL if place.since is None else _UNSEEN_SINCE, parameters)
        rows = cursor.fetchall()
    return [_unseen(list(group), changes) for _, group in groupby(rows, key=lambda row: row[0])]


def _unseen(rows: Sequence[tuple[UUID, int, int, int, int, bool, str]], limit: int) -> Unseen:
    conversation_id, position, state_position, handled = rows[0][:4]
    messages = [row[4:] for row in rows if row[4] is not None]
    is_complete = len(messages) < limit
    upto = position if is_complete else messages[-1][0]
    state_at = state_position if handled < state_position <= upto else 0
    return Unseen(conversation_id, upto, list(_changes(messages, state_at)), is_complete)


def _changes(messages: list[tuple[int, bool, str]], state_at: int) -> Iterator[FeedChange]:
    rows = {position: FeedChange(position, message, withheld, state=False) for position, withheld, message in messages}
    if state_at:
        found = rows.get(state_at, FeedChange(state_at, None, withheld=False, state=True))
        rows[state_at] = found._replace(state=True)
    return (rows[position] for position in sorted(rows))


def store_handled(place: Place, handled: Sequence[Unseen]) -> None:
    """Store that these changes were handled."""
    ids, positions = [one.conversation_id for one in handled], [one.upto for one in handled]
    with connection.cursor() as cursor:
        cursor.execute(_HANDLED, [place.consumer, ids, positions])


def store_done(place: Place) -> None:
    """Store that the pass is over: everything visible in its snapshot was handled."""
    _store(place, snapshot=place.next, following=None, after=None)


def store_under_way(place: Place, after: UUID | None) -> None:
    """Store that the pass goes on behind a conversation."""
    _store(place, snapshot=place.since, following=place.next, after=after)


def _store(place: Place, snapshot: str | None, following: str | None, after: UUID | None) -> None:
    done = following is None
    parameters = [snapshot, done, following, done, after, place.consumer, place.slot]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, parameters)


def forget(consumer: str) -> None:
    """Let a consumer begin anew, with the first change of every conversation. Waits for pages that are under way."""
    with connection.cursor() as cursor:
        # The rows first: they are what a page under way holds.
        cursor.execute(_FORGET_SLOTS, [consumer])
        cursor.execute(_FORGET_POSITIONS, [consumer])


async def lags(connection: Connection, consumers: Sequence[str]) -> list[Lag]:
    """Return how far each of these consumers is behind, those without rows left out."""
    return [Lag(*row) for row in await (await connection.execute(_LAGS, [list(consumers)])).fetchall()]
