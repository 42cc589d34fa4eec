"""Presence in Redis: connections that live as long as they are renewed. Every change is one script."""

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

# Redis is away, hangs, or is not the one we can use.
AWAY = (redis.RedisError, OSError, TimeoutError)

# The entry of somebody who says online without a socket.
SAID = "said"


class Renewed(NamedTuple):
    """What a renewal found: entries that were not there, people who came online by it, people who said offline."""

    missing: set[str]
    online: set[UUID]
    silent: set[UUID]


class Gone(NamedTuple):
    """Somebody who went offline, and when they were there last."""

    user_id: UUID
    last_seen_at: datetime


class Found(NamedTuple):
    """Who is online, and when those who went lately were here last."""

    online: set[UUID]
    gone: dict[UUID, datetime]


_client: Redis | None = None


def open_client() -> None:
    """Make the client for the running loop; it connects when it is used."""
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
    """Close its connections."""
    global _client
    if _client is not None:
        client, _client = _client, None
        await client.aclose()


def entry_of(user_id: UUID, connection_id: str) -> str:
    """Return the entry of one connection."""
    return f"{user_id}:{connection_id}"


async def renew(entries: Collection[tuple[str, bool]]) -> Renewed:
    """Give entries their lifetime anew; with each, whether its person is known to have said offline.

    Raises AWAY, as all of these do.
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
    """Take entries away and return who went offline by that."""
    gone: list[Gone] = []
    for some in _parts(entries):
        gone += _gone(await _run(scripts.REMOVE, *some))
    return gone


async def pop_expired() -> list[Gone]:
    """Take expired entries away and return who went offline by that; each is returned to one caller only."""
    gone: list[Gone] = []
    count = settings.PRESENCE_BATCH_ITEMS
    while count == settings.PRESENCE_BATCH_ITEMS:
        count, found = await _run(scripts.POP, _lifetime_ms(), settings.PRESENCE_BATCH_ITEMS)
        gone += _gone(found)
    return gone


async def say(user_id: UUID, status: str) -> tuple[bool, datetime]:
    """Note what a person says about themselves, online or offline; return whether that changed it, and when.

    Without a socket it holds for one lifetime.
    """
    changed, moment = await _run(scripts.SAY, str(user_id), status, _lifetime_ms(), entry_of(user_id, SAID))
    return bool(changed), _moment(moment)


async def presence_of(user_ids: Collection[UUID]) -> Found:
    """Return which of these people are online, and when those who went lately were here last."""
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
