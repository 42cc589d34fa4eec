"""Storing when people were last seen, and then publishing that they went offline."""

import asyncio
import logging
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.services import save_last_seen
from common.bridge import in_thread
from delivery.ending import end
from delivery.publish import publish
from delivery.updates import StatusChanged
from presence.store import Gone

logger = logging.getLogger(__name__)


class LastSeen:
    """One task that stores last-seen times. One statement stores all that wait; those that fail are tried again."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, datetime] = {}
        self._more = asyncio.Event()
        self._saving = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._failing = False

    def start(self) -> None:
        """Start on the running loop."""
        self._more, self._saving = asyncio.Event(), asyncio.Lock()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Try once to store the times that wait, and end."""
        if self._task is not None:
            # Do not end the task in the middle, because a stored time would then not be published.
            async with self._saving:
                await end([self._task])
            self._task = None
            await self._save()

    def put(self, gone: Collection[Gone]) -> None:
        """Queue people who went offline: their last-seen times are stored, and their change is published."""
        for user_id, last_seen_at in gone:
            known = self._waiting.get(user_id)
            self._waiting[user_id] = last_seen_at if known is None else max(known, last_seen_at)
        if gone:
            self._more.set()

    async def _run(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            async with self._saving:
                saved = await self._save()
            if not saved:
                await asyncio.sleep(settings.PRESENCE_RETRY_SECONDS)
                self._more.set()

    async def _save(self) -> bool:
        """Store and publish; return False if storing must be tried again."""
        taken, self._waiting = self._waiting, {}
        if not taken:
            return True
        try:
            await in_thread(save_last_seen, taken)
        except Exception as error:  # noqa: BLE001 - the database may be away in any way
            if not self._failing:
                logger.warning("last-seen times cannot be stored and are tried again: %r", error)
            self._failing = True
            self.put([Gone(*item) for item in taken.items()])
        else:
            self._failing = False
        # Publish even if storing failed, because the people are offline in any case.
        publish([StatusChanged(user_id) for user_id in taken])
        return not self._failing
