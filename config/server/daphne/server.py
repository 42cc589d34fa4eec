"""Daphne's server with our protocols, and with the figures that a drain needs."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, cast

import daphne.server
from autobahn.websocket.protocol import WebSocketProtocol as AutobahnProtocol
from daphne.http_protocol import WebRequest
from django.conf import settings
from twisted.internet import defer, reactor
from twisted.internet.endpoints import AdoptedStreamServerEndpoint
from typing_extensions import override

from config.server.daphne.channel import LimitedFactory
from config.server.daphne.http import LimitedRequest
from config.server.daphne.websocket import Inbound, SocketFactory, SocketProtocol
from delivery.admission import admission

logger = logging.getLogger(__name__)

Application = Callable[..., Coroutine[Any, Any, None]]


class Server(daphne.server.Server):
    """One listening Daphne server. Implements config.server.drain.Serving."""

    @override
    def __init__(self, application: Application) -> None:
        super().__init__(
            application,
            endpoints=["adopted"],
            signal_handlers=False,
            # A body is one message, not one of every 8 KiB.
            request_buffer_size=settings.API_BODY_BYTES,
            websocket_timeout=-1,
            ping_interval=settings.SOCKET_HEARTBEAT_SECONDS,
            ping_timeout=settings.SOCKET_PONG_SECONDS,
            websocket_max_message_size=settings.SOCKET_FRAME_BYTES,
            websocket_max_frame_size=settings.SOCKET_FRAME_BYTES,
            server_name="",
        )
        self.ports: list[Any] = []
        self.sockets: set[SocketProtocol] = set()
        self.connections: dict[Any, dict[str, Any]] = {}

    @override
    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        self.ports.append(port)

    @override
    def create_application(self, protocol: Any, scope: dict[str, Any]) -> asyncio.Queue[dict[str, Any]] | None:
        if scope["type"] != "websocket":
            return cast("asyncio.Queue[dict[str, Any]]", super().create_application(protocol, scope))
        inbound: Inbound = protocol.inbound
        self.sockets.add(protocol)
        scope["pipe"] = protocol.pipe
        scope.setdefault("asgi", {"version": "3.0"})
        work = self.application(scope, inbound.get, partial(self.handle_reply, protocol))
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(partial(self._application_ended, protocol))
        self.connections[protocol]["application_instance"] = task
        return inbound

    @override
    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        if isinstance(protocol, LimitedRequest):
            await protocol.room()
        await super().handle_reply(protocol, message)
        if isinstance(protocol, SocketProtocol):
            await protocol.pipe.writable.wait()

    @override
    def application_checker(self) -> None:
        # Daphne plans its next check at the end of this one, so an error would end all further checks.
        try:
            self.http_factory.check_pace()
            super().application_checker()
        except Exception:
            logger.exception("the check of the connections failed")
            reactor.callLater(1, self.application_checker)

    @override
    def kill_all_applications(self) -> defer.Deferred[Any]:
        # Daphne's own method fails on a connection whose application has already returned.
        found = (details.get("application_instance") for details in self.connections.values())
        tasks = [task for task in found if task is not None]
        for task in tasks:
            task.cancel()
        return defer.Deferred.fromFuture(asyncio.gather(*tasks, return_exceptions=True))

    def stop_accepting(self) -> None:
        """Close the listening socket."""
        for port in self.ports:
            port.stopListening()

    def close_idle(self) -> None:
        """Close the HTTP connections on which no request is running."""
        self.http_factory.close_idle()

    def requests_in_flight(self) -> int:
        """Return how many HTTP requests have no complete answer yet."""
        begun = [one for one, details in self.connections.items() if "disconnected" not in details]
        return sum(isinstance(one, WebRequest) for one in begun) + len(admission)

    def sockets_open(self) -> int:
        """Return how many WebSockets are still connected."""
        return len(self.sockets)

    def frames_unread(self) -> int:
        """Return how many WebSocket messages were received but not yet read by the application."""
        return sum(protocol.inbound.qsize() for protocol in self.sockets)

    @staticmethod
    def _application_ended(protocol: SocketProtocol, task: asyncio.Task[None]) -> None:
        # Daphne itself logs exceptions and closes with 1011. But after a plain return it would leave the socket open,
        # and nobody would read from it.
        if not task.cancelled() and task.exception() is None and protocol.state == AutobahnProtocol.STATE_OPEN:
            protocol.pipe.close(1000)


def install(fileno: int, family: int) -> None:
    """Make daphne.server use our factories and an open listening socket, instead of the description of a socket."""
    daphne.server.WebSocketFactory = SocketFactory
    daphne.server.HTTPFactory = LimitedFactory
    daphne.server.serverFromString = lambda reactor, _: AdoptedStreamServerEndpoint(reactor, fileno, family)
