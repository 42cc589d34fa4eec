"""What the embedded servers have in common: `start` adopts, replaces or begins one, and `stop` keeps the data."""

import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from config.places import socket_dir
from ops.supervisor.launch import tail
from ops.supervisor.problems import CannotStart
from ops.supervisor.processes import Process

READY_SECONDS = 60.0
ADOPT_SECONDS = 10.0
POLL_SECONDS = 0.01


class EmbeddedServer(ABC):
    """One server with its data under `var_dir`, reached through a Unix socket only."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    stop_seconds: ClassVar[float]

    def __init__(self, var_dir: Path) -> None:
        """Prepare the paths; nothing is started yet."""
        self.var_dir = var_dir
        self.sockets = socket_dir(var_dir)
        self.log = var_dir / "log" / f"{self.name}.log"
        self.pid_file = var_dir / "pids" / self.name
        self.process: Process | None = None
        self.child: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The URL of the server, as for DATABASE_URL or REDIS_URL."""

    @abstractmethod
    def answers(self) -> bool:
        """Return whether the server answers now. Raises CannotStart if it never will."""

    @abstractmethod
    def launch(self) -> subprocess.Popen[bytes]:
        """Start the program."""

    def left_over(self) -> Process | None:
        """Return the server that an earlier run left behind, if one runs."""
        return Process.recorded(self.pid_file)

    def start(self) -> str:
        """Make sure that the server runs and answers. Return "already running" or "started". Raises CannotStart."""
        self.process = self.left_over()
        if self.process is not None:
            if self.wait_ready(ADOPT_SECONDS):
                self.process.record(self.pid_file)
                return "already running"
            self.stop()
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self.child = self.launch()
            self.process = Process.running(self.child.pid)
            if self.process is not None:
                self.process.record(self.pid_file)
            if self.wait_ready(deadline - time.monotonic()):
                return "started"
            if not self.may_try_again():
                break
            time.sleep(0.2)  # whatever kept it from starting may need a moment to go away
        self.stop()
        raise CannotStart(f"{self.name} does not start. The end of {self.log}:\n{tail(self.log)}")

    def may_try_again(self) -> bool:
        """Return whether a server that ended at once may start if it is tried again a moment later."""
        return False

    def wait_ready(self, seconds: float) -> bool:
        """Wait until the server answers. Return False if it ends before that or takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.is_alive():
            if self.answers():
                return True
            time.sleep(POLL_SECONDS)  # between two looks at another process
        return False

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        if self.child is not None:
            self.child.poll()
        return self.process is not None and self.process.is_alive()

    def stop(self) -> None:
        """Stop the server in order. Its data stays."""
        if self.process is not None:
            self.process.stop(self.stop_signal, self.stop_seconds)
        self.forget()

    def kill(self) -> None:
        """Kill the server without a warning, as a crash would: for tests."""
        if self.process is not None:
            self.process.send(signal.SIGKILL)
            self.process.wait_gone(10)
        self.forget()

    def forget(self) -> None:
        """Note that the server does not run any more."""
        if self.child is not None:
            self.child.wait()
        self.child = self.process = None
        self.pid_file.unlink(missing_ok=True)
