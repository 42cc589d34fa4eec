"""What comes in conversations, delivered in order: it waits while a conversation's participants are read anew."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any
from uuid import UUID

from django.conf import settings

from delivery import metrics, ports
from delivery.connection.resync import resync_frame
from delivery.envelopes import ToPeople
from delivery.router.people import People, Room, deliver, deliver_to_named, write
from delivery.updates import ConversationUpdate

logger = logging.getLogger(__name__)

RELOAD_RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0)


class Rooms:
    """Keeps the participants of rooms as new as what is said of them.

    settle: returns when this process sits in every slot it needs. task: runs something for as long as the router does.
    """

    def __init__(
        self,
        people: People,
        settle: Callable[[], Awaitable[None]],
        task: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        self._people, self._settle, self._task = people, settle, task

    def put(self, room: Room, update: ConversationUpdate | ToPeople, members_version: int) -> None:
        """Deliver an update, after all that came before it."""
        self.know(room, members_version)
        if room.reloading is None:
            self._deliver(room, update)
        elif len(room.waiting) < settings.ROUTER_WAITING_ITEMS:
            room.waiting.append(update)
        else:
            room.waiting.clear()
            room.gapped = True

    def know(self, room: Room, members_version: int, named: Collection[UUID] = ()) -> None:
        """Read the participants anew if a newer version is spoken of, or somebody is named who is none of them.

        A conversation may be younger than what was read of a person when they connected.
        """
        room.wanted_version = max(room.wanted_version, members_version)
        news = members_version > room.members_version or any(one not in room.participants for one in named)
        if news and room.reloading is None:
            self.reload(room)

    def reload(self, room: Room) -> None:
        """Read the participants, once more if that is under way."""
        room.again = True
        if room.reloading is None:
            room.reloading = self._task(self._reload(room))

    async def _reload(self, room: Room) -> None:
        attempt = 0
        while room.again and self._people.persons:
            room.again = False
            await self._settle()
            try:
                version, members = await ports.members_among(room.conversation_id, list(self._people.persons))
            except Exception:
                if attempt == 0:
                    logger.exception("participants could not be read; their updates wait")
                room.again = True
            else:
                self._people.replace(room, version, members)
                # What was published was committed before; only a lagging or restored database may not have it.
                room.again |= version < room.wanted_version and attempt < len(RELOAD_RETRY_SECONDS)
                if not room.again:
                    break
            await asyncio.sleep(RELOAD_RETRY_SECONDS[min(attempt, len(RELOAD_RETRY_SECONDS) - 1)])
            attempt += 1
        self._end(room)

    def _end(self, room: Room) -> None:
        room.reloading = None
        waiting, room.waiting = room.waiting, []
        for update in waiting:
            self._deliver(room, update)
        if room.gapped:
            room.gapped = False
            for person, _ in room.participants.values():
                write(person, resync_frame("busy"))
                metrics.RESYNCS.labels("busy").inc(len(person.live))
        self._people.drop_if_empty(room)

    def _deliver(self, room: Room, update: ConversationUpdate | ToPeople) -> None:
        match update:
            case ToPeople(user_ids, named_update):
                persons = self._people.persons
                deliver_to_named([persons[i] for i in user_ids if i in persons], named_update)
            case ConversationUpdate():
                deliver(room, update)
