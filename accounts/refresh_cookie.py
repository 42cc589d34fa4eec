"""The refresh token as a cookie, for browsers. Scripts cannot read it, and only the sign-in calls use it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request

from common.errors import ApiError
from common.origins import may_come_from


def cookie_path() -> str:
    """Return the path for which browsers send the cookie. They accept a name with the prefix __Host- only for /."""
    return "/" if settings.REFRESH_COOKIE_NAME.startswith("__Host-") else "/api/v1/auth"


def set_cookie(response: HttpResponseBase, token: str) -> None:
    """Put the token into the cookie. It is Secure in development too, because browsers treat localhost as secure."""
    response.set_cookie(
        settings.REFRESH_COOKIE_NAME,
        token,
        max_age=settings.REFRESH_TOKEN_SECONDS,
        path=cookie_path(),
        secure=True,
        httponly=True,
        samesite="Strict",
    )


def clear_cookie(response: HttpResponseBase) -> None:
    """Delete the cookie in the browser."""
    response.delete_cookie(settings.REFRESH_COOKIE_NAME, path=cookie_path(), samesite="Strict")


def cookie_token(request: HttpRequest | Request) -> str | None:
    """Return the cookie's token, if there is one. Raises ApiError `not_allowed` if a page of another origin sent it.

    SameSite=Strict already protects it from other sites; the check of Origin covers other origins of the same site.
    """
    token = request.COOKIES.get(settings.REFRESH_COOKIE_NAME)
    origin = request.headers.get("Origin")
    if token and origin is not None and not may_come_from(origin, request.get_host()):
        raise ApiError("not_allowed", "The origin of the page is not allowed")
    return token or None
