"""The limit on HTTP bodies, as ASGI. Under Daphne the server has already refused what this would."""

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from config.server.too_large import problem

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class TooLargeError(Exception):
    """More came than is allowed."""


def with_body_limit(application: Application) -> Application:
    """Return the application, with 413 for requests whose body is over API_BODY_BYTES, announced or not."""

    async def limited(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if announced_bytes(scope) > settings.API_BODY_BYTES:
            await refuse(send)
            return
        received, started = 0, False

        async def receive_counted() -> dict[str, Any]:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > settings.API_BODY_BYTES:
                raise TooLargeError
            return message

        async def send_noted(message: dict[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await application(scope, receive_counted, send_noted)
        except TooLargeError:
            if not started:
                await refuse(send)

    return limited


def announced_bytes(scope: dict[str, Any]) -> int:
    """Return the Content-Length, 0 if there is none that is a number."""
    values = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(values[0]) if values and values[0].isdigit() else 0


async def refuse(send: Send) -> None:
    """Answer 413 and have the connection closed."""
    headers, body = problem()
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})
