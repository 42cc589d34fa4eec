"""Request limits, counted in Redis: spend from them, or refuse with 429. Without Redis they refuse everything."""

import hashlib
import hmac
import time
from functools import cache
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import NamedTuple

import redis
from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItem, parse_many
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from common.errors import ApiError

RETRY_WHEN_AWAY_SECONDS = 5


class Charge(NamedTuple):
    """One limit to spend from: its name (the setting is LIMIT_<NAME>), whose it is, whether callers see its state."""

    name: str
    key: str
    shown: bool = True


class State(NamedTuple):
    """What is left of one window of a limit, and in how many seconds it is whole again."""

    name: str
    quota: int
    window_seconds: int
    remaining: int
    reset_seconds: int


def spend(*charges: Charge) -> dict[str, str]:
    """Take one from each limit, in order, and return the RateLimit headers of the answer (IETF draft 11).

    Raises ApiError `rate_limited` at the first limit that has nothing left (those before it stay charged), and
    `unavailable` when Redis is away or does not answer: these limits guard sign-in, which closes without them.
    """
    if not settings.RATE_LIMITS:
        return {}
    try:
        return _spend(charges)
    except (redis.RedisError, OSError):
        raise ApiError("unavailable", retry_after_seconds=RETRY_WHEN_AWAY_SECONDS) from None


def _spend(charges: tuple[Charge, ...]) -> dict[str, str]:
    limiter = _limiter()
    states: list[State] = []
    for charge in charges:
        key = _digest(charge.key)
        for item in _windows(getattr(settings, f"LIMIT_{charge.name.upper()}")):
            left = limiter.hit(item, charge.name, key)
            if left and not charge.shown:
                continue
            state = _state(limiter, item, charge.name, key)
            if not left:
                raise ApiError(
                    "rate_limited",
                    retry_after_seconds=max(1, state.reset_seconds),
                    headers=_headers([state]) if charge.shown else {},
                )
            states.append(state)
    return _headers(states)


def _state(limiter: MovingWindowRateLimiter, item: RateLimitItem, name: str, key: str) -> State:
    stats = limiter.get_window_stats(item, name, key)
    reset = max(0, ceil(stats.reset_time - time.time()))
    return State(name, item.amount, item.get_expiry(), stats.remaining, reset)


def _headers(states: list[State]) -> dict[str, str]:
    if not states:
        return {}
    return {
        "RateLimit-Policy": ", ".join(
            f'"{s.name}-{s.window_seconds}";q={s.quota};w={s.window_seconds}' for s in states
        ),
        "RateLimit": ", ".join(f'"{s.name}-{s.window_seconds}";r={s.remaining};t={s.reset_seconds}' for s in states),
    }


def _digest(key: str) -> str:
    """Keys hold phone numbers and addresses; Redis gets neither in clear."""
    return hmac.new(settings.DIGEST_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()[:32]


@cache
def _windows(limit: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(limit)) if limit else ()


@cache
def _limiter() -> MovingWindowRateLimiter:
    seconds = settings.REDIS_TIMEOUT_SECONDS
    # A pool of our own does without the three retries of redis-py's clients: a hanging Redis costs one time-out.
    pool = redis.ConnectionPool.from_url(settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds)
    return MovingWindowRateLimiter(RedisStorage(settings.REDIS_URL, connection_pool=pool, key_prefix="parley-limit"))


def client_address(request: HttpRequest) -> str:
    """Return what a client's limits are counted by: its IPv4 address, or the /64 of its IPv6 address.

    With TRUSTED_PROXIES = n the n-th entry from the right of X-Forwarded-For counts, which the outermost of our own
    proxies wrote; whatever stands left of it is the client's word.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    if settings.TRUSTED_PROXIES:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        address = forwarded[-settings.TRUSTED_PROXIES :][0] if forwarded else address
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)
