"""One socket: pushes never wait, replies do. A client that stops reading misses updates, and at last its socket."""

from collections.abc import Awaitable, Callable
from typing import Any

from delivery.connection.connection import Connection, open_connections
from delivery.connection.direct import DirectConnection, Pipe
from delivery.connection.queued import QueuedConnection
from delivery.connection.waking import WakingConnection

__all__ = [
    "Connection",
    "DirectConnection",
    "Pipe",
    "QueuedConnection",
    "WakingConnection",
    "open_connection",
    "open_connections",
]


def open_connection(scope: dict[str, Any], send: Callable[[dict[str, Any]], Awaitable[None]]) -> Connection:
    """Return the connection of an accepted socket. Call this once, after `websocket.accept` was sent.

    The connection is also stored in the scope, because config.asgi finishes it when the consumer has ended.

    Our Daphne puts a pipe into the scope. Other servers offer only `send`, which waits for the client, so the
    connection needs a queue there.
    """
    pipe = scope.get("pipe")
    connection: Connection = (
        DirectConnection(pipe) if pipe is not None else QueuedConnection(send, scope.get("transport"))
    )
    scope["connection"] = connection
    return connection
