"""Delivery inside the test's own process: a connection that records its frames, and memberships in memory."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from uuid import UUID, uuid4

from typing_extensions import override

from delivery.connection import Connection
from delivery.ports import EVERYTHING, Membership, Ranges

WAIT_SECONDS = 10.0


class LocalConnection(Connection):
    """A connection whose client is the test. frames: the frames written to it. code: the close code."""

    def __init__(self, user_id: UUID) -> None:
        super().__init__()
        self.user_id = user_id
        self.device_id = uuid4()
        self.frames: list[bytes] = []
        self.code: int | None = None

    @property
    @override
    def closed(self) -> bool:
        return self.code is not None

    @override
    def _push(self, frame: bytes) -> bool:
        self.frames.append(frame)
        return True

    @override
    async def reply(self, frame: bytes) -> None:
        self.frames.append(frame)

    @override
    def close(self, code: int) -> None:
        self.code = self.code or code


class Members:
    """The memberships that delivery's ports read.

    `gate` holds back reads of a person's memberships, `room_gate` reads of a conversation's participants. Both kinds of
    reads raise while `failing`. named: the people named by each read of a conversation's participants.
    """

    def __init__(self) -> None:
        self.ranges: dict[UUID, dict[UUID, Ranges]] = defaultdict(dict)
        self.version: dict[UUID, int] = defaultdict(lambda: 1)
        self.gate = asyncio.Event()
        self.gate.set()
        self.room_gate = asyncio.Event()
        self.room_gate.set()
        self.failing = False
        self.asked = 0
        self.named: list[set[UUID] | None] = []
        self.reading = asyncio.Event()

    def put(self, conversation_id: UUID, *user_ids: UUID, ranges: Ranges = EVERYTHING) -> None:
        for user_id in user_ids:
            self.ranges[conversation_id][user_id] = ranges

    def change(self, conversation_id: UUID) -> int:
        """Count one change of membership and return the new version."""
        self.version[conversation_id] += 1
        return self.version[conversation_id]

    async def memberships_of(self, user_id: UUID) -> list[Membership]:
        found = list(self._memberships({user_id}, list(self.ranges)))
        await self._answer(self.gate)
        return found

    async def members_among(
        self, conversation_id: UUID, user_ids: Collection[UUID] | None
    ) -> tuple[int, list[Membership]]:
        self.named.append(None if user_ids is None else set(user_ids))
        among = self.ranges[conversation_id] if user_ids is None else user_ids
        found = self.version[conversation_id], list(self._memberships(among, [conversation_id]))
        await self._answer(self.room_gate)
        return found

    async def _answer(self, gate: asyncio.Event) -> None:
        self.asked += 1
        self.reading.set()
        await gate.wait()
        if self.failing:
            raise ConnectionError("the database is away")

    def _memberships(self, user_ids: Collection[UUID], conversation_ids: list[UUID]) -> Iterator[Membership]:
        for conversation_id in conversation_ids:
            for user_id, ranges in self.ranges[conversation_id].items():
                if user_id in user_ids:
                    yield Membership(conversation_id, self.version[conversation_id], user_id, ranges)


async def until(holds: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
    """Wait until a condition holds; fail if it does not hold in time."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - nothing notifies the test of the condition
            await asyncio.sleep(0.005)
