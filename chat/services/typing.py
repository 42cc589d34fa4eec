"""Typing and recording: told to the others, never stored."""

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
class _Told:
    """What one connection last told one conversation, and the latest state that waits for its turn."""

    state: str
    at: float
    waiting: tuple[str, int] | None = None


_told: WeakKeyDictionary[Connection, dict[UUID, _Told]] = WeakKeyDictionary()
# (conversation, user) → when it was read, and the answer; the oldest first.
_audiences: OrderedDict[tuple[UUID, UUID], tuple[float, Audience]] = OrderedDict()


async def tell_typing(connection: Connection, conversation_id: UUID, state: str) -> None:
    """Tell the other participants that somebody types, records or stopped (`idle`).

    At most once in TYPING_INTERVAL_SECONDS of one connection and conversation; the latest state is told at its end.
    Raises ApiError `not_found`.
    """
    user_id = connection.user_id
    assert user_id is not None  # signed in
    allowed = await _audience(conversation_id, user_id)
    if allowed.told:
        _in_turn(connection, conversation_id, state, allowed.members_version)


async def _audience(conversation_id: UUID, user_id: UUID) -> Audience:
    """Ask the database every few seconds at most, as long as the router knows the typist for a participant."""
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
    conversations = _told.setdefault(connection, {})
    told, now = conversations.get(conversation_id), time.monotonic()
    if told is None or (told.waiting is None and now - told.at >= settings.TYPING_INTERVAL_SECONDS):
        # Those whose turn is long over would pile up with the connection's age.
        for other in [key for key, value in conversations.items() if _is_over(value, now)]:
            del conversations[other]
        conversations[conversation_id] = _Told(state, now)
        _publish(connection, conversation_id, state, members_version)
        return
    if told.waiting is None:
        after = told.at + settings.TYPING_INTERVAL_SECONDS - now
        asyncio.get_running_loop().call_later(after, _late, connection, conversation_id, told)
    told.waiting = (state, members_version)


def _late(connection: Connection, conversation_id: UUID, told: _Told) -> None:
    assert told.waiting is not None  # only set back here
    (state, members_version), told.waiting = told.waiting, None
    if state != told.state and not connection.closed:
        told.state, told.at = state, time.monotonic()
        _publish(connection, conversation_id, state, members_version)


def _is_over(told: _Told, now: float) -> bool:
    return told.waiting is None and now - told.at >= settings.TYPING_INTERVAL_SECONDS


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
