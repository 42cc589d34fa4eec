"""One run: the stage, the clients, the faults, the end, and the history of it all."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import orjson

from ops.prove.crowd import Crowd
from ops.prove.faults import Fault
from ops.prove.feed import RECORDER
from ops.prove.recording import Recording
from ops.prove.stage import Stage
from ops.prove.truth import behind_in_feed, truth
from ops.supervisor.commands import ROOT

# Without --minutes: the highest rate of messages, and the least time for each fault.
PER_SECOND = 150.0
SECONDS_PER_FAULT = 8.0
PAUSE_SECONDS = (1.0, 4.0)
LOOK_SECONDS = 0.2
# Longer than the routers' poll, which finds the changes that nobody published.
SETTLE_SECONDS = 40.0
# A run that makes no progress is ended after this multiple of the time that it should take.
PATIENCE = 4.0


@dataclass
class Run:
    """What the run was asked to do. `minutes` None: as long as the messages and the faults take."""

    messages: int
    clients: int
    seed: int
    faults: Mapping[str, Fault]
    minutes: float | None = None

    @property
    def seconds(self) -> float:
        """Over how many seconds the messages are spread."""
        if self.minutes is not None:
            return self.minutes * 60
        return max(self.messages / PER_SECOND, SECONDS_PER_FAULT * len(self.faults), 5.0)


ReportProgress = Callable[[str, int], None]


def play(run: Run, stage: Stage, report_progress: ReportProgress) -> Path:
    """Play a run on a stage and return the directory of its history. `report_progress` gets phase and message count."""
    return asyncio.run(Director(run, stage, report_progress).play())


class Director:
    """Directs one run."""

    def __init__(self, run: Run, stage: Stage, report_progress: ReportProgress) -> None:
        self.run, self.stage, self.report_progress = run, stage, report_progress
        self.history = stage.var_dir / "history"
        self.recording = Recording(self.history, "director")
        self.crowd = Crowd()
        self.phase = "starting"
        self.random = Random(run.seed)  # noqa: S311 - a run is to be repeatable

    async def play(self) -> Path:
        """Play the run from the first sign-in to the last look into the database."""
        cast = await asyncio.to_thread(make_cast, self.stage.environment, self.run)
        await self.crowd.start(cast, self.stage.addresses, self.stage.var_dir, self.run.seed)
        watching = [asyncio.ensure_future(self.report()), asyncio.ensure_future(self.supervise())]
        if self.stage.has_feed:
            self.recording.write("feeding")
        try:
            await self.step("connected")
            await self.act()
            await self.end(cast)
        finally:
            for task in watching:
                task.cancel()
            await self.crowd.end(at_once=True)
            self.recording.close()
        return self.history

    async def report(self) -> None:
        """Report the progress now and then."""
        while True:
            self.report_progress(self.phase, self.crowd.acknowledged)
            await asyncio.sleep(LOOK_SECONDS)

    async def supervise(self) -> None:
        """Start again what ended by itself."""
        while True:
            self.stage.start_again()
            await asyncio.sleep(LOOK_SECONDS)

    async def step(self, step: str, **fields: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - what a step needs
        """Have all clients do a step."""
        self.phase = step
        return await self.crowd.step(step, **fields)

    async def act(self) -> None:
        """Let the clients act and break things, until there were enough messages and each fault."""
        began = time.monotonic()
        await self.step("act", per_second=self.run.messages / self.run.seconds / self.run.clients * 1.5)
        breaking = asyncio.ensure_future(self.break_things())
        try:
            while self.crowd.acknowledged < self.run.messages or not breaking.done():
                took = time.monotonic() - began
                if took > self.run.seconds and (self.run.minutes is not None or took > PATIENCE * self.run.seconds):
                    break
                self.crowd.require_running()
                if breaking.done():
                    breaking.result()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            self.enough = True
            self.phase = "the last fault"
            await breaking
        self.recording.write("faults_over")

    enough = False

    async def break_things(self) -> None:
        """Break things: each fault once, in random order, then again until there were enough messages."""
        names, each = sorted(self.run.faults), False
        while names:
            self.random.shuffle(names)
            for name in names:
                await asyncio.sleep(self.random.uniform(*PAUSE_SECONDS))
                if self.enough or (each and self.crowd.acknowledged >= self.run.messages):
                    return
                self.phase = name
                self.recording.write("fault", name=name, phase="begin", details={})
                details = await self.run.faults[name](self.stage, self.random, self.recording)
                self.recording.write("fault", name=name, phase="end", details=details)
                self.recording.flush()
                self.phase = "act"
            each = True

    async def end(self, cast: dict[str, Any]) -> None:
        """Let all clients come back, write once more, fall quiet and note what they hold."""
        await self.step("stop")
        await self.step("connected")
        await self.step("late")
        await self.settle()
        self.recording.write("quiet")
        await self.step("finish")
        await self.finish_feed()
        ids = [one["id"] for one in cast["conversations"]]
        conversations = await asyncio.to_thread(truth, self.stage.environment["DATABASE_URL"], ids)
        self.recording.write("sql", conversations=conversations)
        await self.crowd.end()

    async def settle(self) -> None:
        """Wait until all clients are up to date twice in a row, or for so long that they never will be."""
        deadline, good = time.monotonic() + SETTLE_SECONDS, 0
        while good < 2 and time.monotonic() < deadline:
            answers = await self.step("settle")
            behind = [one for answer in answers for one in answer["behind"]]
            good = 0 if behind else good + 1
            self.recording.write("settling", behind=behind[:20])
            await asyncio.sleep(1)

    async def finish_feed(self) -> None:
        """Wait until the feed's consumer was handed everything, or for so long that it never will be."""
        deadline, url = time.monotonic() + SETTLE_SECONDS, self.stage.environment["DATABASE_URL"]
        while self.stage.has_feed and time.monotonic() < deadline:
            if await asyncio.to_thread(behind_in_feed, url, RECORDER.name) == 0:
                break
            await asyncio.sleep(LOOK_SECONDS)


def make_cast(environment: Mapping[str, str], run: Run) -> dict[str, Any]:
    """Make the people of the run, with the settings of the stage."""
    command: Sequence[str] = [sys.executable, "-m", "ops.prove.cast", str(run.clients), str(run.seed)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603 - ours
    made: dict[str, Any] = orjson.loads(done.stdout)
    return made
