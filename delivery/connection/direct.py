"""A connection through a pipe: frames go straight to the socket, without a queue or a task."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from typing_extensions import override

from delivery.connection.connection import Connection


class Pipe(Protocol):
    """The object that our Daphne puts into a socket's scope.

    writable: set while the buffer in this process is not full; a closed pipe is writable. on_room: called when a full
    buffer has been emptied.
    """

    closed: bool
    writable: asyncio.Event
    on_room: Callable[[], None] | None

    def write(self, frame: bytes) -> None:
        """Write one text frame, even when the buffer is full. Does nothing on a closed pipe."""

    def close(self, code: int) -> None:
        """Close with a code, after the frames already written."""


class DirectConnection(Connection):
    """A connection over a Pipe."""

    def __init__(self, pipe: Pipe) -> None:
        super().__init__()
        self._pipe = pipe
        pipe.on_room = self._has_room_again

    @property
    @override
    def closed(self) -> bool:
        return self._pipe.closed

    @override
    def _push(self, frame: bytes) -> bool:
        pipe = self._pipe
        if not pipe.writable.is_set():
            return False
        pipe.write(frame)
        return True

    @override
    async def reply(self, frame: bytes) -> None:
        pipe = self._pipe
        # A loop, because several replies may be woken at once and the first of them may fill the buffer again.
        while not pipe.writable.is_set():
            await pipe.writable.wait()
        pipe.write(frame)
        await pipe.writable.wait()

    @override
    def close(self, code: int) -> None:
        self._pipe.close(code)
