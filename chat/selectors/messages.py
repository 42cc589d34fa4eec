"""Messages and changes, as one person sees them; SQL makes their JSON."""

from operator import attrgetter
from typing import Literal
from uuid import UUID

import orjson
from django.conf import settings

from chat.store import messages as store
from chat.store.messages import Change, Reading
from chat.wire.ready_json import page_json
from common.database import connection
from common.errors import not_found
from common.pagination import make_cursor
from common.parsing import MAX_SEQ

Direction = Literal["before", "after", "around"]
_CURSOR = "messages"


async def message_page(conversation_id: UUID, reader: UUID, direction: Direction, seq: int | None, limit: int) -> bytes:
    """Return a page of messages ascending by seq; `seq` None: the newest.

    before and after are exclusive, around is inclusive. `next` continues in the same direction; around has none. One
    query. Raises ApiError `not_found`.
    """
    seq = MAX_SEQ if seq is None else seq
    reading = Reading(conversation_id, reader)
    async with connection() as borrowed:
        if direction == "around":
            page = await store.page_around(borrowed, reading, seq, limit)
        else:
            page = await store.page(borrowed, reading, direction, seq, limit + 1)
    if page is None:
        raise not_found()
    messages, following = page, None
    if direction != "around" and len(messages) > limit:
        messages = messages[1:] if direction == "before" else messages[:-1]
        following = make_cursor(_CURSOR, [direction, messages[0 if direction == "before" else -1][0]])
    return page_json((message for _, message in messages), following)


async def changes(conversation_id: UUID, reader: UUID, after: int, limit: int) -> bytes:
    """Return the messages that changed after a position, in their current state, ascending by position. One query.

    `reset`: the client drops its window and loads the newest page. Raises ApiError `not_found`.
    """
    async with connection() as borrowed:
        page = await store.changes(
            borrowed, Reading(conversation_id, reader), after, limit + 1, settings.CHANGES_RESET_AFTER
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
    first = _within_size(messages[:limit])
    following = messages[len(first)].at if len(first) < len(messages) else None
    while first and first[-1].at == following:
        first.pop()
    return first


def _within_size(messages: list[Change]) -> list[Change]:
    """Return the first messages that fit into SYNC_BYTES; at least one, if there is any."""
    size = 0
    for number, change in enumerate(messages):
        size += len(change.message)
        if size > settings.SYNC_BYTES and number:
            return messages[:number]
    return messages
