"""One web process under uvicorn, with the same limits, close codes and drain as under Daphne."""

import asyncio
import signal
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from django.conf import settings
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from config.http.refusal import whole_answer
from config.metrics.http import CUT
from config.server.drain import drain, exit_at_once
from config.server.pace import Pace, Phase, unconfirmed_bytes


class CountingTransport:
    """asyncio's transport of an HTTP connection. It counts the bytes that are written."""

    def __init__(self, transport: Any, pace: Pace) -> None:  # noqa: ANN401 - uvloop's transports have no type
        self.counted = transport
        self._pace = pace

    def write(self, data: bytes) -> None:
        """Write bytes."""
        self._pace.written += len(data)
        self.counted.write(data)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - everything else of the transport
        """Return an attribute of asyncio's transport."""
        return getattr(self.counted, name)


class HttpProtocol(H11Protocol):
    """uvicorn's HTTP connection, cut when its client is too slow."""

    @override
    def connection_made(self, transport: Any) -> None:
        self.pace = Pace(lambda: transport.get_write_buffer_size() + unconfirmed_bytes(self._socket()))
        super().connection_made(CountingTransport(transport, self.pace))  # type: ignore[arg-type]

    @override
    def data_received(self, data: bytes) -> None:
        self.pace.receive(len(data))
        super().data_received(data)

    @override
    def handle_events(self) -> None:
        super().handle_events()
        if self.conn.their_state is h11.SEND_BODY:
            self.pace.enter(Phase.BODY)
        elif self.conn.their_state is not h11.IDLE:
            self.pace.enter(Phase.ANSWER)

    @override
    def on_response_complete(self) -> None:
        # Before uvicorn's method, because that may begin with the next request.
        self.pace.enter(Phase.IDLE)
        super().on_response_complete()

    @override
    def handle_websocket_upgrade(self, event: Any) -> None:
        self.transport = self.transport.counted  # type: ignore[attr-defined]
        super().handle_websocket_upgrade(event)

    def check_pace(self) -> None:
        """Cut the connection if its client is too slow."""
        fault = self.pace.fault()
        if fault is None:
            return
        CUT.labels(fault).inc()
        self.pace.enter(Phase.ANSWER)
        answering = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if fault == "answer" or answering:
            # With a reset, because otherwise the kernel would go on offering the rest of the answer.
            self._socket().setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
            return
        if self.pace.received:
            self.transport.write(whole_answer("too_slow"))
        self.transport.close()

    def _socket(self) -> socket.socket:
        connected: socket.socket = self.transport.get_extra_info("socket")
        return connected


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

    @override
    async def on_tick(self, counter: int) -> bool:
        # uvicorn calls this ten times a second.
        if counter % 10 == 0:
            for connection in list(self.server_state.connections):
                if isinstance(connection, HttpProtocol):
                    connection.check_pace()
        return await super().on_tick(counter)

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
        http=HttpProtocol,
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
