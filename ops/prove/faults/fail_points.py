"""Faults inside a web process. tests/ patches them in: only a checkout has them, and no setting weakens a guard."""

import asyncio
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

from ops.prove.faults.fault import Fault
from ops.prove.recording import Recording
from ops.prove.stage import Server, Stage
from ops.supervisor.commands import ROOT

FAILING = ROOT / "tests" / "ops" / "prove" / "failing.py"
# By name: the argument for tests/ops/prove/failing.py.
POINTS = {
    "death_before_publish": "die:before_publish",
    "death_before_ack": "die:before_ack",
    "clock_jump": "clock:3600",
}
DEATH_SECONDS = 15.0
# The exit code of a process that dies at its point.
DIED = 9
JUMPED_SECONDS = 5.0


def fail_points() -> dict[str, Fault]:
    """Return the fail points that this installation has: none outside a checkout."""
    return {name: inside(point) for name, point in POINTS.items()} if FAILING.exists() else {}


def wrapped(*points: str, program: Path = FAILING) -> list[str]:
    """Return the command line of a web process with these patches."""
    return [sys.executable, str(program), *points, "serve"]


def wait_ready(web: Server) -> None:
    """Wait until a process is ready. A process that was ready and has died at its point counts as ready."""
    try:
        web.wait_ready()
    except RuntimeError:
        if web.process is None or web.process.poll() != DIED:
            raise


def ends(web: Server, seconds: float) -> bool:
    """Wait at most `seconds` until a process ends; return whether it ended."""
    assert web.process is not None
    try:
        web.process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def inside(point: str) -> Fault:
    """Return the fault of a process that is patched at one point for a while, or until it dies there."""

    async def fault(stage: Stage, random: Random, recording: Recording) -> dict[str, Any]:
        web = random.choice(stage.webs)
        await asyncio.to_thread(web.kill)
        web.start(wrapped(point))
        await asyncio.to_thread(wait_ready, web)
        seconds = DEATH_SECONDS if point.startswith("die:") else JUMPED_SECONDS
        died = await asyncio.to_thread(ends, web, seconds)
        await asyncio.to_thread(web.kill)
        web.start()
        await asyncio.to_thread(web.wait_ready)
        return {"process": web.name, "point": point, "died": died}

    return fault
