"""A connection that writes no frames: it only learns that an update was sent. A long poll waits on it."""

import asyncio

from typing_extensions import override

from delivery.connection.connection import Connection

# Updates about which /sync has nothing to answer.
QUIET = (b'{"update":"typing"', b'{"update":"presence"')


class WakingConnection(Connection):
    """`woken` is set by every update, and when the connection is closed (device signed out, process going down)."""

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
        """Do nothing: a long poll sends no commands, so it gets no replies."""

    @override
    def close(self, code: int) -> None:
        self.code = code if self.code is None else self.code
        self.woken.set()

    @override
    def _push(self, frame: bytes) -> bool:
        if not frame.startswith(QUIET):
            self.woken.set()
        return True
