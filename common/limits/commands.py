"""What a socket command costs: the table COMMAND_LIMITS in the settings. Counted in this process, per person.

Each limit is a token bucket, which holds as many tokens as its setting allows in its time, and fills up in this time.
"""

import time
from functools import cache
from uuid import UUID

from django.conf import settings

from common.limits.spending import windows_of

# When there are more buckets than this, the one that was used longest ago is forgotten.
BUCKETS = 50_000

# The tokens of a bucket, and when (monotonic) there were so many. The bucket that was used last comes last.
_buckets: dict[tuple[UUID, str, int], tuple[float, float]] = {}


def seconds_until_allowed(command: str, user_id: UUID) -> float:
    """Take one token from each bucket of a command; return 0, or after how many seconds there is one again."""
    now = time.monotonic()
    for name, size, seconds in _limits_of(command):
        key = (user_id, name, seconds)
        bucket = _buckets.pop(key, None)
        tokens = size if bucket is None else min(bucket[0] + (now - bucket[1]) * size / seconds, size)
        _buckets[key] = (tokens - 1 if tokens >= 1 else tokens), now
        if tokens < 1:
            return (1 - tokens) * seconds / size
    if len(_buckets) > BUCKETS:
        del _buckets[next(iter(_buckets))]
    return 0


@cache
def _limits_of(command: str) -> tuple[tuple[str, int, int], ...]:
    """Return (name, tokens, seconds) of each limit of a command. Cached: each send asks, and settings are slow."""
    name = settings.COMMAND_LIMITS[command]
    if not settings.RATE_LIMITS:
        return ()
    limit = getattr(settings, f"LIMIT_{name.upper()}")
    return tuple((name, item.amount, item.get_expiry()) for item in windows_of(limit))
