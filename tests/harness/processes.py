"""Web processes and workers of a test, run as `manage.py up` runs them."""

import http.client
import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

from typing_extensions import override

from ops.supervisor import commands
from ops.supervisor.processes import Process
from tests.harness.forks import Fork
from tests.harness.servers import clean_environment

READY_SECONDS = 30.0
STOP_SECONDS = 30.0


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


class ChildProcess(ABC):
    """A process of Parley; `environment` is all it gets besides what every process needs."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.var_dir = Path(environment["VAR_DIR"])
        self.log = self.var_dir / "log" / f"{name}.log"
        self.log_start = 0
        self.asked_to_stop = False
        self.exit_code: int | None = None
        self.child: Fork | None = None

    @property
    def pid(self) -> int:
        assert self.child is not None, f"{self.name} does not run"
        return self.child.pid

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Start it without waiting, so that several can start at once."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log_start = len(self.log_text())
        self.asked_to_stop = False
        self.child = Fork(self.command, clean_environment(self.environment), self.log)
        if process := Process.running(self.child.pid):
            process.record(self.var_dir / "pids" / self.name)

    def wait_ready(self) -> None:
        """Wait until it can be used; fail the test with its log if it cannot."""
        assert self.child is not None, f"{self.name} was not launched"
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready(self.log_text()[self.log_start :]):
            code = self.child.poll()
            if code is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"{self.name} is not ready (exit code {code}):\n{self.log_text()[-4000:]}")
            time.sleep(0.02)  # between two looks at another process

    @abstractmethod
    def is_ready(self, log: str) -> bool:
        """Tell from what it said, or from asking it, whether it may be used."""

    def stop(self) -> int:
        """Ask it to end, as `manage.py up` does, and return its exit code; one that must be killed fails the test."""
        assert self.child is not None, f"{self.name} does not run"
        self.ask_to_stop()
        try:
            self.exit_code = self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not end on SIGTERM:\n{self.log_text()[-4000:]}") from None
        self.kill()
        return self.exit_code

    def ask_to_stop(self) -> None:
        """Ask it to end, without waiting."""
        if self.child is not None and not self.asked_to_stop:
            self.asked_to_stop = True
            self.child.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it and everything it started, without a warning."""
        if self.child is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
            self.child = None


class WebProcess(ChildProcess):
    """One `manage.py serve`; its port stays the same when it is started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        super().__init__(f"web-{self.port}", commands.web(), environment | {"PORT": str(self.port)})
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws_url = f"ws://127.0.0.1:{self.port}/ws/messages"

    @override
    def is_ready(self, log: str) -> bool:
        # Not httpx2: each of its clients loads the system's certificates first, and this is asked again and again.
        with closing(http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=5)) as asking:
            try:
                asking.request("GET", "/readyz")
                return asking.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False


class WorkerProcess(ChildProcess):
    """One Celery worker of all queues."""

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__("worker", commands.worker(), environment)

    @override
    def is_ready(self, log: str) -> bool:
        return "ready." in log


def mentioning(path: Path) -> list[str]:
    """Return the command lines of processes that know this directory, by their environment or their arguments."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(path).encode() in words and int(process.name) != os.getpid():
            found.append(words.decode(errors="replace")[-200:])
    return found
