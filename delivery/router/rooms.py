"""Updates of conversations, delivered in order. They wait while a conversation's participants are read again."""

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
    """Reads the participants of a room again when an update names a newer version of the membership.

    settle(): returns when this process has joined every slot it needs. task(work): runs a coroutine as a task that the
    router ends when it stops.
    """

    def __init__(
        self,
        people: People,
        settle: Callable[[], Awaitable[None]],
        task: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        self._people, self._settle, self._task = people, settle, task
        self._reloads = asyncio.Semaphore(settings.ROUTER_RELOADS)

    def put(self, room: Room, update: ConversationUpdate | ToPeople, members_version: int) -> None:
        """Deliver an update, after all updates that came before it."""
        self.know(room, members_version)
        if room.reloading is None:
            self._deliver(room, update)
        elif len(room.waiting) < settings.ROUTER_WAITING_ITEMS:
            room.waiting.append(update)
        else:
            room.waiting.clear()
            room.gapped = True

    def know(self, room: Room, members_version: int, named: Collection[UUID] = ()) -> None:
        """Read the participants again if `members_version` is newer, or a named person is not a known participant.

        The second happens because a conversation may be younger than the connection of a person in it.
        """
        room.wanted_version = max(room.wanted_version, members_version)
        news = members_version > room.members_version or any(one not in room.participants for one in named)
        if news and room.reloading is None:
            self.reload(room)

    def reload(self, room: Room) -> None:
        """Read the participants again; if they are being read now, read them once more after that."""
        room.again = True
        if room.reloading is None:
            room.reloading = self._task(self._reload(room))

    async def _reload(self, room: Room) -> None:
        attempt = 0
        while room.again and self._people.persons:
            room.again = False
            await self._settle()
            try:
                async with self._reloads:
                    version, members = await ports.members_among(room.conversation_id, self._named())
            except Exception:
                if attempt == 0:
                    logger.exception("the participants of a conversation could not be read; its updates wait")
                room.again = True
            else:
                self._people.replace(room, version, members)
                # Updates are published after their commit, so only a lagging or restored database can be behind them.
                room.again |= version < room.wanted_version and attempt < len(RELOAD_RETRY_SECONDS)
                if not room.again:
                    break
            await asyncio.sleep(RELOAD_RETRY_SECONDS[min(attempt, len(RELOAD_RETRY_SECONDS) - 1)])
            attempt += 1
        self._end(room)

    def _named(self) -> list[UUID] | None:
        """Return the people to ask for: all who are connected here, or None if a conversation has fewer members."""
        persons = self._people.persons
        return list(persons) if len(persons) <= settings.ROUTER_NAMED_PEOPLE else None

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
