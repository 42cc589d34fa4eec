"""What every connection does, whichever server it came through."""

import weakref
from abc import ABC, abstractmethod
from collections.abc import Iterable
from uuid import UUID

from delivery import metrics
from delivery.connection.resync import RESYNC_AFTER_SLOW

_open: weakref.WeakSet["Connection"] = weakref.WeakSet()


class Connection(ABC):
    """One accepted socket.

    The consumer sets user_id and device_id when the client has signed in. In commands_in_flight it counts the commands
    that have no reply yet, because a drain waits for them.
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
        """Whether no frame can be written any more."""

    def write(self, frame: bytes) -> bool:
        """Push a text frame without waiting; return whether it was written.

        A full socket does not get the frame. It gets one `resync` as soon as it is empty again.
        """
        if self.closed:
            return False
        if not self._push(frame):
            self._skipped = True
            metrics.SKIPPED.inc()
            return False
        return True

    @abstractmethod
    async def reply(self, frame: bytes) -> None:
        """Wait for room, write a text frame, wait until there is room again. Does nothing on a closed connection."""

    @abstractmethod
    def close(self, code: int) -> None:
        """Close with a code, after the frames already written. Does nothing on a closed connection."""

    async def finish(self, code: int) -> None:
        """Close if still open, and return when the written frames have left. Called when the consumer has ended."""
        self.close(code)

    @abstractmethod
    def _push(self, frame: bytes) -> bool:
        """Write a frame and return True if there is room for it; return False otherwise."""

    def _has_room_again(self) -> None:
        """Send one `resync` if frames were skipped. Implementations call this when a full socket has been emptied."""
        if self._skipped and not self.closed:
            self._skipped = False
            self._push(RESYNC_AFTER_SLOW)
            metrics.RESYNCS.labels("slow").inc()


def open_connections() -> Iterable[Connection]:
    """Return the open connections of this process."""
    return [connection for connection in tuple(_open) if not connection.closed]
