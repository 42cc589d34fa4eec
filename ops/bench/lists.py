"""What the list of conversations costs one person with 1,000 of them, among the history of all other people."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from chat.store import conversations, live, sync
from chat.store.conversations import Wanted
from common.database import connection_options
from ops.bench import seeding
from ops.bench.scratch import scratch_database

CONVERSATIONS = 1000
PAGE = 50


def run(conversation_count: int, messages_each: int, times: int, repetitions: int) -> list[dict[str, Any]]:
    """Make the history in a database of its own, and measure there `times` times, in milliseconds of a round trip."""
    with scratch_database() as url:
        began = time.monotonic()
        reader = seeding.history(url, conversation_count, messages_each, CONVERSATIONS)
        seeded = time.monotonic() - began
        return [
            {
                "conversations": conversation_count,
                "messages": conversation_count * messages_each,
                "seed_seconds": round(seeded, 1),
                "milliseconds": asyncio.run(measure(url, reader, repetitions)),
            }
            for _ in range(times)
        ]


async def measure(url: str, reader: UUID, repetitions: int) -> dict[str, dict[str, float]]:
    """Return the median and p99 of each statement in milliseconds, on a connection like those of the server."""
    async with await AsyncConnection.connect(url, **connection_options("parley bench")) as connection:
        listed = await conversations.conversations(connection, reader, Wanted(), before=None, limit=CONVERSATIONS)
        assert len(listed) == CONVERSATIONS
        middle = (listed[500].last_activity_at, listed[500].id)
        moment = await sync.now(connection)
        ids = {row.id for row in listed}
        ancient = moment._replace(snapshot="4:4:")
        statements: dict[str, Callable[[], Awaitable[Any]]] = {
            f"first page of {PAGE}": lambda: conversations.conversations(
                connection, reader, Wanted(), before=None, limit=PAGE
            ),
            f"page of {PAGE} from the middle": lambda: conversations.conversations(
                connection, reader, Wanted(), before=middle, limit=PAGE
            ),
            "sync, none of 1,000 changed": lambda: sync.changed_conversations(connection, reader, moment, None, 1000),
            "heads of all 1,000": lambda: sync.changed_conversations(connection, reader, ancient, None, 1000),
            "the server's poll, nothing changed": lambda: live.changed(connection, moment.snapshot, [reader], ids, 1),
            "memberships when a socket opens": lambda: live.memberships(connection, reader),
        }
        return {name: await timed(statement, repetitions) for name, statement in statements.items()}


async def timed(statement: Callable[[], Awaitable[Any]], repetitions: int) -> dict[str, float]:
    """Run a statement `repetitions` times, one after the other."""
    for _ in range(10):
        await statement()
    took = []
    for _ in range(repetitions):
        began = time.perf_counter()
        await statement()
        took.append(1000 * (time.perf_counter() - began))
    return {"median": round(median(took), 2), "p99": round(quantiles(took, n=100)[98], 2)}
