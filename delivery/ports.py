"""What delivery needs from the apps above it. config/wiring.py assigns each; nobody else does."""

from collections.abc import Awaitable, Callable, Collection, Container
from typing import NamedTuple
from uuid import UUID

# Ranges of seq a participant may see: (first, last), both inclusive; last None while they are a member.
Ranges = tuple[tuple[int, int | None], ...]
# One object for nearly everybody.
EVERYTHING: Ranges = ((1, None),)


class Membership(NamedTuple):
    """One person's active membership of one conversation, as of `members_version`."""

    conversation_id: UUID
    members_version: int
    user_id: UUID
    ranges: Ranges


class PolledUpdate(NamedTuple):
    """One thing the poll found changed: for whom, the encoded update frame, and where it belongs.

    `user_id` None: every local participant of `conversation_id` at `members_version`.
    """

    frame: bytes
    user_id: UUID | None
    conversation_id: UUID | None
    members_version: int


class Polled(NamedTuple):
    """The answer of one poll: the snapshot to ask with next time, and what changed since the one asked with.

    seconds: how long the database took, without the wait for a connection.
    """

    snapshot: str
    updates: list[PolledUpdate]
    seconds: float


# Every active membership of one person. Called when their first local connection signs in. (chat)
memberships_of: Callable[[UUID], Awaitable[list[Membership]]]

# The active memberships of the given people in one conversation, and its members_version. (chat)
members_among: Callable[[UUID, Collection[UUID]], Awaitable[tuple[int, list[Membership]]]]

# What changed since a snapshot (None: only take one), of people and conversations this process holds. Database errors
# come out as they are. (chat and accounts)
changed_since: Callable[[str | None, Collection[UUID], Container[UUID]], Awaitable[Polled]]

# Which of these devices are revoked, or belong to suspended or erased people. (accounts)
ended_devices: Callable[[Collection[UUID]], Awaitable[set[UUID]]]
