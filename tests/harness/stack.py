"""Everything a test needs running: servers, web processes, a worker if it is asked for."""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from tests.harness.processes import ChildProcess, WebProcess, WorkerProcess
from tests.harness.schema import put_schema
from tests.harness.servers import Servers, new_var_dir


class Stack:
    """Web processes on a set of servers, and a worker on demand; a test may stop `postgres` and `redis` of its own."""

    def __init__(
        self, servers: Servers, web_processes: int, environment: Mapping[str, str], *, worker: bool = False
    ) -> None:
        self.servers = servers
        self.postgres = servers.postgres
        self.redis = servers.redis
        self.environment = servers.environment | dict(environment)
        self.web = [WebProcess(self.environment) for _ in range(web_processes)]
        self.worker = WorkerProcess(self.environment)
        # A test may start the worker later, too.
        self.processes: list[ChildProcess] = [*self.web, self.worker]
        self.begun = self.processes if worker else self.web

    def start(self) -> None:
        for process in self.begun:
            process.launch()
        for process in self.begun:
            process.wait_ready()

    def stop(self) -> None:
        """Ask all of them to end, those that a test has not ended itself; one that does not end fails the test."""
        running = [process for process in self.processes if process.child is not None]
        for process in running:
            process.ask_to_stop()
        for process in running:
            process.stop()

    def kill(self) -> None:
        """End all of them at once."""
        for process in self.processes:
            process.kill()


def private_servers() -> Servers:
    """Start a PostgreSQL and a Valkey for one test, with the schema in place."""
    servers = Servers(new_var_dir())
    put_schema(servers.postgres)
    put_secret(servers.var_dir)
    servers.start()
    return servers


def put_secret(var_dir: Path) -> None:
    """Let processes with this directory have the secret of this process, which makes tokens for them."""
    secret = var_dir / "dev" / "secret_key"
    secret.parent.mkdir()
    secret.write_text(settings.SECRET_KEY)
