"""Messages and changes as one person sees them, as JSON made in SQL."""

from typing import Literal
from uuid import UUID

import orjson
from django.conf import settings

from chat.store import messages as store
from chat.store.messages import Reading
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
    results = ",".join(message for _, message in messages)
    return f'{{"results":[{results}],"next":{orjson.dumps(following).decode()}}}'.encode()


async def changes(conversation_id: UUID, reader: UUID, after: int, limit: int) -> bytes:
    """Return the current state of what changed after a position, ascending by position. One query.

    `reset`: drop the window and load the newest page. Raises ApiError `not_found`.
    """
    async with connection() as borrowed:
        page = await store.changes(
            borrowed, Reading(conversation_id, reader), after, limit + 1, settings.CHANGES_RESET_AFTER
        )
    if page is None:
        raise not_found()
    reset = after > page.position or page.position - after > settings.CHANGES_RESET_AFTER
    messages = [] if reset else _within_size(page.messages[:limit])
    if page.blanks and len(messages) < len(page.messages):
        # Another page would not tell of them: which those are depends on where the reader was.
        reset, messages = True, []
    complete = reset or len(messages) == len(page.messages)
    position = page.position if complete else messages[-1][0]
    return (
        f'{{"messages":[{",".join(message for _, message in messages)}],'
        f'"conversation":{(not reset and page.state) or "null"},"position":{position},'
        f'"complete":{orjson.dumps(complete).decode()},"reset":{orjson.dumps(reset).decode()}}}'
    ).encode()


def _within_size(messages: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the first messages that fit into SYNC_BYTES, at least one if there is one."""
    size = 0
    for number, (_, message) in enumerate(messages):
        size += len(message)
        if size > settings.SYNC_BYTES and number:
            return messages[:number]
    return messages
