"""Tokens of signed-in devices: checking an access token, rotating a refresh token."""

import time
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from accounts import device_cache
from accounts.models import Device
from accounts.services.devices import revoke_device
from accounts.tokens import Identity, Pair, make_pair, read_access, read_refresh
from common.clock import now
from common.errors import ApiError

# One statement. It marks the newest pair as used, moves the device's last activity at most once a minute, and returns
# whether the device may act. Usually there is nothing to update.
_CHECK = """
WITH seen AS (
    UPDATE accounts_device SET
        last_active_at = CASE WHEN last_active_at < now() - %(active)s THEN now() ELSE last_active_at END,
        refresh_used = refresh_used OR refresh_generation = %(generation)s
    WHERE id = %(device_id)s AND revoked_at IS NULL AND (
        last_active_at < now() - %(active)s OR (refresh_generation = %(generation)s AND NOT refresh_used)
    )
)
SELECT 1 FROM accounts_device d JOIN accounts_user u ON u.id = d.user_id
WHERE d.id = %(device_id)s AND u.id = %(user_id)s AND d.refresh_generation >= %(generation)s
  AND d.revoked_at IS NULL AND u.suspended_at IS NULL AND u.erased_at IS NULL
"""


class Refreshed(NamedTuple):
    """The answer to a refresh token: the pair that is valid now, and its identity."""

    pair: Pair
    identity: Identity


class _State(NamedTuple):
    generation: int
    rotated_at: datetime
    used: bool


def authenticate(token: str) -> Identity:
    """Return the identity of an access token.

    Raises ApiError `not_authenticated` if the token, its device or its person is not valid.
    Presenting a token of the newest pair marks that pair used. One statement, or none when this process asked less than
    DEVICE_CACHE_SECONDS ago.
    """
    identity = read_access(token)
    if device_cache.is_active(*identity[:3]):
        return identity
    asked_at = time.monotonic()
    parameters = identity._asdict() | {"active": timedelta(seconds=settings.DEVICE_ACTIVE_SECONDS)}
    with connection.cursor() as cursor:
        cursor.execute(_CHECK, parameters)
        if cursor.fetchone() is None:
            raise ApiError("not_authenticated")
    device_cache.remember(*identity[:3], asked_at)
    return identity


def refresh(token: str) -> Refreshed:
    """Return a new pair for the newest refresh token of a device.

    The previous token, within REFRESH_GRACE_SECONDS, gets the same pair again as long as this pair is unused, and
    raises ApiError `token_superseded` after that. Any older token, or a later use, revokes the device and raises
    `token_reused`. Every other token raises `not_authenticated`, also that of a revoked device.
    """
    identity = read_refresh(token)
    state = _state(identity)
    if identity.generation == state.generation:
        rotated = _rotate(identity)
        if rotated is not None:
            return _refreshed(identity, rotated)
        # Another refresh with this token was faster, so this token is now the previous one.
        state = _state(identity)
    if identity.generation > state.generation:
        raise ApiError("not_authenticated")
    within_grace = now() - state.rotated_at <= timedelta(seconds=settings.REFRESH_GRACE_SECONDS)
    if identity.generation < state.generation - 1 or not within_grace:
        _revoke(identity)
        raise ApiError("token_reused")
    if state.used:
        raise ApiError("token_superseded")
    return _refreshed(identity, state)


def _state(identity: Identity) -> _State:
    row = (
        Device.objects.filter(
            id=identity.device_id,
            user_id=identity.user_id,
            revoked_at=None,
            user__suspended_at=None,
            user__erased_at=None,
        )
        .values_list("refresh_generation", "refresh_rotated_at", "refresh_used")
        .first()
    )
    if row is None:
        raise ApiError("not_authenticated")
    return _State(*row)


def _rotate(identity: Identity) -> _State | None:
    """Move to the next generation; None if another refresh did it first."""
    moment = now()
    moved = Device.objects.filter(
        id=identity.device_id, refresh_generation=identity.generation, revoked_at=None
    ).update(
        refresh_generation=identity.generation + 1,
        refresh_rotated_at=moment,
        refresh_used=False,
        last_active_at=moment,
    )
    return _State(identity.generation + 1, moment, used=False) if moved else None


def _refreshed(identity: Identity, state: _State) -> Refreshed:
    return Refreshed(make_pair(identity.user_id, identity.device_id, state.generation, state.rotated_at), identity)


def _revoke(identity: Identity) -> None:
    try:
        revoke_device(identity.user_id, identity.device_id)
    except ApiError:
        # The device was revoked meanwhile, as it should be.
        return
