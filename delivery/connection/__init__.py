"""One socket: pushes that never wait, replies that do, and what happens to a client that stops reading."""

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
    """Return the connection of an accepted socket; call it once, after `websocket.accept` was sent.

    It is also left in the scope, for whoever has to finish it.

    Our Daphne gives a pipe in the scope. Elsewhere there is only `send`, which waits for the client: hence a queue.
    """
    pipe = scope.get("pipe")
    connection: Connection = (
        DirectConnection(pipe) if pipe is not None else QueuedConnection(send, scope.get("transport"))
    )
    scope["connection"] = connection
    return connection
