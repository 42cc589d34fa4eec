"""What a REST call costs: the table CALL_LIMITS in the settings."""

import re
from collections.abc import Mapping
from functools import cache
from uuid import UUID

from django.conf import settings

from common.limits.spending import Charge, spend

API = "/api/v1"


@cache
def route_template(route: str) -> str:
    """Return Django's route in the notation of the OpenAPI document, for example `/api/v1/users/{user_id}`."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def call_name(method: str, route: str) -> str:
    """Return a call as the tables name it, for example `GET /users/{user_id}`."""
    return f"{'GET' if method == 'HEAD' else method} {route_template(route).removeprefix(API)}"


def spend_on_call(
    call: str,
    account: UUID | None,
    address: str,
    parameters: Mapping[str, object] | None = None,
    *,
    body_bytes: int = 0,
) -> dict[str, str]:
    """Take from every limit of a call; return the RateLimit headers. `parameters` are those of the path.

    Raises ApiError `rate_limited`, and `unavailable` if Redis is away and one of the limits is closed without it.
    """
    names = settings.CALL_LIMITS.get(call, settings.OTHER_CALL_LIMITS)
    if body_bytes > settings.LARGE_BODY_BYTES:
        names += settings.LARGE_BODY_LIMITS
    known = {**(parameters or {}), "account": account or address, "address": address}
    charges = [
        Charge(name, " ".join(str(known[by]) for by in settings.LIMITS_COUNTED_BY.get(name, ("account",))))
        for name in names
    ]
    return spend(*charges, open_without_redis=settings.LIMITS_CLOSED_WITHOUT_REDIS.isdisjoint(names))
