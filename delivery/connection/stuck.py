"""Cutting the connection of a client that reads nothing."""

import asyncio
from collections.abc import Callable

from django.conf import settings

from delivery import metrics

# How often to check during SOCKET_STUCK_SECONDS. The cut is at most one check late.
CHECKS = 5


class StuckWatch:
    """Cuts a connection when bytes wait for its client and the client takes none of them for SOCKET_STUCK_SECONDS.

    written(): how many bytes were ever written for the client. waiting(): how many of them the client has not taken.
    """

    def __init__(self, written: Callable[[], int], waiting: Callable[[], int], abort: Callable[[], None]) -> None:
        self._written = written
        self._waiting = waiting
        self._abort = abort
        self._timer: asyncio.TimerHandle | None = None
        self._taken = 0
        self._progress_at = 0.0

    def start(self) -> None:
        """Watch from now on, unless already watching. The watch ends by itself when no byte waits."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._taken = self._written() - self._waiting()
            self._progress_at = loop.time()
            self._check_later(loop)

    def stop(self) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(settings.SOCKET_STUCK_SECONDS / CHECKS, self._check)

    def _check(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        waiting = self._waiting()
        if not waiting:
            return
        # Compare the bytes taken, because the bytes that wait may grow although a slow client does read.
        taken = self._written() - waiting
        if taken > self._taken:
            self._taken = taken
            self._progress_at = loop.time()
        elif loop.time() - self._progress_at >= settings.SOCKET_STUCK_SECONDS:
            metrics.STUCK.inc()
            self._abort()
            return
        self._check_later(loop)
