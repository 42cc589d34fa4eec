"""The router: it writes the updates from the bus and from the poll to the sockets of the people connected here."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any
from uuid import UUID

from django.conf import settings

from delivery import metrics, ports
from delivery.connection import Connection
from delivery.connection.resync import resync_frame
from delivery.ending import end
from delivery.envelopes import Envelope, ToPeople
from delivery.ports import PolledUpdate
from delivery.publisher import Publisher
from delivery.router.arrivals import Arrivals
from delivery.router.link import Link
from delivery.router.people import People, Person, write
from delivery.router.rooms import Rooms
from delivery.updates import ConversationUpdate, DeviceEnded, StatusChanged, UserUpdate


def has_failed(task: asyncio.Task[None]) -> bool:
    """Return whether a task was cancelled or raised an error."""
    return task.done() and (task.cancelled() or task.exception() is not None)


class Router:
    """One per process. Everything here runs on the process's loop.

    draining: new commands must be refused.
    link_changed: called when the bus went away or came back.
    before_first: awaited before a connection is added; the poll takes its snapshot in it.
    status_changed: called with each person whose status may have changed, as a StatusChanged update says.
    """

    def __init__(self) -> None:
        self.draining = False
        self.link_changed: Callable[[], None] | None = None
        self.before_first: Callable[[], Awaitable[None]] | None = None
        self.status_changed: Callable[[UUID], None] | None = None
        self.people = People()
        # The latest updates of conversations without a local participant. With two processes, such an update can
        # overtake the update that makes its conversation known here.
        self._unclaimed: deque[ConversationUpdate] = deque(maxlen=settings.ROUTER_UNCLAIMED_ITEMS)
        self._arrivals = Arrivals(self._take)
        self._link = Link(self._wanted_slots, self._arrivals.receive, self._link_changed)
        self._rooms = Rooms(self.people, self._link.settle, self._task)
        self._tasks: set[asyncio.Task[None]] = set()
        self._loads = asyncio.Semaphore(settings.ROUTER_LOADS)

    @property
    def redis_available(self) -> bool:
        """Whether updates that other processes publish reach this one."""
        return self._link.up

    def take_from(self, publisher: Publisher) -> None:
        """Deliver the updates of this process at once, and ignore them when they come back from Redis."""
        publisher.local, publisher.on_failure = self._arrivals.publish, self.suspect
        self._link.own_origin = publisher.origin

    async def start(self) -> None:
        """Join the bus. If Redis is away, go on trying in the background."""
        await self._link.start()

    async def stop(self) -> None:
        """Leave the bus and end all tasks."""
        await self._link.stop()
        await self._arrivals.stop()
        await end(tuple(self._tasks))

    async def settle(self) -> None:
        """Return when this process has joined every slot that `people` needs, or when Redis is away."""
        await self._link.settle()

    def suspect(self) -> None:
        """Check at once whether Redis works, because a publish has failed."""
        self._link.suspect()

    def connected(self, user_id: UUID) -> int:
        """Return how many live connections a person has here."""
        person = self.people.persons.get(user_id)
        return len(person.live) if person else 0

    def held(self, user_id: UUID, kind: type[Connection] = Connection) -> int:
        """Return how many connections of a kind a person holds here, including those that are still signing in."""
        person = self.people.persons.get(user_id)
        return sum(isinstance(connection, kind) for connection in person.connections) if person else 0

    async def add(self, connection: Connection) -> None:
        """Add a signed-in connection. Every update published after this returns reaches the connection.

        Raises the database's errors; the connection is not added then.
        """
        user_id = connection.user_id
        assert user_id is not None  # the consumer has signed it in
        person = self.people.person(user_id)
        person.connections.add(connection)
        if person.loading is None or has_failed(person.loading):
            person.loading = self._task(self._load(person))
        try:
            # Shielded, because another connection of this person may wait for the same task.
            await asyncio.shield(person.loading)
        except BaseException:
            self.remove(connection)
            raise
        if connection in person.connections and not connection.closed:
            person.live.add(connection)

    def remove(self, connection: Connection) -> None:
        """Forget a connection, whatever its state. With a person's last connection their memberships are freed."""
        person = self.people.persons.get(connection.user_id) if connection.user_id is not None else None
        if person is None or connection not in person.connections:
            return
        person.connections.discard(connection)
        person.live.discard(connection)
        if not person.connections:
            self.people.leave(person)

    def deliver_polled(self, updates: Collection[PolledUpdate]) -> None:
        """Deliver the updates that the poll found."""
        for one in updates:
            room = self.people.rooms.get(one.conversation_id) if one.conversation_id else None
            if one.user_id is None:
                if room is not None:
                    update = ConversationUpdate(room.conversation_id, one.members_version, one.frame)
                    self._rooms.put(room, update, one.members_version)
            elif one.user_id in self.people.persons:
                write(self.people.persons[one.user_id], one.frame)
                if one.conversation_id is not None:
                    # Their membership may be what changed, and the update of that change may have been lost.
                    self._rooms.know(self.people.room(one.conversation_id), one.members_version, {one.user_id})

    def resync(self, reason: str) -> None:
        """Send a `resync` to every live connection: it may have missed updates."""
        frame = resync_frame(reason)
        for person in tuple(self.people.persons.values()):
            write(person, frame)
            metrics.RESYNCS.labels(reason).inc(len(person.live))

    def end_devices(self, device_ids: Collection[UUID]) -> None:
        """Close the connections of devices that were signed out."""
        for connection in self.people.connections():
            if connection.device_id in device_ids:
                connection.close(4401)

    async def _load(self, person: Person) -> None:
        if self.before_first is not None:
            await self.before_first()
        await self._link.settle()
        # A semaphore, because after a restart all people connect at once, and sends and syncs need the pool too.
        async with self._loads:
            memberships = await ports.memberships_of(person.user_id)
        # Meanwhile the person's last connection may have been lost, and the person may even have come back.
        if self.people.persons.get(person.user_id) is not person:
            return
        # An update that arrived during the read may name a newer members_version than the one that was read.
        stale = [m.conversation_id for m in memberships if not self.people.join(person, m)]
        await self._link.settle()
        for room in [self.people.room(conversation_id) for conversation_id in stale]:
            self._rooms.reload(room)
            if room.reloading is not None:
                await asyncio.wait([room.reloading])

    def _take(self, envelope: Envelope) -> None:
        match envelope:
            case ConversationUpdate() as update:
                room = self.people.rooms.get(update.conversation_id)
                if room is None:
                    self._unclaimed.append(update)
                else:
                    self._rooms.put(room, update, update.members_version)
            case ToPeople(user_ids, update) as to_people:
                named = self.people.persons.keys() & set(user_ids)
                if named:
                    self._deliver_to_named(named, to_people)
            case UserUpdate(user_id, frame):
                if user_id in self.people.persons:
                    write(self.people.persons[user_id], frame)
            case DeviceEnded(_, device_ids):
                self.end_devices(device_ids)
            case StatusChanged(user_id) if self.status_changed is not None:
                self.status_changed(user_id)

    def _deliver_to_named(self, named: Collection[UUID], to_people: ToPeople) -> None:
        conversation_id, members_version = to_people.update.conversation_id, to_people.update.members_version
        unknown = conversation_id not in self.people.rooms
        room = self.people.room(conversation_id)
        self._rooms.know(room, members_version, named)
        self._rooms.put(room, to_people, members_version)
        if unknown:
            for update in [one for one in self._unclaimed if one.conversation_id == conversation_id]:
                self._unclaimed.remove(update)
                # The named people must not get updates from before they were added.
                if update.members_version >= members_version:
                    self._rooms.put(room, update, members_version)

    def _wanted_slots(self) -> set[int]:
        # The only slot is always joined, because otherwise the first person would wait for a round trip to Redis.
        return {0} if settings.ROUTER_SLOTS == 1 else set(self.people.slots)

    def _link_changed(self, reason: str) -> None:
        if reason:
            self.resync(reason)
        if self.link_changed is not None:
            self.link_changed()

    def _task(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Read the exception, so that asyncio does not log it as never retrieved: whoever awaited the task got it.
            task.exception()
