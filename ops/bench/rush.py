"""S6: a crowd that connects at once, and what the server's poll costs while it is there."""

import asyncio
import time
from itertools import count
from random import random
from typing import Any
from uuid import UUID

from django.conf import settings

from chat.selectors.live import changed_since
from common.bridge import in_thread
from common.database import close_pool, connection
from ops.bench import cast, seeding
from ops.bench.cast import Player
from ops.bench.figures import Figures, percentiles, processor_seconds, resident_bytes
from ops.bench.wire import Socket, open_socket
from ops.supervisor.valkey import EmbeddedValkey

POLLS = 10
WATCHED_FOR = 3  # times the seconds asked for, because a poll comes only every ten seconds
BACKOFF_SECONDS_MAX = 30.0
GIVE_UP_SECONDS = 120.0
SETTLE_SECONDS = 3.0
SAMPLE_SECONDS = 0.1


async def rush(port: int, seconds: float, size: int) -> dict[str, Any]:
    """S6: people connect at once, each with as many conversations as there are people; then nothing happens.

    Half of the conversations are direct ones, the other half groups of a tenth of the people.
    """
    members = max(size // 10, 2)
    groups = size * (size - size // 2) // members
    user_ids = await in_thread(seeding.crowd, settings.DATABASE_URL, size, size // 2, groups, members)
    people = await in_thread(cast.signed_in, user_ids)
    sockets, connecting = await connected(port, people)
    with_redis, one_poll = await a_minute(seconds), await poll(user_ids)
    await in_thread(stop_redis)
    await asyncio.sleep(SETTLE_SECONDS)
    minutes = {"with Redis": with_redis, "without Redis": await a_minute(seconds)}
    lost = len(people) - sum(not socket.closed.done() for socket in sockets)
    for socket in sockets:
        socket.close()
    return connecting | {"lost": lost, "one poll": one_poll, "processor seconds a minute": minutes}


async def connected(port: int, people: list[Player]) -> tuple[list[Socket], dict[str, Any]]:
    """Connect and sign in all people at once; a refused one comes back as the protocol says. Return how that went."""
    before = resident_bytes("server")
    sampling = asyncio.create_task(peak())
    used: Figures = {}
    refused = 0

    async def ready(player: Player) -> tuple[Socket, float] | None:
        nonlocal refused
        for tries in count():
            try:
                return await open_socket(port, player.token), time.perf_counter() - began
            except OSError:
                refused += 1
            if time.perf_counter() - began > GIVE_UP_SECONDS:
                break
            await asyncio.sleep(random() * min(2**tries, BACKOFF_SECONDS_MAX))  # noqa: S311 - spreads clients
        return None

    with processor_seconds(used):
        began = time.perf_counter()
        found = await asyncio.gather(*map(ready, people))
    opened = [one for one in found if one is not None]
    await asyncio.sleep(SETTLE_SECONDS)
    sampling.cancel()
    memory = {"before": before, "peak": await sampling, "after": resident_bytes("server")}
    return [socket for socket, _ in opened], {
        "sockets": len(opened),
        "refused": refused,
        "milliseconds until ready": percentiles([took for _, took in opened]),
        "processor seconds": {name: round(one, 2) for name, one in used.items()},
        "megabytes": {name: round(one / 2**20, 1) for name, one in memory.items()},
    }


async def peak() -> int:
    """Return the server's largest resident memory until this task is cancelled."""
    largest = 0
    try:
        while True:
            largest = max(largest, await in_thread(resident_bytes, "server"))
            await asyncio.sleep(SAMPLE_SECONDS)
    except asyncio.CancelledError:
        return largest


async def a_minute(seconds: float) -> Figures:
    """Watch for some time; return the processor seconds of one minute in which nothing happens."""
    used: Figures = {}
    with processor_seconds(used):
        await asyncio.sleep(WATCHED_FOR * seconds)
    return {name: round(used[name] * 60 / (WATCHED_FOR * seconds), 2) for name in ("server", "database")}


async def poll(user_ids: list[UUID]) -> dict[str, Any]:
    """Run the query of the server's poll in this process, again and again, when nothing has changed."""
    async with connection() as borrowed:
        rows = await (await borrowed.execute("SELECT id FROM chat_conversation")).fetchall()
    rooms = [conversation_id for (conversation_id,) in rows]
    since = (await changed_since(None, [], [])).snapshot
    took, used = [], Figures()
    with processor_seconds(used):
        for _ in range(POLLS):
            began = time.perf_counter()
            await changed_since(since, user_ids, rooms)
            took.append(time.perf_counter() - began)
    await close_pool()
    return {
        "milliseconds": percentiles(took),
        "processor milliseconds": {
            "server": round(1000 * used["generator"] / POLLS, 1),
            "database": round(1000 * used["database"] / POLLS, 1),
        },
    }


def stop_redis() -> None:
    """Stop the stage's Valkey, as if it had died."""
    valkey = EmbeddedValkey(settings.VAR_DIR)
    valkey.process = valkey.left_over()
    assert valkey.process is not None
    valkey.stop()
