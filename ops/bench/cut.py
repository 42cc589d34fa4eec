"""What happens when all sockets are cut at once: how soon all people are in sync, what fails, the database's load."""

import asyncio
import json
import os
import time
from typing import Any

from django.conf import settings
from psycopg import AsyncConnection

from common.bridge import in_thread
from ops.bench import cast, seeding
from ops.bench.cast import Player
from ops.bench.figures import Figures, percentiles, processor_seconds
from ops.bench.following import Follower, connected
from ops.bench.large_group import couples, taken, talk_until
from ops.bench.rooms import Rooms
from ops.bench.tally import Tally

DIRECTS = 20
ROOMS_EACH = 5
WRITERS = 10
PAIRS = 4
PER_SECOND = 20
GIVE_UP_SECONDS = 120.0
LOOK_SECONDS = 0.01
SAMPLE_SECONDS = 0.05
# The connections of one process besides those of its two pools. docs/operations.md says what they are for.
BESIDE_POOLS = 5
CONNECTIONS = """
SELECT application_name, count(*) FROM pg_stat_activity
 WHERE application_name <> '' AND backend_type = 'client backend' GROUP BY application_name"""


async def cut(port: int, seconds: float, size: int) -> dict[str, Any]:
    """The sockets of all `size` people are reset at once, while other people go on writing, to them as well.

    Each person has 20 direct conversations and is in five groups of a twentieth of all people. A message is sent to
    each group before anybody can be back.
    """
    ports: list[int] = json.loads(os.environ["BENCH_PORTS"])
    tally = Tally()
    people = await in_thread(crowd, size)
    writers = await in_thread(cast.players, WRITERS)
    followers, authors = ([Follower(ports, one, tally) for one in group] for group in (people, writers))
    rooms = Rooms({room: authors[n] for room, n in (await in_thread(groups, people, writers)).items()})
    following = await connected([*followers, *authors])
    senders, receivers = await couples(port, ports[-1], PAIRS)
    alone = asyncio.create_task(asyncio.sleep(0.5 * seconds))
    await asyncio.gather(talk_until(alone, senders), rooms.write_until(alone, PER_SECOND))
    before = taken(receivers)

    tally.begin_anew()
    used: Figures = {}
    back = asyncio.create_task(cut_all(followers, rooms))
    counting = asyncio.create_task(most_connections(back))
    with processor_seconds(used):
        await asyncio.gather(talk_until(back, senders), rooms.write_until(back, PER_SECOND))
    took, during = back.result(), taken(receivers)
    await settled(followers, rooms)
    for task in following:
        task.cancel()
    for talker in (*senders, *receivers):
        talker.close()
    return {
        "sockets": len(followers),
        "web processes": len(ports),
        "milliseconds until in sync": percentiles(took),
        "not in sync": len(followers) - len(took),
        "lost": rooms.missing(followers),
        "asked": tally.asked,
        "failed": tally.failed.total(),
        "failed, percent": round(100 * tally.failed.total() / tally.asked, 4),
        "refused": tally.refused,
        "turned away": tally.turned_away,
        "database connections": await counting | {"documented": len(ports) * documented_connections()},
        "processor seconds": {name: round(one, 2) for name, one in used.items()},
        "others": {"milliseconds to receipt, alone": before, "milliseconds to receipt, meanwhile": during},
    }


def crowd(size: int) -> list[Player]:
    """Make people who have direct conversations with each other."""
    return cast.signed_in(seeding.crowd(settings.DATABASE_URL, size, min(DIRECTS, size - 1)))


def groups(people: list[Player], writers: list[Player]) -> dict[str, int]:
    """Distribute all people over groups; return each group with the number of its writer."""
    members = max(len(people) // 20, 2)
    count = ROOMS_EACH * len(people) // members
    made = {}
    for n in range(count):
        first = n * len(people) // count
        there = [people[(first + m) % len(people)] for m in range(members)]
        made[str(cast.group(writers[n % len(writers)], there))] = n % len(writers)
    return made


async def cut_all(followers: list[Follower], rooms: Rooms) -> list[float]:
    """Reset every socket and write into each room; return how long each took to be in sync, except those who gave up.

    A person is in sync who has caught up and has the last position of each room that was acknowledged by then.
    """
    began = time.perf_counter()
    lost = [one.socket.closed for one in followers if one.socket is not None]
    for one in followers:
        if one.socket is not None:
            one.socket.reset()
    await asyncio.gather(*lost)

    async def back(follower: Follower) -> float | None:
        while time.perf_counter() < began + GIVE_UP_SECONDS:
            if follower.caught_up.is_set() and not rooms.is_behind(follower):
                return time.perf_counter() - began
            await asyncio.sleep(LOOK_SECONDS)
        return None

    coming = asyncio.gather(*map(back, followers))
    await asyncio.gather(*map(rooms.write, rooms.writers))
    return [took for took in await coming if took is not None]


async def settled(followers: list[Follower], rooms: Rooms) -> None:
    """Return when nobody misses a message, or after a few seconds."""
    until = time.perf_counter() + 5
    while time.perf_counter() < until and rooms.missing(followers):  # noqa: ASYNC110 - the sockets note it
        await asyncio.sleep(LOOK_SECONDS)


async def most_connections(over: asyncio.Future[Any]) -> dict[str, Any]:
    """Return the most connections that the web processes had to the database until `over`, in total and by name."""
    most, by_name = 0, dict[str, int]()
    async with await AsyncConnection.connect(settings.DATABASE_URL, autocommit=True) as connection:
        while not over.done():
            found: dict[str, int] = dict(await (await connection.execute(CONNECTIONS)).fetchall())
            most = max(most, sum(found.values()))
            by_name = {name: max(by_name.get(name, 0), found.get(name, 0)) for name in sorted({*by_name, *found})}
            await asyncio.wait({over}, timeout=SAMPLE_SECONDS)
    return {"most": most, "by name": by_name}


def documented_connections() -> int:
    """Return the largest number of connections of one web process, as documented in docs/operations.md."""
    return int(settings.DATABASE_POOL_SIZE + settings.ASYNC_DATABASE_POOL_SIZE + BESIDE_POOLS)
