"""Sending texts to phones: the port, its errors, and which provider is configured."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

PROVIDERS = {"console": "accounts.sms.console.send", "http": "accounts.sms.http.send"}

# (to in E.164, text, code). Returns when the provider has taken the message; raises SmsError.
Send = Callable[[str, str, str], None]


class SmsError(Exception):
    """The provider did not take the message.

    `temporary`: another try may help. `retry_after_seconds`: the provider's wish, if it named one.
    """

    def __init__(self, reason: str, *, temporary: bool = True, retry_after_seconds: int | None = None) -> None:
        super().__init__(reason)
        self.temporary = temporary
        self.retry_after_seconds = retry_after_seconds


def send_code_text(to: str, code: str) -> None:
    """Send a one-time code through the configured provider. Raises SmsError."""
    _provider(settings.SMS_PROVIDER)(to, settings.SMS_TEXT.replace("{code}", code), code)


@cache
def _provider(name: str) -> Send:
    send: Send = import_string(PROVIDERS[name])
    return send
