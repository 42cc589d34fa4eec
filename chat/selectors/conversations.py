"""Conversations, as one person sees them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.selectors import profiles
from chat.selectors.turns import turn
from chat.store import conversations as store
from chat.store.conversations import ConversationRow, Wanted
from chat.wire.ready_json import page_json, with_fields
from common.bridge import READ, in_thread
from common.database import connection
from common.errors import not_found
from common.pagination import make_cursor, read_cursor

_CURSOR = "conversations"


async def conversation_page(reader: UUID, *, archived: bool, cursor: str | None, limit: int, words: str = "") -> bytes:
    """Return a page of a person's conversations as JSON, newest activity first. Always two queries."""
    before = None
    if cursor is not None:
        moment, conversation_id = read_cursor(_CURSOR, cursor)
        before = (datetime.fromisoformat(moment), UUID(conversation_id))
    async with turn(reader), connection() as borrowed:
        rows = await store.conversations(borrowed, reader, Wanted(archived, words), before=before, limit=limit + 1)
    following = (
        make_cursor(_CURSOR, [rows[limit - 1].last_activity_at.isoformat(), str(rows[limit - 1].id)])
        if len(rows) > limit
        else None
    )
    return page_json(await with_peers(rows[:limit], reader), following)


async def conversation(conversation_id: UUID, reader: UUID) -> bytes:
    """Return one conversation as JSON. Raises ApiError `not_found`, also if the reader may not know of it."""
    async with connection() as borrowed:
        row = await store.conversation(borrowed, conversation_id, reader)
    if row is None:
        raise not_found()
    return (await with_peers([row], reader))[0].encode()


def conversation_now(conversation_id: UUID, reader: UUID) -> bytes:
    """Return one conversation as JSON, as it is in the running transaction. Sync; two queries."""
    row = store.conversation_now(conversation_id, reader)
    peer = profiles([row.peer_id], reader)[row.peer_id] if row.peer_id else None
    return _with_peer(row, peer).encode()


async def unread_count(conversation_id: UUID, reader: UUID) -> int:
    """Return the number of messages from others that the reader has not read, at most 999. One query."""
    async with connection() as borrowed:
        return await store.unread_count(borrowed, conversation_id, reader)


async def with_peers(rows: Sequence[ConversationRow], reader: UUID) -> list[str]:
    """Return the rows as JSON with the profiles of the other people, as the reader may see them."""
    people = {row.peer_id for row in rows if row.peer_id is not None}
    shown = await in_thread(profiles, people, reader, threads=READ) if people else {}
    return [_with_peer(row, shown[row.peer_id] if row.peer_id else None) for row in rows]


def _with_peer(row: ConversationRow, peer: dict[str, Any] | None) -> str:
    return with_fields(row.json, peer=peer)
