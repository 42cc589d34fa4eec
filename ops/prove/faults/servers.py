"""Processes that die and come back (web, worker, Valkey, PostgreSQL), and the orderly restart."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import redis

from ops.prove.recording import Recording
from ops.prove.stage import Server, Stage, wait_until
from ops.supervisor.postgres import EmbeddedPostgres, works_in

# How long a process stays away before it is started again.
AWAY_SECONDS = (0.2, 2.0)
LONG_AWAY_SECONDS = 30.0
PROC = Path("/proc")
GONE_SECONDS = 10.0


async def kill_web(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
    """Kill a web process."""
    return await kill(random.choice(stage.webs), random)


async def kill_worker(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
    """Kill the worker."""
    return await kill(stage.worker, random)


async def kill(server: Server, random: Random) -> dict[str, Any]:
    """Kill a process, start it again after a while, and wait until it is ready."""
    await asyncio.to_thread(server.kill)
    await asyncio.sleep(random.uniform(*AWAY_SECONDS))
    began = time.monotonic()
    server.start()
    await asyncio.to_thread(server.wait_ready)
    return {"process": server.name, "ready_seconds": passed(began)}


async def kill_valkey(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
    """Kill Valkey. It comes back empty."""
    return await valkey_away_for(stage, random.uniform(*AWAY_SECONDS))


async def valkey_away(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
    """Leave all processes without Valkey for a long time."""
    return await valkey_away_for(stage, LONG_AWAY_SECONDS)


async def valkey_away_for(stage: Stage, seconds: float) -> dict[str, Any]:
    """Kill Valkey and start an empty one after a while."""
    await asyncio.to_thread(stage.valkey.kill)
    await asyncio.sleep(seconds)
    began = time.monotonic()
    await asyncio.to_thread(stage.valkey.start)
    return {"away_seconds": seconds, "ready_seconds": passed(began)}


async def flushall(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
    """Empty Valkey while it runs."""
    with redis.Redis.from_url(stage.valkey.url) as client:
        await asyncio.to_thread(client.flushall)
    return {}


async def kill_postgres(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
    """Kill every process of PostgreSQL at once. Everything that it had acknowledged is on disk."""
    await asyncio.to_thread(kill_all, stage.postgres)
    await asyncio.sleep(random.uniform(*AWAY_SECONDS))
    began = time.monotonic()
    await asyncio.to_thread(stage.postgres.start)
    answers = time.monotonic()
    for web in stage.webs:
        await asyncio.to_thread(web.wait_ready)
    return {"ready_seconds": passed(began), "answering_seconds": passed(answers)}


def kill_all(postgres: EmbeddedPostgres) -> None:
    """Kill the processes that work in this data directory, and wait until none is left."""
    pids = working_in(postgres.data)
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    postgres.kill()
    wait_until(lambda: not working_in(postgres.data), lambda: False, "PostgreSQL does not die", GONE_SECONDS)


def working_in(data: Path) -> list[int]:
    """Return the ids of the processes that work in a data directory, the lowest one first."""
    return sorted(int(path.name) for path in PROC.glob("[0-9]*") if works_in(data, int(path.name)))


async def rolling_restart(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
    """Ask each web process to end, one after the other, and start it again when it has drained."""
    codes, seconds = [], []
    for number, web in enumerate(stage.webs):
        began = time.monotonic()
        recording.write("drain", web=number, phase="begin")
        codes.append(await asyncio.to_thread(web.terminate))
        recording.write("drain", web=number, phase="end")
        seconds.append(passed(began))
        web.start()
        await asyncio.to_thread(web.wait_ready)
    return {"exit_codes": codes, "drain_seconds": seconds}


def passed(began: float) -> float:
    """Return how many seconds have passed since then."""
    return round(time.monotonic() - began, 3)
