"""A child of `manage.py up`: a web process, the worker or beat. It is started again when it dies."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ops.supervisor.account import Account
from ops.supervisor.commands import ROOT
from ops.supervisor.launch import rotate
from ops.supervisor.processes import Process

BACKOFF_SECONDS = 0.5
BACKOFF_SECONDS_MAX = 30.0
# A child that ran for this time was healthy: after its next death the delays begin again with the shortest.
WELL_AFTER_SECONDS = 60.0


class Child:
    """One process in a session of its own. Its output goes to `var_dir`/log/<name>.log."""

    def __init__(self, name: str, command: Sequence[str], var_dir: Path, **environment: str) -> None:
        """Prepare a child; nothing is started yet."""
        self.name = name
        self.command = command
        # The Unix user that it runs as. None: our own.
        self.account: Account | None = None
        self.environment = environment
        self.log = var_dir / "log" / f"{name}.log"
        self.pid_file = var_dir / "pids" / name
        self.child: subprocess.Popen[bytes] | None = None
        self.process: Process | None = None
        self.started_at = 0.0
        self.start_again_at = 0.0
        self.delay = BACKOFF_SECONDS

    def start(self) -> None:
        """Start the process, without waiting until it is ready."""
        rotate(self.log)
        # libpq looks for files in the home directory and fails if it may not enter it.
        home = {"HOME": str(self.log.parents[1])} if self.account else {}
        run_as = self.account.run_as() if self.account else {}
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(  # noqa: S603  # our own commands
                self.command,
                env=os.environ | {"PYTHONUNBUFFERED": "1"} | self.environment | home,
                **run_as,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started_at = time.monotonic()
        self.process = Process.running(self.child.pid)
        if self.process is not None:
            self.process.record(self.pid_file)

    def exit_code(self) -> int | None:
        """Return the exit code (negative: the signal that ended it), None while the process runs."""
        return None if self.child is None else self.child.poll()

    def plan_restart(self) -> float:
        """Note that the process died; return in how many seconds to start it again."""
        self.kill_group()
        self.child = self.process = None
        now = time.monotonic()
        if now - self.started_at > WELL_AFTER_SECONDS:
            self.delay = BACKOFF_SECONDS
        delay, self.delay = self.delay, min(2 * self.delay, BACKOFF_SECONDS_MAX)
        self.start_again_at = now + delay
        return delay

    def ask_to_stop(self) -> None:
        """Ask the process to end, without waiting."""
        if self.process is not None:
            self.process.send(signal.SIGTERM)

    def wait_stopped(self, seconds: float) -> bool:
        """Wait for the end, then kill the rest of its group. Return False if the process had to be killed."""
        in_time = self.process is None or self.process.wait_gone(seconds)
        if self.child is not None:
            self.kill_group()
            self.child.wait()
        self.child = self.process = None
        self.pid_file.unlink(missing_ok=True)
        return in_time

    def kill_group(self) -> None:
        """Kill the processes that it left behind. The group's number stays ours until the last of them is gone."""
        if self.child is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.child.pid, signal.SIGKILL)


class LeftOvers:
    """The web processes, workers and beats that a killed run left behind."""

    def __init__(self, var_dir: Path) -> None:
        """Find the processes and ask them to end."""
        notes = [note for note in (var_dir / "pids").glob("*") if note.name.startswith(("web-", "worker", "beat"))]
        found = {note: Process.recorded(note) for note in notes}
        self.processes = {note.name: process for note, process in found.items() if process}
        for process in self.processes.values():
            process.send(signal.SIGTERM)
        self.asked_at = time.monotonic()

    def end(self, seconds: float) -> list[str]:
        """Kill those that have not ended `seconds` after being asked; return the names of all."""
        for process in self.processes.values():
            if not process.wait_gone(max(0.0, self.asked_at + seconds - time.monotonic())):
                process.kill_group()
        return sorted(self.processes)
