"""The proxy, as the process that started it sees it."""

import random
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from ops.supervisor import commands
from ops.supervisor.processes import Process

# Below the ports that systems give to outgoing connections. The range is wide because runs may go on side by side.
FIRST_PORT, LAST_PORT = 20_000, 32_000


def steady_port() -> int:
    """Return a free port that no outgoing connection gets, so that a server can come back to it."""
    while True:
        port = random.randrange(FIRST_PORT, LAST_PORT)  # noqa: S311 - any will do
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


class Proxy:
    """The proxy process. Its listeners have the number of their web process: `clients-0`, `postgres-0`, `valkey-0`."""

    def __init__(self, environment: dict[str, str], var_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ops.prove.proxy"], cwd=commands.ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        if running := Process.running(self.process.pid):
            running.record(var_dir / "pids" / "proxy")
        self.names: list[str] = []

    def listen(self, name: str, **to: Any) -> int:  # noqa: ANN401 - an Address's fields
        """Open a port that leads to an address."""
        self.names.append(name)
        return int(self.order({"listen": name, "port": steady_port(), "to": to})["port"])

    def set(self, name: str, mode: str, **how: Any) -> int:  # noqa: ANN401 - what a mode needs
        """Break or mend a listener; return how many connections that concerned."""
        return int(self.order({"set": name, "mode": mode, **how})["links"])

    def order(self, order: dict[str, Any]) -> dict[str, Any]:
        """Send one order to the process and return its answer."""
        assert self.process.stdin is not None and self.process.stdout is not None  # noqa: PT018
        self.process.stdin.write(orjson.dumps(order) + b"\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = orjson.loads(self.process.stdout.readline())
        return answer
