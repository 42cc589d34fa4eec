"""Where a benchmark plays: a PostgreSQL, a Valkey and web processes of its own, with every feature switched on."""

import json
import os
import resource
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ops.stage.guard import guarded
from ops.stage.raised import RAISED
from ops.supervisor import commands
from ops.supervisor.postgres import EmbeddedPostgres
from ops.supervisor.processes import Process
from ops.supervisor.valkey import EmbeddedValkey

Output = int | IO[bytes] | None
READY_SECONDS = 30
OPEN_FILES = 8192


# The name in pg_stat_activity of those connections of a web process that have no name of their own.
DATABASE_CLIENT = {"PGAPPNAME": "parley django"}


@contextmanager
def stage(asgi_server: str, web_processes: int = 1) -> Iterator[dict[str, str]]:
    """Start everything and yield the environment of the generator. At the end, stop and delete everything.

    BENCH_PORT is the port of the first web process, BENCH_PORTS are the ports of all ([port, …]). BENCH_PIDS are the
    processes by what they do: {"server": [pid, …], "database": [pid], "redis": [pid]}.
    """
    allow_files()
    var_dir = Path(tempfile.mkdtemp(prefix="parley-bench-")).resolve()
    postgres, valkey = EmbeddedPostgres(var_dir), EmbeddedValkey(var_dir)
    with guarded(var_dir):
        postgres.start()
        valkey.start()
        ports = [free_port() for _ in range(web_processes)]
        environment = os.environ | RAISED | {
            "VAR_DIR": str(var_dir), "DATABASE_URL": postgres.url, "REDIS_URL": valkey.url, "RATE_LIMITS": "on",
            "ASGI_SERVER": asgi_server, "BENCH_PORT": str(ports[0]), "BENCH_PORTS": json.dumps(ports),
            "LOG_LEVEL": "WARNING",
        }  # fmt: skip
        subprocess.run(commands.migrate(), env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        web = [
            start(f"web-{port}", commands.web(), environment | DATABASE_CLIENT | {"PORT": str(port)}) for port in ports
        ]
        for port, process in zip(ports, web, strict=True):
            wait_ready(port, process)
        assert postgres.process is not None and valkey.process is not None  # noqa: PT018
        pids = {"server": [one.pid for one in web], "database": [postgres.process.pid], "redis": [valkey.process.pid]}
        yield environment | {"BENCH_PIDS": json.dumps(pids)}
    for process in web:
        process.wait()
    valkey.forget()
    postgres.forget()


def allow_files() -> None:
    """Let this process and its children open as many sockets as a scenario needs, if the system allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft not in {resource.RLIM_INFINITY, most} and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def start(
    name: str, command: Sequence[str], environment: dict[str, str], *, stdout: Output = None, stderr: Output = None
) -> subprocess.Popen[bytes]:
    """Start a process of the stage and record it for the guard. Ctrl-C on the terminal does not reach it."""
    process = subprocess.Popen(  # noqa: S603 - ours
        command, cwd=commands.ROOT, env=environment, stdout=stdout, stderr=stderr, start_new_session=True
    )
    if running := Process.running(process.pid):
        running.record(Path(environment["VAR_DIR"]) / "pids" / name)
    return process


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def wait_ready(port: int, web: subprocess.Popen[bytes]) -> None:
    """Wait until a web process is ready. Raises RuntimeError if it ends or takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and web.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)  # between two looks at another process
    raise RuntimeError("the web process does not get ready")
