"""Typing and recording: published to the other participants, never stored."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings

from chat.store.typing import Audience, audience
from chat.wire.updates import typing_frame
from common.database import connection as database
from common.errors import not_found
from delivery.connection import Connection
from delivery.publish import publish
from delivery.router import router
from delivery.updates import ConversationUpdate


@dataclass(eq=False, slots=True)
class _Published:
    """The state that one connection last published to one conversation, and the state that waits for its turn."""

    state: str
    at: float
    waiting: tuple[str, int] | None = None


_published: WeakKeyDictionary[Connection, dict[UUID, _Published]] = WeakKeyDictionary()
# (conversation, user) → when the audience was read, and the audience; the oldest first.
_audiences: OrderedDict[tuple[UUID, UUID], tuple[float, Audience]] = OrderedDict()


async def publish_typing(connection: Connection, conversation_id: UUID, state: str) -> None:
    """Send the other participants that a person types, records or stopped (`idle`).

    Sends at most once in TYPING_INTERVAL_SECONDS per connection and conversation; at the end of this time, the latest
    state is sent. Raises ApiError `not_found`.
    """
    user_id = connection.user_id
    assert user_id is not None  # signed in
    known = await _known_audience(conversation_id, user_id)
    if known.allowed:
        _in_turn(connection, conversation_id, state, known.members_version)


async def _known_audience(conversation_id: UUID, user_id: UUID) -> Audience:
    """Return the audience, read from the database at most every few seconds while the router knows the participant."""
    version = router().people.members_version(conversation_id, user_id)
    key = (conversation_id, user_id)
    if version is not None and key in _audiences:
        read_at, known = _audiences[key]
        if time.monotonic() - read_at < settings.TYPING_AUDIENCE_SECONDS:
            return known._replace(members_version=version)
    async with database() as borrowed:
        found = await audience(borrowed, conversation_id, user_id)
    if found is None:
        _audiences.pop(key, None)
        raise not_found()
    _audiences[key] = (time.monotonic(), found)
    _audiences.move_to_end(key)
    while len(_audiences) > settings.TYPING_AUDIENCE_ITEMS:
        _audiences.popitem(last=False)
    return found


def _in_turn(connection: Connection, conversation_id: UUID, state: str, members_version: int) -> None:
    conversations = _published.setdefault(connection, {})
    published, now = conversations.get(conversation_id), time.monotonic()
    if published is None or (published.waiting is None and now - published.at >= settings.TYPING_INTERVAL_SECONDS):
        # Otherwise entries would pile up over the life of the connection.
        for other in [key for key, value in conversations.items() if _is_over(value, now)]:
            del conversations[other]
        conversations[conversation_id] = _Published(state, now)
        _publish(connection, conversation_id, state, members_version)
        return
    if published.waiting is None:
        after = published.at + settings.TYPING_INTERVAL_SECONDS - now
        asyncio.get_running_loop().call_later(after, _publish_waiting, connection, conversation_id, published)
    published.waiting = (state, members_version)


def _publish_waiting(connection: Connection, conversation_id: UUID, published: _Published) -> None:
    assert published.waiting is not None  # only set back here
    (state, members_version), published.waiting = published.waiting, None
    if state != published.state and not connection.closed:
        published.state, published.at = state, time.monotonic()
        _publish(connection, conversation_id, state, members_version)


def _is_over(published: _Published, now: float) -> bool:
    return published.waiting is None and now - published.at >= settings.TYPING_INTERVAL_SECONDS


def _publish(connection: Connection, conversation_id: UUID, state: str, members_version: int) -> None:
    assert connection.user_id is not None  # signed in
    publish(
        [
            ConversationUpdate(
                conversation_id=conversation_id,
                members_version=members_version,
                frame=typing_frame(conversation_id, connection.user_id, state),
                except_user=connection.user_id,
            )
        ]
    )
