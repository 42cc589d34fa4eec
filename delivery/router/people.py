"""The router's maps: who is connected here, and which conversations they take part in. Nothing in this file waits."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from delivery.connection import Connection
from delivery.envelopes import ToPeople
from delivery.metrics import fan_out
from delivery.ports import EVERYTHING, Membership, Ranges
from delivery.topics import slot_of
from delivery.updates import ConversationUpdate


@dataclass(eq=False, slots=True)
class Person:
    """A person with a connection to this process.

    `live` are the connections that get updates; the others are still signing in. `loading` is the task that reads the
    person's memberships; they are known when it has ended without an error.
    """

    user_id: UUID
    connections: set[Connection] = field(default_factory=set)
    live: set[Connection] = field(default_factory=set)
    conversation_ids: set[UUID] = field(default_factory=set)
    loading: asyncio.Task[None] | None = None


@dataclass(eq=False, slots=True)
class Room:
    """A conversation as this process knows it: its local participants as of `members_version`.

    reloading: the task that reads the participants again, while there is one.
    waiting: the updates that came meanwhile, in order.
    wanted_version: the newest members_version that any update named.
    again: read the participants once more. gapped: `waiting` became too long and was thrown away.
    """

    conversation_id: UUID
    members_version: int = -1
    participants: dict[UUID, tuple[Person, Ranges]] = field(default_factory=dict)
    reloading: asyncio.Task[None] | None = None
    waiting: list[ConversationUpdate | ToPeople] = field(default_factory=list)
    wanted_version: int = -1
    again: bool = False
    gapped: bool = False


class People:
    """The maps. A room is freed with its last local participant, a person with their last connection."""

    def __init__(self) -> None:
        self.persons: dict[UUID, Person] = {}
        self.rooms: dict[UUID, Room] = {}
        # How many people and rooms need each slot to be joined.
        self.slots: Counter[int] = Counter()

    def person(self, user_id: UUID) -> Person:
        """Return a connected person; add them if they are not known yet."""
        person = self.persons.get(user_id)
        if person is None:
            person = self.persons[user_id] = Person(user_id)
            self.slots[slot_of(user_id)] += 1
        return person

    def join(self, person: Person, membership: Membership) -> bool:
        """Add a membership that was read. Return False if the room knows a newer version, so it must be read again."""
        room = self.room(membership.conversation_id)
        if membership.members_version < room.members_version or room.reloading is not None:
            return False
        if not room.participants:
            room.members_version = membership.members_version
        # The room keeps its version even if this membership is newer, because the other participants were read at the
        # older version. The next update shows that, and all are read again.
        room.participants[person.user_id] = (person, membership.ranges)
        person.conversation_ids.add(room.conversation_id)
        return True

    def room(self, conversation_id: UUID) -> Room:
        """Return the room of a conversation; add an empty one if it is not known yet."""
        room = self.rooms.get(conversation_id)
        if room is None:
            room = self.rooms[conversation_id] = Room(conversation_id)
            self.slots[slot_of(conversation_id)] += 1
        return room

    def replace(self, room: Room, members_version: int, memberships: Iterable[Membership]) -> None:
        """Set a room's local participants to those that were read, without people who are not connected any more."""
        for user_id in room.participants:
            if user_id in self.persons:
                self.persons[user_id].conversation_ids.discard(room.conversation_id)
        room.participants = {}
        room.members_version = members_version
        for membership in memberships:
            person = self.persons.get(membership.user_id)
            if person is not None:
                room.participants[person.user_id] = (person, membership.ranges)
                person.conversation_ids.add(room.conversation_id)

    def drop_if_empty(self, room: Room) -> None:
        """Free a room that has no participants and is not being read."""
        if not room.participants and room.reloading is None and self.rooms.get(room.conversation_id) is room:
            del self.rooms[room.conversation_id]
            self._release(slot_of(room.conversation_id))

    def leave(self, person: Person) -> None:
        """Free a person whose last connection was lost, with their memberships."""
        del self.persons[person.user_id]
        self._release(slot_of(person.user_id))
        for conversation_id in person.conversation_ids:
            room = self.rooms[conversation_id]
            del room.participants[person.user_id]
            self.drop_if_empty(room)
        person.conversation_ids = set()

    def watch(self, user_id: UUID) -> None:
        """Want the slot of a person, connected here or not, until `unwatch` was called as often as `watch`."""
        self.slots[slot_of(user_id)] += 1

    def unwatch(self, user_id: UUID) -> None:
        """Undo one `watch`."""
        self._release(slot_of(user_id))

    def members_version(self, conversation_id: UUID, user_id: UUID) -> int | None:
        """Return a conversation's members_version if this process knows this person as a participant, else None."""
        room = self.rooms.get(conversation_id)
        return room.members_version if room is not None and user_id in room.participants else None

    def _release(self, slot: int) -> None:
        self.slots[slot] -= 1
        if not self.slots[slot]:
            del self.slots[slot]

    def connections(self) -> Iterator[Connection]:
        """Yield every connection, including those that are still signing in."""
        for person in tuple(self.persons.values()):
            yield from tuple(person.connections)


def may_see(ranges: Ranges, seq: int) -> bool:
    """Return whether a participant with these ranges may see the message with this seq."""
    return any(first <= seq and (last is None or seq <= last) for first, last in ranges)


def deliver(room: Room, update: ConversationUpdate) -> None:
    """Write an update to every local participant who may get it, except those that it names in `user_ids`."""
    only = None if update.only is None else frozenset(update.only)
    left_out, seq = frozenset((*update.user_ids, update.except_user, *update.hidden_for)) - {None}, update.seq
    for user_id, (person, ranges) in room.participants.items():
        # Look up the person only where somebody is left out, because Python hashes and compares UUIDs slowly.
        if (left_out and user_id in left_out) or (only is not None and user_id not in only):
            continue
        if seq is None or ranges is EVERYTHING or may_see(ranges, seq):
            write(person, update.frame)
        elif update.blank is not None and update.members_version >= room.members_version:
            # An older update may be from the time before this person came back, so they must not learn that it existed.
            # A participant who misses a blank because of this fetches the gap.
            write(person, update.blank)
    for user_id in update.hidden_for:
        if update.blank is not None and user_id in room.participants and (only is None or user_id in only):
            write(room.participants[user_id][0], update.blank)


def deliver_to_named(persons: Collection[Person], update: ConversationUpdate) -> None:
    """Write an update to people whom it names, whatever their memberships are."""
    for person in persons:
        if person.user_id == update.except_user or (update.only is not None and person.user_id not in update.only):
            continue
        write(person, update.frame)


def write(person: Person, frame: bytes) -> None:
    """Write a frame to all live connections of one person."""
    fan_out.frames += len(person.live)
    for connection in person.live:
        connection.write(frame)
