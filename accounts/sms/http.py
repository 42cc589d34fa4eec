"""The generic provider: a webhook of the operator takes {"to", "text"} and sends the text."""

import httpx2
from django.conf import settings

from accounts.sms import SmsError
from common.http import post_json

# A gateway may ask for a wait, but not for longer than a code is useful.
RETRY_AFTER_MAX_SECONDS = 30


def send(to: str, text: str, code: str) -> None:
    """POST to SMS_HTTP_URL with SMS_HTTP_TOKEN as bearer token; any 2xx means taken. Raises SmsError."""
    try:
        status, headers = post_json(
            settings.SMS_HTTP_URL,
            {"to": to, "text": text},
            bearer=settings.SMS_HTTP_TOKEN,
            timeout_seconds=settings.SMS_HTTP_TIMEOUT_SECONDS,
        )
    except httpx2.TimeoutException:
        raise SmsError("the gateway did not answer in time") from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise SmsError(f"the gateway could not be reached: {type(error).__name__}") from None
    if 200 <= status < 300:
        return
    temporary = status >= 500 or status in {408, 425, 429}
    raise SmsError(
        f"the gateway answered {status}", temporary=temporary, retry_after_seconds=_seconds(headers.get("retry-after"))
    )


def _seconds(value: str | None) -> int | None:
    if value is None or not (value.isascii() and value.isdigit()):
        return None
    return min(int(value[:9]), RETRY_AFTER_MAX_SECONDS)
