"""Moving windows in Redis. One script takes from all windows of a request, in one round trip."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import redis
from django.conf import settings
from redis.commands.core import Script

PREFIX = "parley-limit"

# A window is the list of the times at which something was taken from it, the newest first. Redis' own clock is used,
# because the clocks of two web machines differ. Answers with (had room, left, milliseconds until the oldest time
# leaves) for each window.
_TAKE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local states, room = {}, 1
for i, key in ipairs(KEYS) do
    local quota, length = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i]) * 1000
    local oldest = redis.call('LINDEX', key, -1)
    while oldest and tonumber(oldest) <= now - length do
        redis.call('RPOP', key)
        oldest = redis.call('LINDEX', key, -1)
    end
    local left = quota - redis.call('LLEN', key)
    states[i] = {left > 0 and 1 or 0, math.max(left, 0), tonumber(oldest or now) + length - now}
    room = math.min(room, states[i][1])
end
if room == 1 then
    for i, key in ipairs(KEYS) do
        redis.call('LPUSH', key, now)
        redis.call('PEXPIRE', key, tonumber(ARGV[2 * i]) * 1000)
        states[i][2] = states[i][2] - 1
    end
end
return states
"""


class Window(NamedTuple):
    """At most `quota` in any `seconds`, counted for one key."""

    key: str
    quota: int
    seconds: int


class State(NamedTuple):
    """Whether a window had room, how many are left, and after how many milliseconds the oldest one is given back."""

    had_room: bool
    left: int
    reset_milliseconds: int


def take(windows: Sequence[Window]) -> list[State]:
    """Take one from each window if all of them have room, else from none. Raises redis.RedisError or OSError."""
    keys = [f"{PREFIX}:{window.key}:{window.quota}/{window.seconds}" for window in windows]
    numbers = [number for window in windows for number in (window.quota, window.seconds)]
    return [State(bool(had_room), left, reset) for had_room, left, reset in _script()(keys=keys, args=numbers)]


@cache
def _script() -> Script:
    seconds = settings.REDIS_TIMEOUT_SECONDS
    # Our own pool has no retries (redis-py's clients make three), so a hanging Redis costs one timeout only.
    pool = redis.ConnectionPool.from_url(settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds)
    return redis.Redis(connection_pool=pool).register_script(_TAKE)
