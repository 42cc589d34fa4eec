"""A connection over ASGI's `send`. Because `send` waits for the client, there is a bounded queue and one task."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from django.conf import settings
from typing_extensions import override

from delivery.connection.connection import Connection
from delivery.connection.stuck import StuckWatch

logger = logging.getLogger(__name__)


class Transport(Protocol):
    """The part of asyncio's transport that we use, on servers that put their transport into the scope."""

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait in this process."""

    def abort(self) -> None:
        """Cut the connection at once."""


class QueuedConnection(Connection):
    """A connection with a queue for up to SOCKET_QUEUE_FRAMES frames."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]], transport: Transport | None) -> None:
        super().__init__()
        self._send = send
        self._transport = transport
        self._frames: deque[bytes] = deque()
        self._more = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._code: int | None = None
        self._closed = False
        self._written = 0
        self._watch = StuckWatch(lambda: self._written, self._waiting, self._abort)
        self._close_timer: asyncio.TimerHandle | None = None
        self._task = asyncio.get_running_loop().create_task(self._run())

    @property
    @override
    def closed(self) -> bool:
        return self._closed or self._code is not None

    @override
    def _push(self, frame: bytes) -> bool:
        if not self._room.is_set():
            return False
        self._append(frame)
        return True

    @override
    async def reply(self, frame: bytes) -> None:
        while not self._room.is_set():
            await self._room.wait()
        if self.closed:
            return
        self._append(frame)
        await self._room.wait()

    @override
    def close(self, code: int) -> None:
        if self.closed:
            return
        self._code = code
        self._more.set()
        self._room.set()
        self._close_timer = asyncio.get_running_loop().call_later(settings.SOCKET_CLOSE_SECONDS, self._abort)

    @override
    async def finish(self, code: int) -> None:
        self.close(code)
        # Wait, because the server cuts the connection as soon as the application returns.
        await asyncio.wait([self._task])

    def _append(self, frame: bytes) -> None:
        self._frames.append(frame)
        self._written += len(frame)
        self._more.set()
        self._watch.start()
        if len(self._frames) >= settings.SOCKET_QUEUE_FRAMES:
            self._room.clear()

    def _waiting(self) -> int:
        buffered = self._transport.get_write_buffer_size() if self._transport is not None else 0
        return sum(map(len, self._frames)) + buffered

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()
        self._task.cancel()

    async def _run(self) -> None:
        try:
            while True:
                await self._more.wait()
                while self._frames:
                    # The frame stays in the queue while it is sent, because it still counts as waiting for the client.
                    await self._send({"type": "websocket.send", "text": self._frames[0].decode()})
                    self._frames.popleft()
                self._more.clear()
                if self._code is not None:
                    await self._send({"type": "websocket.close", "code": self._code})
                    return
                self._room.set()
                self._has_room_again()
        except Exception as error:  # noqa: BLE001 - each server has its own errors for a lost socket
            logger.debug("a socket was lost: %r", error)
        finally:
            self._end()

    def _end(self) -> None:
        self._closed = True
        self._frames.clear()
        self._room.set()
        self._watch.stop()
        if self._close_timer is not None:
            self._close_timer.cancel()
