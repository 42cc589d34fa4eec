"""Cutting off a client that takes nothing."""

import asyncio
from collections.abc import Callable

from django.conf import settings

from delivery import metrics

# Looks within SOCKET_STUCK_SECONDS; the cut comes at most one look late.
LOOKS = 5


class StuckWatch:
    """While bytes wait for a client, aborts its connection when SOCKET_STUCK_SECONDS pass without one of them taken.

    written() returns how many bytes were ever handed over for it, waiting() how many of them it has not taken.
    """

    def __init__(self, written: Callable[[], int], waiting: Callable[[], int], abort: Callable[[], None]) -> None:
        self._written = written
        self._waiting = waiting
        self._abort = abort
        self._timer: asyncio.TimerHandle | None = None
        self._taken = 0
        self._progress_at = 0.0

    def start(self) -> None:
        """Watch from now on, if not already watching; ends by itself when nothing waits."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._taken = self._written() - self._waiting()
            self._progress_at = loop.time()
            self._again(loop)

    def stop(self) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _again(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(settings.SOCKET_STUCK_SECONDS / LOOKS, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        waiting = self._waiting()
        if not waiting:
            return
        # By what was taken, not by what waits: that may grow while a slow client does read.
        taken = self._written() - waiting
        if taken > self._taken:
            self._taken = taken
            self._progress_at = loop.time()
        elif loop.time() - self._progress_at >= settings.SOCKET_STUCK_SECONDS:
            metrics.STUCK.inc()
            self._abort()
            return
        self._again(loop)
