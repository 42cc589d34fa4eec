"""How fast an HTTP client sends its requests and takes its answers. Both servers cut clients that are too slow."""

import fcntl
import socket
import sys
import termios
from collections.abc import Callable
from enum import Enum
from time import monotonic

from django.conf import settings


class Phase(Enum):
    """What a connection waits for."""

    IDLE = "a request"
    HEADERS = "the end of a request's headers"
    BODY = "the end of a request's body"
    ANSWER = "the end of the answer"


class Window:
    """Whether bytes move at a least rate. It looks at HTTP_RATE_SECONDS at a time, so that short pauses do no harm."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._moved = 0

    def is_slow(self, moved: int, rate: int) -> bool:
        """Return whether fewer bytes moved than `rate` demands. `moved`: how many bytes have moved in all."""
        now, seconds = monotonic(), float(settings.HTTP_RATE_SECONDS)
        if self._began is None or moved - self._moved >= rate * seconds:
            self._began, self._moved = now, moved
        return now - self._began >= seconds

    def end(self) -> None:
        """Forget the window, because nothing has to move now."""
        self._began = None


class Pace:
    """The pace of one connection. Its server reports what happens, and asks `fault` about once a second.

    waiting(): how many of the written bytes the client has not taken.
    """

    def __init__(self, waiting: Callable[[], int]) -> None:
        self.phase = Phase.HEADERS
        self.received = 0
        self.written = 0
        self._waiting = waiting
        self._began = monotonic()
        self._body, self._answer = Window(), Window()

    def receive(self, count: int) -> None:
        """Note that so many bytes were received."""
        self.received += count
        if self.phase is Phase.IDLE:
            self.enter(Phase.HEADERS)

    def enter(self, phase: Phase) -> None:
        """Note what the connection waits for now."""
        if phase is not self.phase:
            self.phase, self._began = phase, monotonic()

    def fault(self) -> str | None:
        """Return in which part the client is too slow, `headers`, `body` or `answer`; None if it is fast enough."""
        if self.phase is Phase.HEADERS and monotonic() - self._began > settings.HTTP_HEADERS_SECONDS:
            return "headers"
        if self.phase is not Phase.BODY:
            self._body.end()
        elif self._body.is_slow(self.received, settings.HTTP_BODY_BYTES_PER_SECOND):
            return "body"
        waiting = self._waiting()
        if not waiting:
            self._answer.end()
        elif self._answer.is_slow(self.written - waiting, settings.HTTP_ANSWER_BYTES_PER_SECOND):
            return "answer"
        return None


def unconfirmed_bytes(connected: socket.socket) -> int:
    """Return how many bytes in the kernel the client has not confirmed; 0 where the system does not say.

    Without these bytes, the kernel's buffer of some megabytes would look like a client that reads.
    """
    if sys.platform != "linux" or connected.fileno() < 0:
        return 0
    return int.from_bytes(fcntl.ioctl(connected.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
