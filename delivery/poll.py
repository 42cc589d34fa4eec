"""Anti-entropy: each process asks PostgreSQL what changed, so that no delivery depends on a hint that arrived."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

import psycopg
from django.conf import settings

from delivery import metrics, ports
from delivery.ending import end
from delivery.router import Router, router

logger = logging.getLogger(__name__)

# After a slow poll, the wait for the next one is this many times as long as the poll took.
SLOW_FACTOR = 5


class Poll:
    """Two loops: one asks what changed since the last snapshot, the other which devices were signed out."""

    def __init__(self, to: Router) -> None:
        self._router = to
        self._snapshot: str | None = None
        self._took = 0.0
        self._polling = asyncio.Lock()
        self._sooner = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._failing: set[str] = set()

    async def start(self) -> None:
        """Take the first snapshot if the database is available, and go on in the background."""
        self._router.before_first = self.first_snapshot
        self._router.link_changed = self._sooner.set
        await self._logged("changes", self.first_snapshot())
        self._tasks = [asyncio.create_task(self._changes()), asyncio.create_task(self._devices())]

    async def stop(self) -> None:
        """End both loops."""
        await end(self._tasks)
        self._tasks = []

    async def first_snapshot(self) -> None:
        """Return once there is a snapshot. Connections are added only after it, so a poll finds each later change."""
        async with self._polling:
            if self._snapshot is None:
                await self._ask()

    async def once(self) -> None:
        """Ask what changed since the last snapshot and give it to the router. Raises the database's errors.

        If the answer takes longer than POLL_TIMEOUT_SECONDS, go on from now and let everybody here sync. The changes
        since the old snapshot only become more, so the next answer would take even longer.
        """
        async with self._polling:
            try:
                await self._ask()
            except (TimeoutError, psycopg.errors.QueryCanceled):
                async with asyncio.timeout(settings.POLL_TIMEOUT_SECONDS):
                    self._snapshot = (await ports.changed_since(None, [], ())).snapshot
                self._router.resync("busy")
                raise

    def interval_seconds(self) -> float:
        """Return how long to wait before the next poll."""
        usual: float = settings.POLL_SECONDS if self._router.redis_available else settings.POLL_SECONDS_WITHOUT_REDIS
        return max(usual, SLOW_FACTOR * self._took) if self._took > settings.POLL_SLOW_SECONDS else usual

    async def _ask(self) -> None:
        people = self._router.people
        began = time.monotonic()
        async with asyncio.timeout(settings.POLL_TIMEOUT_SECONDS):
            polled = await ports.changed_since(self._snapshot, list(people.persons), people.rooms.keys())
        metrics.POLL_SECONDS.observe(time.monotonic() - began)
        # Without the wait for a connection (for example while the database is away), because waiting puts no load on
        # the database.
        self._took = polled.seconds
        metrics.POLL_UPDATES.inc(len(polled.updates))
        self._snapshot = polled.snapshot
        self._router.deliver_polled(polled.updates)

    async def _changes(self) -> None:
        while True:
            await _wait(self._sooner, self.interval_seconds())
            await self._logged("changes", self.once())

    async def _devices(self) -> None:
        while True:
            await asyncio.sleep(settings.DEVICE_POLL_SECONDS)
            await self._logged("devices", self._end_devices())

    async def _end_devices(self) -> None:
        connections = self._router.people.connections()
        device_ids = list({connection.device_id for connection in connections if connection.device_id is not None})
        # In parts, so that the loop does not stand still while very many ids are written into a statement.
        for first in range(0, len(device_ids), settings.DEVICE_POLL_IDS):
            async with asyncio.timeout(settings.POLL_TIMEOUT_SECONDS):
                ended = await ports.ended_devices(device_ids[first : first + settings.DEVICE_POLL_IDS])
            if ended:
                self._router.end_devices(ended)

    async def _logged(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            metrics.POLL_FAILURES.labels(what).inc()
            # Log it once, because it fails every second while the database is away.
            if what not in self._failing:
                logger.warning("the poll of %s fails: %s", what, error, exc_info=True)
            self._failing.add(what)
        else:
            if what in self._failing:
                logger.warning("the poll of %s succeeds again", what)
            self._failing.discard(what)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
    event.clear()


_poll: Poll | None = None


def poll() -> Poll:
    """Return the process's poll."""
    global _poll
    if _poll is None:
        _poll = Poll(router())
    return _poll
