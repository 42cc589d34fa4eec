"""What every connection does, whatever server it came through."""

import weakref
from abc import ABC, abstractmethod
from collections.abc import Iterable
from uuid import UUID

from delivery import metrics
from delivery.connection.resync import RESYNC_AFTER_SLOW

_open: weakref.WeakSet["Connection"] = weakref.WeakSet()


class Connection(ABC):
    """One accepted socket.

    The consumer sets user_id and device_id when it has signed in, and counts in commands_in_flight the commands it has
    not replied to yet (a drain waits for them).
    """

    def __init__(self) -> None:
        self.user_id: UUID | None = None
        self.device_id: UUID | None = None
        self.commands_in_flight = 0
        self._skipped = False
        _open.add(self)

    @property
    @abstractmethod
    def closed(self) -> bool:
        """Whether nothing can be written any more."""

    def write(self, frame: bytes) -> bool:
        """Push a text frame without waiting. A full socket is skipped and gets one `resync` when it is empty again."""
        if self.closed:
            return False
        if not self._push(frame):
            self._skipped = True
            metrics.SKIPPED.inc()
            return False
        return True

    @abstractmethod
    async def reply(self, frame: bytes) -> None:
        """Write a text frame once there is room, return when there is room again. On a closed one: nothing."""

    @abstractmethod
    def close(self, code: int) -> None:
        """Close with a code, behind what was written; again, or on a closed socket: nothing."""

    async def finish(self, code: int) -> None:
        """Close, if that was not done yet, and return when what was written is on its way; the consumer has ended."""
        self.close(code)

    @abstractmethod
    def _push(self, frame: bytes) -> bool:
        """Write a frame if there is room for it, else return False."""

    def _has_room_again(self) -> None:
        """Make up for what was skipped; implementations call it when a full socket has been emptied."""
        if self._skipped and not self.closed:
            self._skipped = False
            self._push(RESYNC_AFTER_SLOW)
            metrics.RESYNCS.labels("slow").inc()


def open_connections() -> Iterable[Connection]:
    """Return the process's connections that are not closed."""
    return [connection for connection in tuple(_open) if not connection.closed]
