"""Rooms into which people write at an even pace, and what was acknowledged there."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable
from itertools import cycle
from typing import Any

from ops.bench.following import Follower


class Rooms:
    """Conversations by id, each with the person who writes there.

    heads: the last acknowledged position of each; seqs: the acknowledged messages of each.
    """

    def __init__(self, writers: dict[str, Follower]) -> None:
        self.writers = writers
        self.heads: defaultdict[str, int] = defaultdict(int)
        self.seqs: defaultdict[str, set[int]] = defaultdict(set)

    async def write(self, room: str) -> None:
        """Write one message into a room, and return when it is acknowledged."""
        message = await self.writers[room].write(room)
        self.heads[room] = max(self.heads[room], message["position"])
        self.seqs[room].add(message["seq"])

    async def write_until(self, over: asyncio.Future[Any], per_second: float) -> None:
        """Write into the rooms in turn until `over`; return when all of these messages are acknowledged."""
        began = time.perf_counter()
        async with asyncio.TaskGroup() as writing:
            for number, room in enumerate(cycle(self.writers)):
                await asyncio.sleep(max(began + number / per_second - time.perf_counter(), 0))
                if over.done():
                    break
                writing.create_task(self.write(room))

    def is_behind(self, follower: Follower) -> bool:
        """Return whether this client has not reached the end of one of its rooms."""
        return any(position < self.heads[room] for room, position in follower.held.items() if room in self.heads)

    def missing(self, followers: Iterable[Follower]) -> int:
        """Return how many messages these clients miss, of all that they should have from their rooms."""
        return sum(len(self.seqs[room] - one.seqs[room]) for one in followers for room in one.held if room in self.seqs)
