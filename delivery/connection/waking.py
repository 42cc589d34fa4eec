"""A connection that takes no frames: it only learns that there was something to tell. A long poll waits on it."""

import asyncio

from typing_extensions import override

from delivery.connection.connection import Connection

# Nothing that a sync would show.
QUIET = (b'{"update":"typing"', b'{"update":"presence"')


class WakingConnection(Connection):
    """`woken` is set by every update, and when the connection is closed (its device ended, the process goes down)."""

    def __init__(self) -> None:
        super().__init__()
        self.woken = asyncio.Event()
        self.code: int | None = None

    @property
    @override
    def closed(self) -> bool:
        return self.code is not None

    @override
    async def reply(self, frame: bytes) -> None:
        """Nobody listens."""

    @override
    def close(self, code: int) -> None:
        self.code = code if self.code is None else self.code
        self.woken.set()

    @override
    def _push(self, frame: bytes) -> bool:
        if not frame.startswith(QUIET):
            self.woken.set()
        return True
