"""Limits by name: LIMIT_<NAME> in the settings says how many requests in which time."""

import hashlib
import hmac
import time
from functools import cache
from math import ceil
from typing import NamedTuple

import redis
from django.conf import settings
from limits import RateLimitItem, parse_many

from common.errors import ApiError
from common.limits.windows import State, Window, take

RETRY_WHEN_AWAY_SECONDS = 5
# Calls that are open without Redis do not ask it for so long, because each of them would wait for a hanging one.
PAUSE_WHEN_AWAY_SECONDS = 1.0
_asked_again_at = 0.0


class Charge(NamedTuple):
    """One limit to spend from.

    name: its setting is LIMIT_<NAME>. key: whom or what it is counted for. shown: whether the answer's headers show its
    state.
    """

    name: str
    key: str
    shown: bool = True


class _Shown(NamedTuple):
    """What the headers show of one window."""

    policy: str
    quota: int
    seconds: int
    left: int
    reset_seconds: int


def spend(*charges: Charge, open_without_redis: bool = False) -> dict[str, str]:
    """Take one from each limit if all of them have one left; return the RateLimit headers of the answer.

    Raises ApiError `rate_limited` if a limit has nothing left; then nothing was taken from the others. When Redis is
    away or does not answer, nothing is limited if `open_without_redis`; else raises `unavailable`.
    """
    global _asked_again_at
    if not settings.RATE_LIMITS or (open_without_redis and time.monotonic() < _asked_again_at):
        return {}
    asked = [
        (charge, item) for charge in charges for item in windows_of(getattr(settings, f"LIMIT_{charge.name.upper()}"))
    ]
    if not asked:
        return {}
    try:
        states = take([_window(charge, item) for charge, item in asked])
    except (redis.RedisError, OSError):
        if open_without_redis:
            _asked_again_at = time.monotonic() + PAUSE_WHEN_AWAY_SECONDS
            return {}
        raise ApiError("unavailable", retry_after_seconds=RETRY_WHEN_AWAY_SECONDS) from None
    for (charge, item), state in zip(asked, states, strict=True):
        if not state.had_room:
            refused = _shown(charge, item, state)
            raise ApiError(
                "rate_limited",
                retry_after_seconds=max(1, refused.reset_seconds),
                headers=_headers([refused]) if charge.shown else {},
            )
    return _headers([_shown(*of, state) for of, state in zip(asked, states, strict=True) if of[0].shown])


def has_room(charge: Charge) -> bool:
    """Take one from a limit; return whether there was one. Raises ApiError `unavailable` as spend() does."""
    try:
        spend(charge)
    except ApiError as error:
        if error.code != "rate_limited":
            raise
        return False
    return True


def _shown(charge: Charge, item: RateLimitItem, state: State) -> _Shown:
    seconds = item.get_expiry()
    reset = ceil(state.reset_milliseconds / 1000)
    return _Shown(f'"{charge.name}-{seconds}"', item.amount, seconds, state.left, reset)


def _headers(states: list[_Shown]) -> dict[str, str]:
    """Return the headers of the IETF draft 11, which name each window, and the older ones for the scarcest window."""
    if not states:
        return {}
    scarcest = min(states, key=lambda state: state.left / state.quota)
    return {
        "RateLimit-Policy": ", ".join(f"{s.policy};q={s.quota};w={s.seconds}" for s in states),
        "RateLimit": ", ".join(f"{s.policy};r={s.left};t={s.reset_seconds}" for s in states),
        "RateLimit-Limit": str(scarcest.quota),
        "RateLimit-Remaining": str(scarcest.left),
        "RateLimit-Reset": str(scarcest.reset_seconds),
    }


def _window(charge: Charge, item: RateLimitItem) -> Window:
    """Return the window. Its key is a digest, because Redis must not get phone numbers and addresses as plain text."""
    digest = hmac.new(settings.DIGEST_KEY.encode(), charge.key.encode(), hashlib.sha256).hexdigest()[:32]
    return Window(f"{charge.name}:{digest}", item.amount, item.get_expiry())


@cache
def windows_of(limit: str) -> tuple[RateLimitItem, ...]:
    """Return the windows of a limit as the settings have it: "5/hour;10/day"; none for an empty one."""
    return tuple(parse_many(limit)) if limit else ()
