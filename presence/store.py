"""Presence in Redis: entries of connections, which live as long as they are renewed. Every change is one script."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import redis
from django.conf import settings
from redis.asyncio import Redis

from common.redis import NoRetry
from presence import scripts

T = TypeVar("T")

# The errors of a Redis that is away, hangs, or refuses our commands.
AWAY = (redis.RedisError, OSError, TimeoutError)

# The connection id in the entry of a person who sets themselves online without a socket.
SAID = "said"


class Renewed(NamedTuple):
    """What a renewal found: missing entries, people who came online by it, people who had set themselves offline."""

    missing: set[str]
    online: set[UUID]
    silent: set[UUID]


class Gone(NamedTuple):
    """A person who went offline, and when they were last seen."""

    user_id: UUID
    last_seen_at: datetime


class Found(NamedTuple):
    """Who is online, and when the people who went offline lately were last seen."""

    online: set[UUID]
    gone: dict[UUID, datetime]


_client: Redis | None = None


def open_client() -> None:
    """Make the client for the running loop. It connects at its first use."""
    global _client
    seconds = settings.REDIS_TIMEOUT_SECONDS
    _client = Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=NoRetry(),
        decode_responses=True,
    )


async def close_client() -> None:
    """Close the client's connections."""
    global _client
    if _client is not None:
        client, _client = _client, None
        await client.aclose()


def entry_of(user_id: UUID, connection_id: str) -> str:
    """Return the entry of one connection."""
    return f"{user_id}:{connection_id}"


async def renew(entries: Collection[tuple[str, bool]]) -> Renewed:
    """Renew the lifetime of entries. With each entry comes whether its person is known to have set themselves offline.

    Raises AWAY, like all functions that call Redis here.
    """
    renewed = Renewed(set(), set(), set())
    for some in _parts(entries):
        pairs = [value for entry, said in some for value in (entry, int(said))]
        missing, online, silent = await _run(scripts.RENEW, _lifetime_ms(), *pairs)
        renewed.missing.update(missing)
        renewed.online.update(map(UUID, online))
        renewed.silent.update(map(UUID, silent))
    return renewed


async def remove(entries: Collection[str]) -> list[Gone]:
    """Remove entries and return the people who went offline by that."""
    gone: list[Gone] = []
    for some in _parts(entries):
        gone += _gone(await _run(scripts.REMOVE, *some))
    return gone


async def pop_expired() -> list[Gone]:
    """Remove expired entries and return the people who went offline by that. Only one caller gets each person."""
    gone: list[Gone] = []
    count = settings.PRESENCE_BATCH_ITEMS
    while count == settings.PRESENCE_BATCH_ITEMS:
        count, found = await _run(scripts.POP, _lifetime_ms(), settings.PRESENCE_BATCH_ITEMS)
        gone += _gone(found)
    return gone


async def say(user_id: UUID, status: str) -> tuple[bool, datetime]:
    """Record that a person sets themselves "online" or "offline"; return whether their status changed, and when.

    Without a socket the status holds for one lifetime.
    """
    changed, moment = await _run(scripts.SAY, str(user_id), status, _lifetime_ms(), entry_of(user_id, SAID))
    return bool(changed), _moment(moment)


async def presence_of(user_ids: Collection[UUID]) -> Found:
    """Return which of these people are online, and when those who went offline lately were last seen."""
    found = Found(set(), {})
    for some in _parts(user_ids):
        for user_id, state in zip(some, await _run(scripts.PRESENCE_OF, *map(str, some)), strict=True):
            if state == 1:
                found.online.add(user_id)
            elif state:
                found.gone[user_id] = _moment(state)
    return found


async def _run(script: str, *arguments: Any) -> Any:  # noqa: ANN401 - as Redis has it
    if _client is None:
        raise ConnectionError("presence was not started")
    return await _client.register_script(scripts.COMMON + script)(keys=scripts.KEYS, args=arguments)


def _parts(items: Collection[T]) -> Iterator[list[T]]:
    listed = list(items)
    for start in range(0, len(listed), settings.PRESENCE_BATCH_ITEMS):
        yield listed[start : start + settings.PRESENCE_BATCH_ITEMS]


def _lifetime_ms() -> int:
    return int(settings.PRESENCE_LIFETIME_SECONDS * 1000)


def _gone(found: Sequence[Any]) -> list[Gone]:
    return [Gone(UUID(user_id), _moment(moment)) for user_id, moment in zip(found[::2], found[1::2], strict=True)]


def _moment(milliseconds: Any) -> datetime:  # noqa: ANN401 - as Redis has it
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
