"""The drain that SIGTERM starts: the process goes down without losing anything. The same for both servers."""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Protocol

from django.conf import settings

from config.runtime import finish_writes, shutdown
from delivery.connection import Connection, WakingConnection, open_connections
from delivery.router import router

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.02
# The part of DRAIN_SECONDS that is kept for closing pools and other work at the end.
RESERVE_SECONDS = 2.0


class Serving(Protocol):
    """A server that can be drained."""

    def stop_accepting(self) -> None:
        """Close the listening socket."""

    def close_idle(self) -> None:
        """Close the HTTP connections on which no request is running."""

    def requests_in_flight(self) -> int:
        """Return how many HTTP requests have no complete answer yet."""

    def sockets_open(self) -> int:
        """Return how many WebSockets are still connected."""

    def frames_unread(self) -> int:
        """Return how many WebSocket messages were received but not yet read by the application."""


async def drain(serving: Serving) -> None:
    """Finish the work in progress, close every socket with 4503, and stop. After DRAIN_SECONDS the process is ended."""
    deadline = time.monotonic() + settings.DRAIN_SECONDS - RESERVE_SECONDS
    # A timer thread, because a blocked loop or a thread that does not return must not keep the process alive.
    timer = threading.Timer(settings.DRAIN_SECONDS, exit_at_once)
    timer.daemon = True
    timer.start()
    logger.info("draining: %d requests, %d sockets", serving.requests_in_flight(), serving.sockets_open())
    router().draining = True
    serving.stop_accepting()
    serving.close_idle()
    # Let long polls answer now, because otherwise each would be a running request for as long as it may wait.
    for connection in open_connections():
        if isinstance(connection, WakingConnection):
            connection.close(4503)
    answered_by = min(deadline, deadline - settings.DRAIN_SPREAD_SECONDS - settings.SOCKET_CLOSE_SECONDS)
    await _until(lambda: not serving.requests_in_flight() and not _commands_in_flight(), answered_by)
    await finish_writes()
    # Twice, because between two checks a server reads the frames that it had left in the kernel.
    for _ in range(2):
        await asyncio.sleep(LOOK_SECONDS)
        await _until(lambda: not serving.frames_unread() and not _commands_in_flight(), time.monotonic() + 1)
    await _close_sockets(list(open_connections()))
    await _until(lambda: not serving.sockets_open() and not serving.requests_in_flight(), deadline)
    await shutdown()
    logger.info("drained")


def exit_at_once() -> None:
    """End the process immediately, without any clean-up."""
    os._exit(1)


async def _close_sockets(connections: list[Connection]) -> None:
    # One by one, because otherwise all clients would connect to the other processes at the same moment.
    for number, connection in enumerate(connections):
        if number:
            await asyncio.sleep(settings.DRAIN_SPREAD_SECONDS / len(connections))
        connection.close(4503)


def _commands_in_flight() -> int:
    return sum(connection.commands_in_flight for connection in open_connections())


async def _until(done: Callable[[], bool], deadline: float) -> None:
    # Polled, because the servers and the consumers send no signal when something ends.
    while not done() and time.monotonic() < deadline:  # noqa: ASYNC110 - see above
        await asyncio.sleep(LOOK_SECONDS)
