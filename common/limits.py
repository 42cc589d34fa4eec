"""Request limits, counted in Redis. A request that is over a limit gets 429. Without Redis every request is refused."""

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
    """One limit to spend from.

    name: its setting is LIMIT_<NAME>. key: whom or what it is counted for. shown: whether the answer's headers show its
    state.
    """

    name: str
    key: str
    shown: bool = True


class State(NamedTuple):
    """How much is left in one window of a limit, and after how many seconds all of it is available again."""

    name: str
    quota: int
    window_seconds: int
    remaining: int
    reset_seconds: int


def spend(*charges: Charge) -> dict[str, str]:
    """Take one from each limit, in order; return the RateLimit headers of the answer (IETF draft 11).

    Raises ApiError `rate_limited` at the first limit with nothing left; the limits before it stay charged. Raises
    `unavailable` when Redis is away or does not answer, because these limits protect sign-in, which must not work
    without them.
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
    """Return a digest of a key, because Redis must not get the phone numbers and addresses in keys as plain text."""
    return hmac.new(settings.DIGEST_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()[:32]


@cache
def _windows(limit: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(limit)) if limit else ()


@cache
def _limiter() -> MovingWindowRateLimiter:
    seconds = settings.REDIS_TIMEOUT_SECONDS
    # Our own pool has no retries (redis-py's clients make three), so a hanging Redis costs one timeout only.
    pool = redis.ConnectionPool.from_url(settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds)
    return MovingWindowRateLimiter(RedisStorage(settings.REDIS_URL, connection_pool=pool, key_prefix="parley-limit"))


def client_address(request: HttpRequest) -> str:
    """Return the key for a client's limits: its IPv4 address, or the /64 network of its IPv6 address.

    With TRUSTED_PROXIES = n this is the n-th entry from the right of X-Forwarded-For, which the outermost of our own
    proxies wrote. Entries to the left of it come from the client and cannot be trusted.
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
