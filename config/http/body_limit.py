"""The limit on HTTP bodies, as ASGI. Under Daphne the server itself has already refused larger bodies."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from config.http.refusal import LENGTH_DIGITS, LINGER_SECONDS, problem

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def with_body_limit(application: Application) -> Application:
    """Return the application, with 413 for requests whose body is over API_BODY_BYTES, whether announced or chunked.

    A chunked body is collected and passed on with its length, because Django and DRF treat a body without a length as
    empty.
    """

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if announced_bytes(scope) > settings.API_BODY_BYTES:
            await refuse(receive, send)
            return
        if not any(name == b"transfer-encoding" for name, _ in scope["headers"]):
            await application(scope, receive, send)
            return
        body = await collected(receive)
        if body is None:
            await refuse(receive, send)
            return
        await application(with_length(scope, len(body)), received_before(body, receive), send)

    return limited


def announced_bytes(scope: Scope) -> int:
    """Return the Content-Length, or 0 if it is missing or not a number; very much for a number that is too long."""
    values = [value for name, value in scope["headers"] if name == b"content-length"]
    if not values or not values[0].isdigit():
        return 0
    # int() and Django raise for more than 4,300 digits, leading zeros included.
    return int(values[0]) if len(values[0]) <= LENGTH_DIGITS else sys.maxsize


async def collected(receive: Receive) -> bytes | None:
    """Return a whole body; None if it is over the limit or the client has disconnected."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > settings.API_BODY_BYTES or message["type"] != "http.request":
            return None
        if not message.get("more_body", False):
            return bytes(body)


def with_length(scope: Scope, length: int) -> Scope:
    """Return a scope whose headers announce the length of the body."""
    replaced = {b"transfer-encoding", b"content-length"}
    headers = [(name, value) for name, value in scope["headers"] if name not in replaced]
    return scope | {"headers": [*headers, (b"content-length", b"%d" % length)]}


def received_before(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that first gives the body that was already read, and then the messages after it."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> dict[str, Any]:
        return messages.pop() if messages else await receive()

    return receive_again


async def refuse(receive: Receive, send: Send) -> None:
    """Answer 413, wait until the client can have read it, and let the server close the connection."""
    headers, body = problem("too_large")
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while (await receive()).get("more_body", False):
                pass
    except TimeoutError:
        pass
    await send({"type": "http.response.body", "body": b""})
