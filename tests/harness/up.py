"""`manage.py up`, as people run it: in a directory of its own."""

import signal
import subprocess
import sys
import time

from ops.supervisor.commands import ROOT
from ops.supervisor.processes import Process
from tests.harness.processes import free_port
from tests.harness.servers import Servers, clean_environment, new_var_dir

READY_SECONDS = 90.0


class Up:
    """One data directory, and `manage.py up` (or another command like it) run on it again and again."""

    def __init__(self, command: str = "up") -> None:
        self.command = [sys.executable, str(ROOT / "manage.py"), command]
        self.var_dir = new_var_dir()
        self.port = free_port()
        self.output = self.var_dir / "said.txt"
        self.child: subprocess.Popen[bytes] | None = None

    def environment(self, **changes: str) -> dict[str, str]:
        return clean_environment({"VAR_DIR": str(self.var_dir), "PORT": str(self.port), **changes})

    def start(self, **changes: str) -> str:
        """Start it, wait for the line that says so, and return all it said."""
        with self.output.open("wb") as output:
            self.child = subprocess.Popen(
                self.command,
                env=self.environment(**changes),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        line = f"Parley is running at http://127.0.0.1:{self.port}"
        while line not in self.said().splitlines():
            assert self.child.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)  # between two looks at another process
        return self.said()

    def said(self) -> str:
        return self.output.read_text()

    def signal(self, number: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        assert self.child is not None
        self.child.send_signal(number)
        return self.child.wait(60)

    def refused(self, **changes: str) -> str:
        """Run it where it cannot start; return the explanation."""
        done = subprocess.run(
            self.command,
            env=self.environment(**changes),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def processes(self) -> dict[str, Process]:
        """Return what runs, by name."""
        notes = {note.name: Process.recorded(note) for note in (self.var_dir / "pids").glob("*")}
        return {name: process for name, process in notes.items() if process}

    def remove(self) -> None:
        if self.child is not None and self.child.poll() is None:
            self.signal(signal.SIGTERM)
        for name, process in self.processes().items():
            if name not in {"postgres", "valkey"}:
                process.kill_group()
        servers = Servers(self.var_dir)
        for server in (servers.redis, servers.postgres):
            server.process = server.left_over()
        servers.remove()
