"""Who watches whom: which sockets of this process show which people, and sending them the changes."""

import asyncio
import logging
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from accounts.selectors import visible_statuses
from common.bridge import READ, in_thread
from delivery.connection import Connection
from delivery.ending import end
from delivery.router import router
from presence.selectors import as_seen, presence_of, statuses
from presence.serializers import HIDDEN, StatusAnswer, presence_frame
from presence.store import Found

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Watching:
    """The people whom one connection watches.

    sent: the last status sent of each person; None if none was sent yet, or the socket was too full for it.
    reading: the statuses are being read now. missed: the people whose status changed during that.
    """

    sent: dict[UUID, StatusAnswer | None] = field(default_factory=dict)
    missed: set[UUID] = field(default_factory=set)
    reading: bool = False
    replacing: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(eq=False, slots=True)
class Watched:
    """A person who is watched here: by whom, and whether they were online at the last check. None: check again."""

    viewers: set[Connection] = field(default_factory=set)
    online: bool | None = None


class Watch:
    """One task checks the people whose status may have changed; all who wait are one call to Redis and one query.

    A viewer gets a frame only if the status, as the viewer may see it, differs from the last one that was sent.
    """

    def __init__(self) -> None:
        self._watching: dict[Connection, Watching] = {}
        self._watched: dict[UUID, Watched] = {}
        self._changed: set[UUID] = set()
        self._all = False
        self._trusted_from = 0.0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._failing = False

    def start(self) -> None:
        """Start on the running loop."""
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._run())
        router().status_changed = self.recheck

    async def stop(self) -> None:
        """End. No status is sent any more."""
        router().status_changed = None
        if self._task is not None:
            await end([self._task])
            self._task = None

    def open(self, connection: Connection) -> None:
        """Let a connection watch."""
        self._watching[connection] = Watching()

    def close(self, connection: Connection) -> None:
        """Free all that a connection watches."""
        watching = self._watching.pop(connection, None)
        if watching is not None:
            self._replace(connection, watching, ())

    async def watch(self, connection: Connection, user_ids: Collection[UUID]) -> dict[UUID, StatusAnswer]:
        """Replace the people whom a connection watches; return their statuses as its person may see them.

        Raises the database's errors.
        """
        watching = self._watching.get(connection)
        assert connection.user_id is not None  # signed in
        if watching is None:
            return dict.fromkeys(user_ids, HIDDEN)
        async with watching.replacing:
            if connection in self._watching:
                self._replace(connection, watching, user_ids)
            watching.reading = True
            try:
                # First join the slots of these people, so that later changes arrive here.
                await router().settle()
                found = await statuses(connection.user_id, user_ids)
                watching.sent = dict(found)
                # Redis may have been away during this read, but not for the people who watched them before.
                self._recheck_later(user_ids)
            finally:
                watching.reading = False
                missed, watching.missed = watching.missed, set()
                for user_id in missed:
                    self.recheck(user_id)
        return found

    def recheck(self, user_id: UUID) -> None:
        """Check a person soon: their status, or who may see it, may have changed."""
        if user_id in self._watched:
            self._changed.add(user_id)
            self._wake.set()

    def recheck_all(self, *, lost: bool) -> None:
        """Check soon whether anybody changed without a StatusChanged.

        `lost`: Redis had lost entries. Then wait until the other processes have renewed theirs too.
        """
        if lost:
            self._trusted_from = time.monotonic() + settings.PRESENCE_RENEW_SECONDS
        if time.monotonic() >= self._trusted_from:
            self._all = True
            self._wake.set()

    def _replace(self, connection: Connection, watching: Watching, user_ids: Collection[UUID]) -> None:
        wanted, people = set(user_ids), router().people
        for user_id in watching.sent.keys() - wanted:
            del watching.sent[user_id]
            watched = self._watched[user_id]
            watched.viewers.discard(connection)
            if not watched.viewers:
                del self._watched[user_id]
                people.unwatch(user_id)
        for user_id in wanted - watching.sent.keys():
            watching.sent[user_id] = None
            if user_id not in self._watched:
                self._watched[user_id] = Watched()
                people.watch(user_id)
            self._watched[user_id].viewers.add(connection)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, set()
            recheck_all, self._all = self._all, False
            try:
                if recheck_all:
                    changed |= await self._changed_silently()
                await self._send_changes(changed)
            except Exception as error:  # noqa: BLE001 - the database may be away in any way
                if not self._failing:
                    logger.warning("changes of presence cannot be sent: %r", error)
                self._failing = True
                self._recheck_later(changed)
            else:
                self._failing = False

    async def _changed_silently(self) -> set[UUID]:
        people = list(self._watched)
        found = await presence_of(people)
        if found is None:
            return set()
        return {
            user_id
            for user_id in people
            if user_id in self._watched and self._watched[user_id].online is not (user_id in found.online)
        }

    async def _send_changes(self, changed: Collection[UUID]) -> None:
        people = [user_id for user_id in changed if user_id in self._watched]
        found = await presence_of(people) if people else Found(set(), {})
        if found is None:
            self._recheck_later(people)
            return
        viewers = {user_id: list(self._watched[user_id].viewers) for user_id in people if user_id in self._watched}
        pairs = {(viewer.user_id, user_id) for user_id, here in viewers.items() for viewer in here if viewer.user_id}
        seen = await in_thread(visible_statuses, pairs, threads=READ) if pairs else {}
        for user_id, here in viewers.items():
            if user_id not in self._watched:
                continue
            self._watched[user_id].online = user_id in found.online
            for viewer in here:
                status = as_seen(user_id, (viewer.user_id, user_id), seen, found)  # type: ignore[misc]  # all are signed in
                self._write(viewer, user_id, status)

    def _write(self, viewer: Connection, user_id: UUID, status: StatusAnswer) -> None:
        watching = self._watching.get(viewer)
        if watching is None or user_id not in watching.sent:
            return
        if watching.reading:
            watching.missed.add(user_id)
        elif watching.sent[user_id] != status:
            taken = viewer.write(presence_frame(user_id, status))
            watching.sent[user_id] = status if taken else None
            if not taken:
                self._recheck_later([user_id])

    def _recheck_later(self, user_ids: Collection[UUID]) -> None:
        """Let the next check of all people find that these have changed."""
        for user_id in user_ids:
            if user_id in self._watched:
                self._watched[user_id].online = None
