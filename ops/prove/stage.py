"""Where delivery is proved: PostgreSQL, Valkey, web processes and a worker of its own, with proxies between them."""

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typing_extensions import override

from ops.prove.proxy_process import Proxy, steady_port
from ops.stage.guard import guarded
from ops.stage.raised import RAISED
from ops.stage.stage import allow_files
from ops.stage.stage import start as start_process
from ops.supervisor import commands
from ops.supervisor.postgres import EmbeddedPostgres
from ops.supervisor.valkey import EmbeddedValkey

READY_SECONDS = 60.0
DRAINED_SECONDS = 30.0
LOOK_SECONDS = 0.02
# One machine simulates the clients of many people, who act faster than anybody types. The code of the limits still
# runs.
SET_HERE = RAISED | {"RATE_LIMITS": "on", "LOG_LEVEL": "WARNING", "FEED_CONSUMERS": "ops.prove.feed.RECORDER"}
DATABASE_OPTIONS = "sslmode=disable&gssencmode=disable"


@dataclass
class Server(ABC):
    """A web process, the worker or beat. It is always started with the same settings. `how` is its command line.

    is_wanted: it was started and not killed on purpose, so that a supervisor would start it again if it ended.
    """

    name: str
    how: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    is_wanted: bool = False

    def start(self, how: Sequence[str] | None = None) -> None:
        """Start the process without waiting for it. `how` is another command line to start it with."""
        self.is_wanted = True
        with self.log.open("ab") as output:
            self.process = start_process(
                self.name, how or self.how, self.environment, stdout=output, stderr=subprocess.STDOUT
            )

    def kill(self) -> None:
        """Kill the process and all processes that it started."""
        self.is_wanted = False
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @abstractmethod
    def is_ready(self) -> bool:
        """Return whether the process says that it is ready."""

    def wait_ready(self) -> None:
        """Wait until the process is ready. Raises RuntimeError if it ends or takes too long."""
        wait_until(self.is_ready, lambda: not self.is_running(), f"{self.name} does not get ready: see {self.log}")

    def is_running(self) -> bool:
        """Return whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def terminate(self) -> int:
        """Ask the process to end and wait; return its exit code. If it does not end, kill it."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(DRAINED_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL


@dataclass
class Web(Server):
    """A web process. `port` is its own port, `address` the one that clients are given."""

    port: int = 0
    address: str = ""

    @override
    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False


@dataclass
class Worker(Server):
    """The worker."""

    said: int = 0

    @override
    def start(self, how: Sequence[str] | None = None) -> None:
        """Start the worker. Only what it logs from now on shows that it is ready."""
        self.said = self.log.stat().st_size if self.log.exists() else 0
        super().start(how)

    @override
    def is_ready(self) -> bool:
        return b"ready." in self.log.read_bytes()[self.said :]


@dataclass
class Beat(Server):
    """The clock of the periodic tasks."""

    @override
    def is_ready(self) -> bool:
        return self.is_running()


def wait_until(done: Any, hopeless: Any, otherwise: str, seconds: float = READY_SECONDS) -> None:  # noqa: ANN401
    """Wait until `done` is true. Raises RuntimeError when `hopeless` is true or it takes too long."""
    deadline = time.monotonic() + seconds
    while not done():
        if hopeless() or time.monotonic() > deadline:
            raise RuntimeError(otherwise)
        time.sleep(LOOK_SECONDS)  # between two looks at another process


@dataclass
class Stage:
    """Everything that runs. `environment` is that of a process which talks to the servers directly."""

    var_dir: Path
    environment: dict[str, str]
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    proxy: Proxy
    webs: list[Web]
    worker: Worker
    # None where the servers are not ours.
    beat: Beat | None = None

    @property
    def has_feed(self) -> bool:
        """Return whether the worker is ours, so that it has the consumer of the feed that writes to the history."""
        return self.beat is not None

    def start_again(self) -> None:
        """Start the worker and beat again if they ended by themselves, as the supervisor of `manage.py up` does.

        Celery's worker ends when its broker is killed while it holds a task.
        """
        for server in (self.worker, self.beat):
            if server is not None and server.is_wanted and not server.is_running():
                server.start()

    @property
    def addresses(self) -> list[str]:
        """Return the addresses that clients are given: host and port of the proxy before each web process."""
        return [web.address for web in self.webs]


