"""One web process under uvicorn, with the same limits, close codes and drain as under Daphne."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from django.conf import settings
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from config.server.drain import drain, exit_at_once


class SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, with a small kernel buffer and a transport that can be watched and cut."""

    @override
    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        connected = transport.get_extra_info("socket")
        if connected is not None:
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.SOCKET_SEND_BUFFER_BYTES)
        self.close_timeout = settings.SOCKET_CLOSE_SECONDS

    @override
    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["transport"] = self.transport  # type: ignore[typeddict-unknown-key]  # for delivery.connection


class Server(uvicorn.Server):
    """uvicorn's server, drained on SIGTERM. Implements config.server.drain.Serving."""

    drained = False

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own method raises the signal again at the end, so the process would not exit with 0.
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal)
        yield

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await drain(self)
        await super().shutdown(sockets)

    def stop_accepting(self) -> None:
        """Close the listening socket."""
        for server in self.servers:
            server.close()

    def close_idle(self) -> None:
        """Close the HTTP connections on which no request is running."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol):
                # This closes at once, or after the answer if a request is running.
                connection.shutdown()

    def requests_in_flight(self) -> int:
        """Return how many HTTP requests have no complete answer yet."""
        return sum(isinstance(connection, H11Protocol) for connection in self.server_state.connections)

    def sockets_open(self) -> int:
        """Return how many WebSockets are still connected."""
        return len(self._sockets())

    def frames_unread(self) -> int:
        """Return how many WebSocket messages were received but not yet read by the application."""
        return sum(connection.queue.qsize() for connection in self._sockets())

    def _sockets(self) -> list[SocketProtocol]:
        return [one for one in self.server_state.connections if isinstance(one, SocketProtocol)]

    def _on_signal(self) -> None:
        if self.should_exit:
            exit_at_once()
        self.should_exit = True


def run(listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT, and until the drain after it has ended."""
    config = uvicorn.Config(
        "config.asgi:application",
        loop="uvloop",
        http=H11Protocol,
        ws=SocketProtocol,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws_max_size=settings.SOCKET_FRAME_BYTES,
        ws_ping_interval=settings.SOCKET_HEARTBEAT_SECONDS,
        ws_ping_timeout=settings.SOCKET_PONG_SECONDS,
        ws_per_message_deflate=False,
        # One second for connections that are still open after the drain has used all its time.
        timeout_graceful_shutdown=1,
    )
    Server(config).run([listening])
