"""What it costs other people, and the server's memory, when some clients stop reading in busy rooms."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Any, TypeVar

from common.bridge import in_thread
from ops.bench import cast
from ops.bench.cast import Player
from ops.bench.figures import percentiles, resident_bytes
from ops.bench.following import Follower, connected
from ops.bench.rooms import Rooms
from ops.bench.rush import peak
from ops.bench.tally import Tally

ROOMS = 5
READERS = 20
PER_SECOND = 100
# The share of the seconds in which the others are alone first, and the share in which all clients read after that.
BEFORE = 0.25
GIVE_UP_SECONDS = 120.0
LOOK_SECONDS = 0.02
Result = TypeVar("Result")


async def slow_readers(port: int, seconds: float, size: int) -> dict[str, Any]:
    """A twentieth of `size` clients stop reading, in five rooms with 100 messages a second in all; then they return.

    Twenty others are in the same rooms. The time that messages take to them is measured: without those clients, while
    all clients read, and while those clients do not read.
    """
    tally = Tally()
    players = await in_thread(cast.players, ROOMS + READERS + max(size // 20, 1))
    everybody = [Follower([port], one, tally) for one in players]
    authors, readers, slow = everybody[:ROOMS], everybody[ROOMS : ROOMS + READERS], everybody[ROOMS + READERS :]
    made = await in_thread(rooms_of, players[:ROOMS], players[ROOMS:])
    rooms = Rooms(dict(zip(made, authors, strict=True)))
    following = await connected([*authors, *readers])
    memory = {"without them": (await with_memory(write_for(BEFORE * seconds, rooms)))[1]}
    without = taken(readers)
    following += await connected(slow)
    memory["all reading"] = (await with_memory(write_for(BEFORE * seconds, rooms)))[1]
    before = taken(readers)
    memory["before"] = resident_bytes("server")
    for one in slow:
        assert one.socket is not None
        one.socket.stop_reading()
    memory["meanwhile"] = (await with_memory(write_for(seconds, rooms)))[1]
    during, missed = taken(readers), rooms.missing(slow)
    took, memory["on their return"] = await with_memory(returned(slow, rooms))
    for task in following:
        task.cancel()
    return {
        "slow": len(slow),
        "messages": sum(map(len, rooms.seqs.values())),
        "milliseconds to receipt, without them": without,
        "milliseconds to receipt, all reading": before,
        "milliseconds to receipt, meanwhile": during,
        "p99 as a ratio": round(during["p99"] / before["p99"], 2),
        "p99 as a ratio to without them": round(during["p99"] / without["p99"], 2),
        "megabytes": {name: round(one / 2**20, 1) for name, one in memory.items()},
        "megabytes more": round(max(memory["meanwhile"] - memory["before"], 0) / 2**20, 1),
        "cut off": sum(one.losses > 0 for one in slow),
        "missed": missed,
        "milliseconds until in sync": percentiles(took),
        "lost": rooms.missing(everybody),
        "failed": tally.failed.total(),
        "refused": tally.refused,
    }


def rooms_of(authors: list[Player], others: list[Player]) -> list[str]:
    """Make a group for each author, with everybody except the other authors."""
    return [str(cast.group(one, others)) for one in authors]


async def with_memory(work: Awaitable[Result]) -> tuple[Result, int]:
    """Return the result of some work, and the server's largest resident memory in bytes during the work.

    Measuring costs processor time, too, so phases that are compared must all be measured in this way.
    """
    looking = asyncio.create_task(peak())
    result = await work
    looking.cancel()
    return result, await looking


async def write_for(seconds: float, rooms: Rooms) -> None:
    """Write into all rooms for some time."""
    await rooms.write_until(asyncio.create_task(asyncio.sleep(seconds)), PER_SECOND)


async def returned(slow: list[Follower], rooms: Rooms) -> list[float]:
    """Let the clients read on; return how long each took to the end of each room, except those who gave up."""
    began = time.perf_counter()

    async def back(follower: Follower) -> float | None:
        assert follower.socket is not None
        follower.socket.read_on()
        while time.perf_counter() < began + GIVE_UP_SECONDS:
            if not rooms.is_behind(follower):
                return time.perf_counter() - began
            await asyncio.sleep(LOOK_SECONDS)
        return None

    return [took for took in await asyncio.gather(*map(back, slow)) if took is not None]


def taken(readers: list[Follower]) -> dict[str, float]:
    """Return how long messages to these readers have taken so far, and begin anew."""
    received = [one for reader in readers for one in reader.received]
    for reader in readers:
        reader.received = []
    return percentiles(received)
