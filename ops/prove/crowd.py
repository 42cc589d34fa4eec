"""The processes that simulate clients, as the director sees them."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from ops.supervisor.commands import ROOT
from ops.supervisor.processes import Process

Json = dict[str, Any]
CLIENTS_PER_PROCESS = 20
PROCESSES = 4
# The kinds of twenty clients, in turn.
KINDS = ("socket", "poll", "socket", "socket", "rest") * 2 + ("socket", "poll", "socket", "socket", "socket") * 2
STEP_SECONDS = 300.0
LINE_BYTES = 2**26


class Crowd:
    """All clients."""

    def __init__(self) -> None:
        self.processes: list[asyncio.subprocess.Process] = []
        self._acknowledged: dict[int, int] = {}
        self._answers: list[asyncio.Queue[Json]] = []
        self._readers: list[asyncio.Task[None]] = []

    @property
    def acknowledged(self) -> int:
        """Return how many messages were acknowledged so far."""
        return sum(self._acknowledged.values())

    async def start(self, cast: Json, addresses: Sequence[str], var_dir: Path, seed: int) -> None:
        """Start the processes and record them in `var_dir` for the guard. All clients connect at once."""
        clients = [
            {"name": f"{KINDS[number % len(KINDS)]}-{number}", "kind": KINDS[number % len(KINDS)], **one}
            for number, one in enumerate(cast["clients"])
        ]
        count = min(PROCESSES, -(-len(clients) // CLIENTS_PER_PROCESS))
        for number in range(count):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "ops.prove.clients", cwd=ROOT, stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE, start_new_session=True, limit=LINE_BYTES,
            )  # fmt: skip
            if running := Process.running(process.pid):
                running.record(var_dir / "pids" / f"clients-{number}")
            self.processes.append(process)
            self._answers.append(asyncio.Queue())
            self._readers.append(asyncio.ensure_future(self._read(number, process)))
            plan = {
                "number": number, "history": str(var_dir / "history"), "seed": seed, "addresses": list(addresses),
                "clients": clients[number::count],
                "conversations": {one["id"]: one for one in cast["conversations"]},
            }  # fmt: skip
            await self._order(process, plan)

    async def _read(self, number: int, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            answer = orjson.loads(line)
            if "acknowledged" in answer:
                self._acknowledged[number] = answer["acknowledged"]
            else:
                self._answers[number].put_nowait(answer)
        self._answers[number].put_nowait({})

    async def _order(self, process: asyncio.subprocess.Process, what: Json) -> None:
        assert process.stdin is not None
        process.stdin.write(orjson.dumps(what) + b"\n")
        await process.stdin.drain()

    async def step(self, step: str, **fields: Any) -> list[Json]:  # noqa: ANN401 - what a step needs
        """Have every process do a step and return their answers. Raises RuntimeError if a process ended."""
        for process in self.processes:
            await self._order(process, {"step": step, **fields})
        async with asyncio.timeout(STEP_SECONDS):
            answers = [await queue.get() for queue in self._answers]
        if any(answer.get("done") != step for answer in answers):
            raise RuntimeError(f"a process of clients ended during {step!r}")
        return answers

    def require_running(self) -> None:
        """Raise RuntimeError if a process ended by itself."""
        if any(process.returncode is not None for process in self.processes):
            raise RuntimeError("a process of clients ended by itself")

    async def end(self, *, at_once: bool = False) -> None:
        """Wait until all processes end, or kill them."""
        for process in self.processes:
            if process.stdin is not None:
                process.stdin.close()
            if at_once and process.returncode is None:
                process.kill()
        await asyncio.gather(*(process.wait() for process in self.processes), *self._readers)
        if at_once:
            # asyncio closes the pipes later, but the event loop may be about to close itself.
            await asyncio.sleep(0)
