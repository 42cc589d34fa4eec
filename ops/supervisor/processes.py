"""Processes by pid and start time, so that we never signal a process that got the pid of another one later."""

import contextlib
import os
import select
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PROC = Path("/proc/self/stat").exists()


@dataclass(frozen=True, slots=True)
class Process:
    """A process of this machine, running or not: its pid, and a mark that no later process with that pid has."""

    pid: int
    started: str

    @classmethod
    def running(cls, pid: int) -> Self | None:
        """Return the process that has this pid now, None if there is none (a zombie counts as none)."""
        started = start_mark(pid)
        return None if started is None else cls(pid, started)

    @classmethod
    def recorded(cls, path: Path) -> Self | None:
        """Return the process recorded in `path` if it still runs."""
        try:
            pid, started = path.read_text().split("\n")[:2]
            process = cls(int(pid), started)
        except (FileNotFoundError, ValueError):
            return None
        return process if process.is_alive() else None

    def record(self, path: Path) -> None:
        """Record the process in `path`, for the next run to find."""
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(f"{self.pid}\n{self.started}\n")
        new.replace(path)

    def is_alive(self) -> bool:
        """Return whether this very process still runs."""
        return start_mark(self.pid) == self.started

    def send(self, number: signal.Signals, *, group: bool = False) -> None:
        """Send a signal, to the whole process group if asked. Does nothing if the process is gone."""
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(self.pid, number)

    def wait_gone(self, seconds: float) -> bool:
        """Wait until the process has ended, at most `seconds`; return whether it has."""
        deadline = time.monotonic() + seconds
        if hasattr(os, "pidfd_open"):
            try:
                descriptor = os.pidfd_open(self.pid)
            except (ProcessLookupError, OSError):
                descriptor = -1
            if descriptor >= 0:
                try:
                    if self.is_alive():
                        select.select([descriptor], [], [], seconds)
                finally:
                    os.close(descriptor)
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)  # between two looks at another process
        return True

    def stop(self, number: signal.Signals, seconds: float) -> bool:
        """Ask with `number`, wait, then kill the process group. Return False if it had to be killed."""
        self.send(number)
        if self.wait_gone(seconds):
            return True
        self.kill_group()
        return False

    def kill_group(self) -> None:
        """Kill the process and everything that it started, at once."""
        self.send(signal.SIGKILL, group=True)
        self.send(signal.SIGKILL)
        self.wait_gone(10)


def start_mark(pid: int) -> str | None:
    """Return the start time in the format of the system; None if there is no process, or only a zombie."""
    if PROC:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] in "ZX" else fields[19]
    answer = subprocess.run(  # noqa: S603  # a fixed command, and a number
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],  # noqa: S607  # where ps lies differs between systems
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    state, _, started = answer.partition(" ")
    return None if not state or state.startswith("Z") else started.strip()
