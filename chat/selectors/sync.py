"""Sync: the changes for one person since a cursor, and the cursor for the next call.

A cursor is a database snapshot. A row is listed when the transaction of its latest change is not visible in it: no
clock and no order of commits is involved, so there is no window in which something could be missed.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from psycopg import AsyncConnection

from accounts.selectors import PARTS, account_parts, changed_parts
from chat.selectors.conversations import with_peers
from chat.selectors.sync_cursor import Cursor, read, write
from chat.selectors.turns import turn
from chat.store import conversations as conversations_store
from chat.store import sync as store
from chat.store.conversations import ConversationRow, Wanted
from chat.store.sync import Moment
from chat.wire.ready_json import with_fields
from common.bridge import READ, in_thread
from common.database import connection

Rows = list[ConversationRow]


class Synced(NamedTuple):
    """The answer as JSON, and whether it holds anything new for the client."""

    body: bytes
    has_news: bool


async def sync(user_id: UUID, cursor_text: str | None) -> Synced:
    """Return the answer of GET /sync (without wait) as JSON. At most seven queries.

    cursor_text: a cursor or the `next` of an unfinished answer; None: a snapshot, newest activity first. One that was
    not made for this person, or by another database, gives a snapshot with `reset`.
    """
    cursor = read(user_id, cursor_text) if cursor_text is not None else Cursor(None)
    reset = cursor is None
    async with turn(user_id), connection() as borrowed:
        moment = await store.now(borrowed)
        if cursor is not None and not _is_of(cursor, moment):
            cursor, reset = None, True
        cursor = cursor or Cursor(None)
        first = cursor.first or moment
        list_page = _snapshot_page if cursor.since is None else _changed_page
        rows, place = await list_page(borrowed, user_id, cursor)
        account = {} if cursor.place else await _account(borrowed, user_id, cursor.since, moment)
    shown = await with_peers(rows, user_id)
    following = Cursor(first) if place is None else Cursor(cursor.since, place, first)
    text = write(user_id, following)
    rest = {
        "account": account,
        "cursor": text,
        "complete": place is None,
        "next": text if place is not None and cursor.since is None else None,
        "reset": reset,
    }
    body = with_fields(f'{{"conversations": [{",".join(shown)}]}}', **rest)
    return Synced(body.encode(), has_news=bool(rows or account or reset or place))


def _is_of(cursor: Cursor, moment: Moment) -> bool:
    """Return whether a cursor was made by this database."""
    return all(
        known is None or (known.system, known.timeline) == (moment.system, moment.timeline)
        for known in (cursor.since, cursor.first)
    )


async def _snapshot_page(
    borrowed: AsyncConnection[tuple[object, ...]], user_id: UUID, cursor: Cursor
) -> tuple[Rows, list[str] | None]:
    before = (datetime.fromisoformat(cursor.place[0]), UUID(cursor.place[1])) if cursor.place else None
    limit = settings.SYNC_CONVERSATIONS
    rows = await conversations_store.conversations(borrowed, user_id, Wanted(), before=before, limit=limit + 1)
    page = _within_size(rows[:limit])
    last = page[-1] if len(page) < len(rows) else None
    return page, last and [last.last_activity_at.isoformat(), str(last.id)]


async def _changed_page(
    borrowed: AsyncConnection[tuple[object, ...]], user_id: UUID, cursor: Cursor
) -> tuple[Rows, list[str] | None]:
    assert cursor.since is not None
    limit = settings.SYNC_CONVERSATIONS
    after = UUID(cursor.place[0]) if cursor.place else None
    ids = await store.changed_conversations(borrowed, user_id, cursor.since, after, limit + 1)
    rows = await conversations_store.conversations_of(borrowed, user_id, ids[:limit]) if ids else []
    page = _within_size(rows)
    complete = len(page) == len(rows) and len(ids) <= limit
    return page, None if complete else [str(page[-1].id if len(page) < len(rows) else ids[limit - 1])]


def _within_size(rows: Rows) -> Rows:
    """Return the first rows that fit into SYNC_BYTES; at least one, if there is any."""
    size = 0
    for number, row in enumerate(rows):
        size += len(row.json.encode())
        if size > settings.SYNC_BYTES and number:
            return rows[:number]
    return rows


async def _account(
    borrowed: AsyncConnection[tuple[object, ...]], user_id: UUID, since: Moment | None, moment: Moment
) -> dict[str, object]:
    """Return the changed parts of the account, each complete; without `since`, all parts."""
    if since is None:
        return await in_thread(account_parts, user_id, PARTS, threads=READ)
    lowest, unknown = store.bounds(since, moment)
    changed = await changed_parts(borrowed, since.snapshot, lowest, [user_id], unknown)
    account = await in_thread(account_parts, user_id, changed[0][1], threads=READ) if changed else {}
    hidden = await store.hidden_messages(borrowed, user_id, since)
    return account | ({"hidden_message_ids": hidden} if hidden else {})
