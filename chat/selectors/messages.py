"""Messages and changes, as one person sees them; SQL makes their JSON."""

from operator import attrgetter
from typing import Literal
from uuid import UUID

import orjson
from django.conf import settings

from chat.selectors.turns import turn
from chat.store import messages as store
from chat.store.messages import Change, Reading
from chat.store.page_bytes import PageSize, fitting
from chat.wire.ready_json import page_json
from common.database import connection
from common.errors import not_found
from common.pagination import make_cursor
from common.parsing import MAX_SEQ

Direction = Literal["before", "after", "around"]
_CURSOR = "messages"


async def message_page(conversation_id: UUID, reader: UUID, direction: Direction, seq: int | None, limit: int) -> bytes:
    """Return a page of messages ascending by seq; `seq` None: the newest.

    before and after are exclusive, around is inclusive. `next` continues in the same direction; around has none. A page
    ends early at PAGE_BYTES. One query. Raises ApiError `not_found`.
    """
    seq = MAX_SEQ if seq is None else seq
    reading = Reading(conversation_id, reader)
    size = PageSize(limit, settings.PAGE_BYTES)
    half = PageSize(limit, settings.PAGE_BYTES // 2)
    async with turn(reader), connection() as borrowed:
        if direction == "around":
            found = await store.page_around(borrowed, reading, seq, half)
        else:
            found = await store.page(borrowed, reading, direction, seq, PageSize(limit + 1, size.bytes))
    if found is None:
        raise not_found()
    following = None
    if direction == "around":
        before, after = [one for one in found if one.seq < seq], [one for one in found if one.seq >= seq]
        page = fitting(before[::-1], half) + fitting(after, half)
    else:
        page = fitting(found if direction == "after" else found[::-1], size)
        following = make_cursor(_CURSOR, [direction, page[-1].seq]) if len(page) < len(found) else None
    return page_json((one.message for one in sorted(page)), following)


async def changes(conversation_id: UUID, reader: UUID, after: int, limit: int) -> bytes:
    """Return the messages that changed after a position, in their current state, ascending by position. One query.

    `reset`: the client drops its window and loads the newest page. Raises ApiError `not_found`.
    """
    async with turn(reader), connection() as borrowed:
        page = await store.changes(
            borrowed,
            Reading(conversation_id, reader),
            after,
            PageSize(limit + 1, settings.SYNC_BYTES),
            settings.CHANGES_RESET_AFTER,
        )
    if page is None:
        raise not_found()
    reset = after > page.position or page.position - after > settings.CHANGES_RESET_AFTER
    messages = [] if reset else _cut(page.messages, limit)
    # More messages have one position than fit into an answer. Only pages can return them.
    reset = reset or (not messages and bool(page.messages))
    complete = reset or len(messages) == len(page.messages)
    position = page.position if complete else messages[-1].at
    # Blank messages get the position at which the reader left, so they come after all others.
    messages = sorted(messages, key=attrgetter("blank"))
    return (
        f'{{"messages":[{",".join(change.message for change in messages)}],'
        f'"conversation":{(not reset and page.state) or "null"},"position":{position},'
        f'"complete":{orjson.dumps(complete).decode()},"reset":{orjson.dumps(reset).decode()}}}'
    ).encode()


def _cut(messages: list[Change], limit: int) -> list[Change]:
    """Return the first messages, as many as an answer may hold; messages with one position stay together."""
    first = fitting(messages, PageSize(limit, settings.SYNC_BYTES))
    following = messages[len(first)].at if len(first) < len(messages) else None
    while first and first[-1].at == following:
        first.pop()
    return first
