"""Which pages may use this server under which Host."""

import pytest
from django.http import HttpRequest
from django.test import override_settings

from accounts.refresh_cookie import cookie_token
from common.errors import ApiError
from common.origins import is_allowed_origin, may_come_from

SAME = [
    ("https://chat.test", "chat.test"),
    ("https://chat.test", "chat.test:443"),
    ("https://chat.test:443", "chat.test"),
    ("http://chat.test", "chat.test:80"),
    ("https://chat.test", "Chat.Test"),
    ("https://chat.test", "CHAT.TEST:443"),
    ("https://Chat.Test", "chat.test"),
    ("HTTPS://chat.test", "chat.test"),
    ("https://chat.test", "chat.test."),
    ("http://127.0.0.1:8000", "127.0.0.1:8000"),
    ("http://[::1]:8000", "[::1]:8000"),
]
OTHER = [
    ("https://chat.test", "chat.test:80"),
    ("https://chat.test", "chat.test:8443"),
    ("http://chat.test", "chat.test:443"),
    ("https://evil.test", "chat.test"),
    ("https://chat.test.evil.test", "chat.test"),
    ("https://evil-chat.test", "chat.test"),
    ("null", "chat.test"),
    ("", "chat.test"),
    ("https://", ""),
    ("https://chat.test:x", "chat.test"),
    ("https://chat.test:99999", "chat.test"),
    ("https://[", "chat.test"),
    ("ftp://chat.test", "chat.test"),
    ("ftp://chat.test:8000", "chat.test:8000"),
    ("https://somebody@chat.test", "chat.test"),
    ("https://chat.test/page", "chat.test"),
    ("file://", ""),
]


def refresh_token(origin: str, host: str) -> str | None:
    """Return the token that a page of `origin` gets through with."""
    request = HttpRequest()
    request.META |= {"HTTP_HOST": host, "HTTP_ORIGIN": origin}
    request.COOKIES = {"parley_refresh": "token"}
    return cookie_token(request)


@override_settings(ALLOWED_HOSTS=["*"], REFRESH_COOKIE_NAME="parley_refresh")
@pytest.mark.parametrize(("origin", "host"), SAME)
def test_the_own_page_in_any_writing_may(origin: str, host: str) -> None:
    assert may_come_from(origin, host)
    assert refresh_token(origin, host) == "token"


@override_settings(ALLOWED_HOSTS=["*"], REFRESH_COOKIE_NAME="parley_refresh")
@pytest.mark.parametrize(("origin", "host"), OTHER)
def test_another_page_may_not(origin: str, host: str) -> None:
    assert not may_come_from(origin, host)
    if host:
        with pytest.raises(ApiError):
            refresh_token(origin, host)


@override_settings(ALLOWED_ORIGINS=["https://App.example:443", "http://localhost:5173"])
def test_an_allowed_page_in_any_writing_may() -> None:
    for origin in ("https://app.example", "https://APP.example:443", "http://localhost:5173"):
        assert is_allowed_origin(origin)
        assert may_come_from(origin, "chat.test")
    for origin in (
        "http://app.example",
        "http://app.example:443",
        "https://app.example:8443",
        "http://localhost",
        "null",
    ):
        assert not is_allowed_origin(origin)
