"""Access and refresh tokens, made with simplejwt. They are bound to a device and a generation of its row."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from common.clock import now
from common.errors import ApiError

# Longer than any token we make; longer ones are not worth a signature check.
TOKEN_CHARACTERS = 2048


class Identity(NamedTuple):
    """The person and the device of a token. `generation` is that of the token's pair."""

    user_id: UUID
    device_id: UUID
    generation: int
    expires_at: datetime


class Pair(NamedTuple):
    """An access token and the refresh token that replaces both."""

    access: str
    refresh: str


def make_pair(user_id: UUID, device_id: UUID, generation: int, made_at: datetime) -> Pair:
    """Return the pair of one generation. Equal arguments give equal bytes, so that a lost answer can be repeated."""
    return Pair(*(_make(kind, user_id, device_id, generation, made_at) for kind in (AccessToken, RefreshToken)))


def read_access(token: str) -> Identity:
    """Return the identity of an access token.

    Raises ApiError `not_authenticated` if it is altered, expired, or of another type or algorithm.
    """
    return _read(AccessToken, token)


def read_refresh(token: str) -> Identity:
    """Return the identity of a refresh token; raises as `read_access` does."""
    return _read(RefreshToken, token)


def _make(kind: type[Token], user_id: UUID, device_id: UUID, generation: int, made_at: datetime) -> str:
    token = kind()
    token.set_iat(at_time=made_at)
    token.set_exp(from_time=made_at)
    token["sub"] = str(user_id)
    token["device"] = str(device_id)
    token["generation"] = generation
    name = f"{kind.token_type}:{device_id}:{generation}"
    token["jti"] = hmac.new(settings.JWT_SIGNING_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()[:32]
    return str(token)


def _read(kind: type[Token], token: str) -> Identity:
    if len(token) > TOKEN_CHARACTERS:
        raise ApiError("not_authenticated")
    try:
        claims: dict[str, Any] = kind(token).payload
        expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        identity = Identity(UUID(claims["sub"]), UUID(claims["device"]), int(claims["generation"]), expires_at)
    except (TokenError, KeyError, ValueError, TypeError, AttributeError, OverflowError):
        raise ApiError("not_authenticated") from None
    # The leeway is only for tokens that a machine with a faster clock made. It makes no token last longer.
    if expires_at <= now():
        raise ApiError("not_authenticated")
    return identity
