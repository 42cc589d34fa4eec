"""One message, as one person sees it, with its reactions, votes and receipts; and the pinned messages."""

from datetime import datetime
from uuid import UUID

import orjson
from django.conf import settings

from chat.selectors.turns import turn
from chat.store import one as store
from chat.store.messages import Reading
from chat.store.one import Reacted
from chat.store.page_bytes import PageSize, fitting
from chat.wire.ready_json import page_json
from common.clock import wire_time
from common.database import connection
from common.errors import ApiError, not_found
from common.pagination import make_cursor, read_cursor

_REACTIONS, _VOTES, _RECEIPTS, _PINS = "reactions", "votes", "receipts", "pins"


async def message(reader: UUID, message_id: UUID) -> bytes:
    """Return a message as JSON. One query. Raises ApiError `not_found`."""
    async with connection() as borrowed:
        found = await store.message(borrowed, reader, message_id)
    if found is None:
        raise not_found()
    return found.encode()


async def reactions(reader: UUID, message_id: UUID, cursor: str | None, limit: int) -> bytes:
    """Return a page of reactions, the oldest first. One query. Raises ApiError `not_found`."""
    after = None
    if cursor is not None:
        user_id, emoji, moment = read_cursor(_REACTIONS, cursor)
        after = Reacted(UUID(user_id), emoji, datetime.fromisoformat(moment))
    async with connection() as borrowed:
        rows = await store.reactions(borrowed, reader, message_id, after, limit + 1)
    if rows is None:
        raise not_found()
    last = rows[limit - 1] if len(rows) > limit else None
    key = [str(last.user_id), last.emoji, last.created_at.isoformat()] if last else None
    results = [
        {"user_id": row.user_id, "emoji": row.emoji, "reacted_at": wire_time(row.created_at)} for row in rows[:limit]
    ]
    return orjson.dumps({"results": results, "next": key and make_cursor(_REACTIONS, key)})


async def votes(reader: UUID, message_id: UUID, cursor: str | None, limit: int) -> bytes:
    """Return a page of the votes in a poll, by person. One query.

    Raises ApiError `not_found` (also if the message is no poll), `not_allowed` for anonymous polls.
    """
    after = UUID(read_cursor(_VOTES, cursor)[0]) if cursor is not None else None
    async with connection() as borrowed:
        found = await store.votes(borrowed, reader, message_id, after, limit + 1)
    if found is None:
        raise not_found()
    if found.anonymous:
        raise ApiError("not_allowed", "This poll is anonymous")
    rows = found.votes
    following = make_cursor(_VOTES, [str(rows[limit - 1].user_id)]) if len(rows) > limit else None
    results = [row._asdict() | {"voted_at": wire_time(row.voted_at)} for row in rows[:limit]]
    return orjson.dumps({"results": results, "next": following})


async def receipts(reader: UUID, message_id: UUID, cursor: str | None, limit: int) -> bytes:
    """Return a page of members with their receipts for the reader's own message. One query.

    Times are known in groups, where a receipt moved the watermark, for RECEIPT_HISTORY_DAYS. Raises ApiError
    `not_found`, `not_allowed` for messages of others.
    """
    after = UUID(read_cursor(_RECEIPTS, cursor)[0]) if cursor is not None else None
    async with connection() as borrowed:
        found = await store.receipts(borrowed, reader, message_id, after, limit + 1)
    if found is None:
        raise not_found()
    sender_id, rows = found
    if sender_id != reader:
        raise ApiError("not_allowed", "Only the sender may see the receipts of a message")
    results = [
        {
            "user_id": row.user_id,
            "state": "read" if row.read else "delivered" if row.delivered else "sent",
            "delivered_at": row.delivered_at and wire_time(row.delivered_at),
            "read_at": row.read_at and wire_time(row.read_at),
        }
        for row in rows[:limit]
    ]
    following = make_cursor(_RECEIPTS, [str(rows[limit - 1].user_id)]) if len(rows) > limit else None
    return orjson.dumps({"results": results, "next": following})


async def pins(conversation_id: UUID, reader: UUID, cursor: str | None, limit: int) -> bytes:
    """Return a page of a conversation's pinned messages, newest pin first; it ends early at PAGE_BYTES. One query.

    Raises ApiError `not_found`.
    """
    before = None
    if cursor is not None:
        moment, seq = read_cursor(_PINS, cursor)
        before = (datetime.fromisoformat(moment), int(seq))
    async with turn(reader), connection() as borrowed:
        rows = await store.pins(
            borrowed, Reading(conversation_id, reader), before, PageSize(limit + 1, settings.PAGE_BYTES)
        )
    if rows is None:
        raise not_found()
    page, following = fitting(rows, PageSize(limit, settings.PAGE_BYTES)), None
    if len(page) < len(rows):
        following = make_cursor(_PINS, [page[-1].pinned_at.isoformat(), page[-1].seq])
    return page_json((pinned.message for pinned in page), following)
