"""What a socket command costs: the table COMMAND_LIMITS in the settings. Counted in this process, per person.

Each limit is a token bucket, which holds as many tokens as its setting allows in its time, and fills up in this time.
"""

import time
from uuid import UUID

from django.conf import settings

from common.limits.spending import items_of

# When there are more buckets than this, the one that was used longest ago is forgotten.
BUCKETS = 50_000

# The tokens of a bucket, and when (monotonic) there were so many. The bucket that was used last comes last.
_buckets: dict[tuple[UUID, str, int], tuple[float, float]] = {}


def seconds_until_allowed(command: str, user_id: UUID) -> float:
    """Take one token from each bucket of a command; return 0, or after how many seconds there is one again."""
    name = settings.COMMAND_LIMITS.get(command)
    if name is None or not settings.RATE_LIMITS:
        return 0
    now = time.monotonic()
    for item in items_of(name):
        size, seconds = item.amount, item.get_expiry()
        key = (user_id, name, seconds)
        tokens, since = _buckets.pop(key, (size, now))
        tokens = min(tokens + (now - since) * size / seconds, size)
        _buckets[key] = tokens - 1 if tokens >= 1 else tokens, now
        if tokens < 1:
            return (1 - tokens) * seconds / size
    if len(_buckets) > BUCKETS:
        del _buckets[next(iter(_buckets))]
    return 0
