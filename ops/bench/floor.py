"""The limits of this machine: an echo of the same server, and a row that is safe on the disk. Nothing is faster."""

import asyncio
import time
from typing import Any

import psycopg
from django.conf import settings
from psycopg import AsyncConnection

from common.bridge import in_thread
from ops.bench import cast
from ops.bench.figures import Figures, per_thousand, percentiles, processor_seconds
from ops.bench.wire import Socket, open_socket

SOCKETS = 20
WRITERS = 20
# The pace of s1. A machine that sleeps between two messages takes longer than one that is kept busy.
PER_SECOND = 10
TABLE = "CREATE TABLE IF NOT EXISTS bench_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text)"
INSERT = "INSERT INTO bench_floor (text) VALUES (%s)"


async def floor(port: int, seconds: float, _size: int) -> dict[str, Any]:
    """Return the figures of pings and of inserted rows: from 20 connections, from one alone, and from one at a pace."""
    people = await in_thread(cast.players, SOCKETS)
    sockets = [await open_socket(port, one.token) for one in people]
    async with await AsyncConnection.connect(settings.DATABASE_URL, autocommit=True) as connection:
        await connection.execute(TABLE)
    alone = seconds / 4
    return {
        "one echo": await echoes(sockets[:1], alone),
        f"echoes on {SOCKETS} sockets": await echoes(sockets, seconds),
        f"an echo, {PER_SECOND} a second": await echoes(sockets[:1], seconds, PER_SECOND),
        "one durable row": await rows(1, alone),
        f"durable rows on {WRITERS} connections": await rows(WRITERS, seconds),
        f"a durable row, {PER_SECOND} a second": await rows(1, seconds, PER_SECOND),
    }


async def echoes(sockets: list[Socket], seconds: float, per_second: float = 0) -> dict[str, Any]:
    """Each socket pings again as soon as it is answered, or `per_second` times a second."""
    took: list[float] = []
    used: Figures = {}

    async def ping(socket: Socket) -> None:
        answered = asyncio.Event()
        socket.on_frame = lambda _frame: answered.set()
        while (began := time.perf_counter()) < until:
            socket.send(b'{"id":1,"type":"ping"}')
            await answered.wait()
            answered.clear()
            took.append(time.perf_counter() - began)
            await rest(began, per_second)

    with processor_seconds(used):
        until = time.perf_counter() + seconds
        await asyncio.gather(*map(ping, sockets))
    return figures(took, seconds, used)


async def rows(connections: int, seconds: float, per_second: float = 0) -> dict[str, Any]:
    """Each connection inserts and commits one row after the other, or `per_second` rows a second."""
    took: list[float] = []
    used: Figures = {}

    async def insert(connection: psycopg.AsyncConnection[Any]) -> None:
        while (began := time.perf_counter()) < until:
            await connection.execute(INSERT, ["x" * 100])
            took.append(time.perf_counter() - began)
            await rest(began, per_second)

    opened = [
        await AsyncConnection.connect(settings.DATABASE_URL, autocommit=True, prepare_threshold=1)
        for _ in range(connections)
    ]
    with processor_seconds(used):
        until = time.perf_counter() + seconds
        await asyncio.gather(*map(insert, opened))
    for connection in opened:
        await connection.close()
    return figures(took, seconds, used)


async def rest(began: float, per_second: float) -> None:
    """Wait until the next time is due at this pace (0: do not wait)."""
    if per_second:
        await asyncio.sleep(max(began + 1 / per_second - time.perf_counter(), 0))


def figures(took: list[float], seconds: float, used: Figures) -> dict[str, Any]:
    """Return the rate, the times and the processor time."""
    return {
        "per second": round(len(took) / seconds, 1),
        "milliseconds": percentiles(took),
        "processor seconds per 1,000": per_thousand(used, len(took)),
    }
