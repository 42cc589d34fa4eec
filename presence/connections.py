"""The entries of this process's connections in Redis: added, renewed and removed. Expired entries are found as well."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.conf import settings

from common.clock import now
from delivery.connection import Connection
from delivery.ending import end
from delivery.publish import publish
from delivery.router import router
from delivery.updates import StatusChanged
from presence import store
from presence.last_seen import LastSeen
from presence.store import Gone, Renewed

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Entry:
    """One connection's entry. tried: Redis was asked to add it. known: Redis did add it.

    silent: the person had set themselves offline when the connection was lost.
    """

    user_id: UUID
    name: str
    tried: asyncio.Event = field(default_factory=asyncio.Event)
    known: bool = False
    silent: bool = False


class Connections:
    """One task makes all calls to Redis, in order. Connections that come or go during a call are part of its next call.

    renewed: called after each renewal of all entries. Its argument says whether Redis had lost some of them.
    """

    def __init__(self, last_seen: LastSeen) -> None:
        self.renewed: Callable[[bool], None] | None = None
        self._last_seen = last_seen
        self._entries: dict[Connection, Entry] = {}
        self._here: Counter[UUID] = Counter()
        self._arriving: list[Entry] = []
        self._leaving: list[Entry] = []
        self._said_offline: set[UUID] = set()
        self._wake = asyncio.Event()
        self._busy = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._failing = False
        self._renew_at = self._sweep_at = 0.0

    def start(self) -> None:
        """Start on the running loop. If Redis is away, go on trying."""
        self._wake, self._busy = asyncio.Event(), asyncio.Lock()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop, and remove the remaining entries if Redis is available."""
        if self._task is None:
            return
        # End the task between two calls. In the middle of one, Redis could remove people whose last-seen time nobody
        # would then store, and whose change nobody would publish.
        async with self._busy:
            await end([self._task])
        self._task = None
        for connection in tuple(self._entries):
            self.leave(connection)
        with suppress(*store.AWAY):
            await self._changes()

    async def enter(self, connection: Connection) -> None:
        """Count a signed-in connection. Returns when other people can see it, or when Redis is away. Never raises."""
        assert connection.user_id is not None  # the consumer has signed it in
        entry = Entry(connection.user_id, store.entry_of(connection.user_id, uuid4().hex[:16]))
        self._entries[connection] = entry
        self._here[entry.user_id] += 1
        self._arriving.append(entry)
        self._wake.set()
        if router().redis_available:
            with suppress(TimeoutError):
                async with asyncio.timeout(settings.REDIS_TIMEOUT_SECONDS):
                    await entry.tried.wait()

    def leave(self, connection: Connection) -> None:
        """Stop counting a connection. Does nothing for one that was not counted."""
        entry = self._entries.pop(connection, None)
        if entry is None:
            return
        entry.silent = entry.user_id in self._said_offline
        self._here[entry.user_id] -= 1
        if not self._here[entry.user_id]:
            del self._here[entry.user_id]
            # Forget it here, because the person may set themselves online in another process before they return.
            self._said_offline.discard(entry.user_id)
        self._leaving.append(entry)
        self._wake.set()

    def record_said(self, user_id: UUID, *, offline: bool) -> None:
        """Record that a person set themselves online or offline, in case Redis forgets it."""
        if offline and user_id in self._here:
            self._said_offline.add(user_id)
        else:
            self._said_offline.discard(user_id)

    async def _run(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, min(self._renew_at, self._sweep_at) - time.monotonic())):
                    await self._wake.wait()
            self._wake.clear()
            async with self._busy:
                await self._round()

    async def _round(self) -> None:
        try:
            await self._changes()
            if time.monotonic() >= self._renew_at:
                await self._renew()
            if time.monotonic() >= self._sweep_at:
                self._sweep_at = time.monotonic() + settings.PRESENCE_SWEEP_SECONDS
                self._last_seen.put(await store.pop_expired())
        except store.AWAY as error:
            self._failed(error)
        except Exception as error:
            logger.exception("presence got an unexpected error from Redis")
            self._failed(error)

    async def _changes(self) -> None:
        """Add the entries of new connections, then remove those of lost ones. A connection may be in both lists."""
        arriving, self._arriving = self._arriving, []
        leaving, self._leaving = self._leaving, []
        try:
            if arriving:
                self._said_offline |= self._entered(arriving, await self._renewed(arriving)).silent
            if leaving:
                self._last_seen.put(await store.remove([entry.name for entry in leaving]))
        except store.AWAY:
            # The next renewal adds the new entries. The entries of lost connections expire by themselves. But a Redis
            # that comes back empty has no entries that could expire, so the last-seen times must be stored here.
            gone = [entry for entry in leaving if not entry.silent and entry.user_id not in self._here]
            self._last_seen.put([Gone(entry.user_id, now()) for entry in gone])
            raise
        finally:
            for entry in arriving:
                entry.tried.set()

    async def _renew(self) -> None:
        self._renew_at = time.monotonic() + settings.PRESENCE_RENEW_SECONDS
        entries = list(self._entries.values())
        renewed = await self._renewed(entries)
        lost = self._failing or any(entry.known and entry.name in renewed.missing for entry in entries)
        self._said_offline = self._entered(entries, renewed).silent
        if self._failing:
            logger.warning("presence works again")
        self._failing = False
        if self.renewed is not None:
            self.renewed(lost)

    async def _renewed(self, entries: list[Entry]) -> Renewed:
        return await store.renew([(entry.name, entry.user_id in self._said_offline) for entry in entries])

    def _entered(self, entries: list[Entry], renewed: Renewed) -> Renewed:
        for entry in entries:
            entry.known = True
        if renewed.online:
            publish([StatusChanged(user_id) for user_id in renewed.online])
        return renewed

    def _failed(self, error: Exception) -> None:
        if not self._failing:
            logger.warning("presence does not work because Redis is away: %r", error)
        self._failing = True
        self._renew_at = self._sweep_at = time.monotonic() + settings.PRESENCE_RETRY_SECONDS
