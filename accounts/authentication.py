"""DRF authentication by the access token in the Authorization header."""

from typing import NamedTuple
from uuid import UUID

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from typing_extensions import override

from accounts.services import authenticate
from accounts.tokens import Identity
from common.errors import ApiError


class Caller(NamedTuple):
    """The object that DRF calls the user: an id, and that the person is signed in. It loads no row of the database."""

    id: UUID
    is_authenticated: bool = True


class DeviceTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`; request.auth is the Identity. A token in the URL is ignored."""

    @override
    def authenticate(self, request: Request) -> tuple[Caller, Identity] | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise ApiError("not_authenticated")
        identity = authenticate(token.strip())
        return Caller(identity.user_id), identity

    @override
    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
