"""Connections that break: between clients and web, web and PostgreSQL, web and Valkey."""

import asyncio
from random import Random
from typing import Any

from ops.prove.faults.fault import Fault
from ops.prove.recording import Recording
from ops.prove.stage import Stage

LASTS_SECONDS = (1.0, 4.0)
DELAY_SECONDS = (0.02, 0.4)
# The share of the connections of one process that break.
SHARE = (0.3, 1.0)
# The server finds a dead or stuck client by itself within this time.
STUCK_SECONDS = 12.0


def lasting(pair: str, mode: str) -> Fault:
    """Return a fault of all connections between one pair that lasts for a while."""

    async def fault(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
        name = f"{pair}-{random.randrange(len(stage.webs))}"
        seconds = random.uniform(*LASTS_SECONDS)
        how = {"seconds": random.uniform(*DELAY_SECONDS)} if mode == "delay" else {}
        links = await asyncio.to_thread(lambda: stage.proxy.set(name, mode, **how))
        try:
            await asyncio.sleep(seconds)
        finally:
            await asyncio.to_thread(stage.proxy.set, name, "pass")
        return {"where": name, "links": links, "lasted_seconds": round(seconds, 3), **how}

    return fault


def sudden(pair: str, mode: str) -> Fault:
    """Return a fault of some connections between one pair at one moment."""

    async def fault(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
        name = f"{pair}-{random.randrange(len(stage.webs))}"
        share, seed = random.uniform(*SHARE), random.getrandbits(32)
        links = await asyncio.to_thread(lambda: stage.proxy.set(name, mode, share=share, seed=seed))
        return {"where": name, "links": links}

    return fault


async def stop_reading(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
    """Let some clients read nothing for so long that the server closes their connections."""
    name = f"clients-{random.randrange(len(stage.webs))}"
    share, seed = random.uniform(*SHARE), random.getrandbits(32)
    links = await asyncio.to_thread(lambda: stage.proxy.set(name, "stop_reading", share=share, seed=seed))
    try:
        await asyncio.sleep(STUCK_SECONDS)
    finally:
        await asyncio.to_thread(stage.proxy.set, name, "pass")
    return {"where": name, "links": links}


NETWORK: dict[str, Fault] = {
    **{f"{pair}_{mode}": lasting(pair, mode) for pair in ("clients", "postgres", "valkey") for mode in (
        "drop", "delay", "refuse")},
    **{f"{pair}_{mode}": sudden(pair, mode) for pair in ("clients", "postgres", "valkey") for mode in (
        "reset", "half_close")},
    "clients_vanish": sudden("clients", "vanish"),
    "clients_stop_reading": stop_reading,
}  # fmt: skip
