"""Presence in Redis: sorted sets, never counters. Redis' clock is the only one, and every change is one script.

An entry is one connection, `<user id>:<connection id>`. KEYS[1] holds entries by expiry; KEYS[2] the same entries by
name, so that a person's can be found; KEYS[3] people who said offline, by expiry; KEYS[4] people who went, by when they
were here last: for two lifetimes, so that nobody is seen gone without it before the database has it. What has expired
counts until somebody pops it.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import redis
from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

T = TypeVar("T")

# Redis is away, hangs, or is not the one we can use.
AWAY = (redis.RedisError, OSError, TimeoutError)

# One hash tag: in a cluster a script's keys must lie together.
KEYS = [f"parley:{{presence}}:{name}" for name in ("by_expiry", "by_person", "said_offline", "gone")]

# The entry of somebody who says online without a socket.
SAID = "said"

_COMMON = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function person_of(entry) return string.sub(entry, 1, 36) end

local function entries(person)
  return redis.call('ZRANGEBYLEX', KEYS[2], '[' .. person .. ':', '(' .. person .. ';')
end

local function holds(key, member) return redis.call('ZSCORE', key, member) and true end

local function connected(person)
  for _, entry in ipairs(entries(person)) do
    if holds(KEYS[1], entry) then return true end
  end
  return false
end

local function went(person, moment) redis.call('ZADD', KEYS[4], 'GT', moment, person) end

-- Takes an entry away, last renewed at that moment; true if the person was online till then and has none left.
local function ended(entry, moment)
  if redis.call('ZREM', KEYS[1], entry) == 0 then return false end
  redis.call('ZREM', KEYS[2], entry)
  local person = person_of(entry)
  if #entries(person) > 0 or redis.call('ZREM', KEYS[3], person) == 1 then return false end
  went(person, moment)
  return true
end
"""

# lifetime, then pairs of an entry and whether its process knows that the person said offline, which a Redis that comes
# back empty does not. Returns the entries that were not there, the people who came online, those who said offline.
_RENEW = """
local expiry = now + ARGV[1]
local missing, online, silent = {}, {}, {}
for i = 2, #ARGV, 2 do
  local entry, person = ARGV[i], person_of(ARGV[i])
  local said = holds(KEYS[3], person)
  if not holds(KEYS[1], entry) then
    table.insert(missing, entry)
    if not connected(person) then
      said = said or ARGV[i + 1] == '1'
      if not said then table.insert(online, person) end
    end
    redis.call('ZADD', KEYS[2], 0, entry)
  end
  redis.call('ZADD', KEYS[1], expiry, entry)
  if said then
    redis.call('ZADD', KEYS[3], expiry, person)
    table.insert(silent, person)
  end
end
return {missing, online, silent}
"""

_REMOVE = """
local gone = {}
for _, entry in ipairs(ARGV) do
  if ended(entry, now) then
    table.insert(gone, person_of(entry))
    table.insert(gone, now)
  end
end
return gone
"""

# lifetime, how many. What was seen of them last was their renewal.
_POP = """
local gone = {}
local popped = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #popped, 2 do
  local moment = popped[i + 1] - ARGV[1]
  if ended(popped[i], moment) then
    table.insert(gone, person_of(popped[i]))
    table.insert(gone, moment)
  end
end
-- Not before the last of their people's entries, which expired with them.
if #popped / 2 < tonumber(ARGV[2]) then redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now) end
-- Two lifetimes: one has gone by when an entry expires.
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - 2 * ARGV[1])
return {#popped / 2, gone}
"""

# person, online or offline, lifetime, the entry for one without a socket. Returns whether that changed it, and when.
_SAY = """
local person, expiry, said_entry = ARGV[1], now + ARGV[3], ARGV[4]
local was_online = connected(person) and not holds(KEYS[3], person)
if ARGV[2] == 'offline' then
  redis.call('ZADD', KEYS[3], expiry, person)
  redis.call('ZREM', KEYS[1], said_entry)
  redis.call('ZREM', KEYS[2], said_entry)
  if was_online then went(person, now) end
  return {was_online and 1 or 0, now}
end
redis.call('ZREM', KEYS[3], person)
if holds(KEYS[1], said_entry) or not connected(person) then
  redis.call('ZADD', KEYS[1], expiry, said_entry)
  redis.call('ZADD', KEYS[2], 0, said_entry)
end
return {was_online and 0 or 1, now}
"""

# For each person 1: online; 0: not; else: when they were here last.
_LOOK = """
local found = {}
for i, person in ipairs(ARGV) do
  local online = connected(person) and not holds(KEYS[3], person)
  found[i] = online and 1 or tonumber(redis.call('ZSCORE', KEYS[4], person) or 0)
end
return found
"""


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
        # redis-py would try again on its own, with everybody else waiting.
        retry=Retry(NoBackoff(), 0),
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
        missing, online, silent = await _run(_RENEW, _lifetime_ms(), *pairs)
        renewed.missing.update(missing)
        renewed.online.update(map(UUID, online))
        renewed.silent.update(map(UUID, silent))
    return renewed


async def remove(entries: Collection[str]) -> list[Gone]:
    """Take entries away and return who went offline by that."""
    gone: list[Gone] = []
    for some in _parts(entries):
        gone += _gone(await _run(_REMOVE, *some))
    return gone


async def pop_expired() -> list[Gone]:
    """Take expired entries away and return who went offline by that; each is returned to one caller only."""
    gone: list[Gone] = []
    count = settings.PRESENCE_BATCH_ITEMS
    while count == settings.PRESENCE_BATCH_ITEMS:
        count, found = await _run(_POP, _lifetime_ms(), settings.PRESENCE_BATCH_ITEMS)
        gone += _gone(found)
    return gone


async def say(user_id: UUID, status: str) -> tuple[bool, datetime]:
    """Note what a person says about themselves, online or offline; return whether that changed it, and when.

    Without a socket it holds for one lifetime.
    """
    changed, moment = await _run(_SAY, str(user_id), status, _lifetime_ms(), entry_of(user_id, SAID))
    return bool(changed), _moment(moment)


async def look(user_ids: Collection[UUID]) -> Found:
    """Return which of these people are online, and when those who went lately were here last."""
    found = Found(set(), {})
    for some in _parts(user_ids):
        for user_id, state in zip(some, await _run(_LOOK, *map(str, some)), strict=True):
            if state == 1:
                found.online.add(user_id)
            elif state:
                found.gone[user_id] = _moment(state)
    return found


async def _run(script: str, *arguments: Any) -> Any:  # noqa: ANN401 - as Redis has it
    if _client is None:
        raise ConnectionError("presence was not started")
    return await _client.register_script(_COMMON + script)(keys=KEYS, args=arguments)


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
