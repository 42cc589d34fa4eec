"""The functions that delivery needs from the apps above it. Only config/wiring.py assigns them."""

from collections.abc import Awaitable, Callable, Collection, Container
from typing import NamedTuple
from uuid import UUID

from delivery.updates import Update

# The ranges of seq that a participant may see: (first, last), both inclusive. last is None while they are a member.
Ranges = tuple[tuple[int, int | None], ...]
# Nearly every participant has this range; all of them share this one object.
EVERYTHING: Ranges = ((1, None),)


class Membership(NamedTuple):
    """One person's active membership of one conversation, as of `members_version`."""

    conversation_id: UUID
    members_version: int
    user_id: UUID
    ranges: Ranges


class PolledUpdate(NamedTuple):
    """One update that the poll found: the encoded frame, who gets it, and the conversation it belongs to.

    `user_id` None: every local participant of `conversation_id` at `members_version` gets it.
    """

    frame: bytes
    user_id: UUID | None
    conversation_id: UUID | None
    members_version: int


class Polled(NamedTuple):
    """The result of one poll: the snapshot for the next poll, and what changed since the snapshot of this one.

    seconds: how long the database took, without the wait for a connection.
    """

    snapshot: str
    updates: list[PolledUpdate]
    seconds: float


# Every active membership of one person. Called when the person's first connection to this process signs in. (chat)
memberships_of: Callable[[UUID], Awaitable[list[Membership]]]

# The active memberships of the given people (None: of all) in one conversation, and its members_version. (chat)
members_among: Callable[[UUID, Collection[UUID] | None], Awaitable[tuple[int, list[Membership]]]]

# What changed since a snapshot for the given people and conversations. Snapshot None: only take a first snapshot.
# Raises the database's errors unchanged. (chat and accounts)
changed_since: Callable[[str | None, Collection[UUID], Container[UUID]], Awaitable[Polled]]

# Which of these devices are revoked, or belong to suspended or erased people. (accounts)
ended_devices: Callable[[Collection[UUID]], Awaitable[set[UUID]]]

# What was just published. Called in the thread that publishes, so it must neither wait nor raise. (chat)
published: Callable[[list[Update]], None]