@contextmanager
def stage(web_processes: int) -> Iterator[Stage]:
    """Start everything and yield it. At the end, stop and delete everything, even after an error."""
    allow_files()
    var_dir = Path(tempfile.mkdtemp(prefix="parley-prove-")).resolve()
    postgres, valkey = EmbeddedPostgres(var_dir), EmbeddedValkey(var_dir)
    with guarded(var_dir):
        postgres.start()
        valkey.start()
        environment = os.environ | SET_HERE | {
            "VAR_DIR": str(var_dir), "DATABASE_URL": postgres.url, "REDIS_URL": valkey.url,
        }  # fmt: skip
        # Processes that are killed leave temporary files.
        (var_dir / "tmp").mkdir()
        own = environment | {"TMPDIR": str(var_dir / "tmp")}
        subprocess.run(commands.migrate(), env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        proxy = Proxy(environment, var_dir)
        sockets = {"postgres": str(postgres.sockets / ".s.PGSQL.5432"), "valkey": str(valkey.sockets / "valkey.sock")}
        webs = [web(number, proxy, own, sockets) for number in range(web_processes)]
        worker = Worker("worker", commands.worker(), own | {"LOG_LEVEL": "INFO"}, var_dir / "log" / "worker.log")
        beat = Beat("beat", commands.beat(var_dir), own, var_dir / "log" / "beat.log")
        (var_dir / "beat").mkdir()
        for server in (*webs, worker, beat):
            server.start()
        for server in (*webs, worker, beat):
            server.wait_ready()
        yield Stage(var_dir, environment, postgres, valkey, proxy, webs, worker, beat)
    for server in (*webs, worker, beat):
        if server.process is not None:
            server.process.wait()
    valkey.forget()
    postgres.forget()


@contextmanager
def elsewhere(addresses: Sequence[str], database_url: str) -> Iterator[Stage]:
    """Yield a stage whose servers are not ours, with proxies before the web processes at host:port.

    Only the connections of clients may be broken there, because the servers that this stage names do not run.
    """
    var_dir = Path(tempfile.mkdtemp(prefix="parley-prove-")).resolve()
    with guarded(var_dir):
        allow_files()
        environment = dict(os.environ) | {"DATABASE_URL": database_url}
        proxy = Proxy(environment, var_dir)
        webs = []
        for number, address in enumerate(addresses):
            host, _, port = address.rpartition(":")
            listening = proxy.listen(f"clients-{number}", host=host, port=int(port))
            webs.append(Web(f"web-{number}", (), {}, var_dir, address=f"127.0.0.1:{listening}"))
        worker = Worker("worker", (), {}, var_dir)
        yield Stage(var_dir, environment, EmbeddedPostgres(var_dir), EmbeddedValkey(var_dir), proxy, webs, worker)


def web(number: int, proxy: Proxy, environment: dict[str, str], sockets: dict[str, str]) -> Web:
    """Make a web process that reaches its servers through proxies, and is reached through a proxy."""
    port = steady_port()
    postgres = proxy.listen(f"postgres-{number}", path=sockets["postgres"])
    valkey = proxy.listen(f"valkey-{number}", path=sockets["valkey"])
    address = f"127.0.0.1:{proxy.listen(f'clients-{number}', host='127.0.0.1', port=port)}"
    own = {
        "PORT": str(port),
        "DATABASE_URL": f"postgresql://parley@127.0.0.1:{postgres}/parley?{DATABASE_OPTIONS}",
        "REDIS_URL": f"redis://127.0.0.1:{valkey}",
    }
    name = f"web-{number}"
    log = Path(environment["VAR_DIR"]) / "log" / f"{name}.log"
    return Web(name, commands.web(), environment | own, log, port=port, address=address)
