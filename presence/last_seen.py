"""Storing when people were here last, and then telling who watches them that they went."""

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
    """One task that stores what is put here, all that waits in one statement; what fails is kept and tried again."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, datetime] = {}
        self._more = asyncio.Event()
        self._saving = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._failing = False

    def start(self) -> None:
        """Begin, on the running loop."""
        self._more, self._saving = asyncio.Event(), asyncio.Lock()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Store what waits, once, and end."""
        if self._task is not None:
            # Not in the middle: what is stored would not be told.
            async with self._saving:
                await end([self._task])
            self._task = None
            await self._save()

    def put(self, gone: Collection[Gone]) -> None:
        """Have these people's moments stored, and their going told."""
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
        """Store and tell; return whether nothing has to be tried again."""
        taken, self._waiting = self._waiting, {}
        if not taken:
            return True
        try:
            await in_thread(save_last_seen, taken)
        except Exception as error:  # noqa: BLE001 - the database may be away in any way
            if not self._failing:
                logger.warning("last seen is not stored: %r", error)
            self._failing = True
            self.put([Gone(*item) for item in taken.items()])
        else:
            self._failing = False
        # Told in either case: they are gone.
        publish([StatusChanged(user_id) for user_id in taken])
        return not self._failing
