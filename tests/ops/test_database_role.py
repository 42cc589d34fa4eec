"""Parley needs no superuser: with the role that compose.yaml makes, it migrates, serves and does its tasks."""

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from ops.supervisor import commands
from ops.supervisor.binaries import postgres_programs
from tests.harness.processes import WebProcess, WorkerProcess
from tests.harness.servers import Servers, clean_environment, new_var_dir
from tests.ops.test_compose import COMPOSE

TASKS = (
    "import django; django.setup(); from chat import tasks;"
    "[task() for task in (tasks.sweep_receipts, tasks.keep_receipt_history, tasks.run_feed)]"
)


def make_role(servers: Servers) -> str:
    """Make a database and its role as compose.yaml does, with other names. Return the database's URL."""
    statements = COMPOSE["configs"]["database_role"]["content"].replace("parley", "plain")
    for lines in ("CREATE DATABASE plain", statements):
        psql = [str(postgres_programs(None) / "psql"), "-v", "ON_ERROR_STOP=1", servers.postgres.url]
        subprocess.run(psql, input=lines, env={"PARLEY_PASSWORD": "a password"}, text=True, check=True)
    return servers.postgres.url_of("plain").replace("parley@", "plain@")


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """The settings of processes whose role is no superuser."""
    servers = Servers(new_var_dir())
    servers.start()
    try:
        url = make_role(servers)
        with psycopg.connect(url) as session:
            assert session.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        yield servers.environment | {"DATABASE_URL": url}
    finally:
        servers.remove()


def run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, env=clean_environment(environment), cwd=commands.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_role_that_is_no_superuser_is_enough(environment: dict[str, str]):
    run(commands.migrate(), environment)
    run([sys.executable, "-c", TASKS], environment)
    web, worker = WebProcess(environment | {"POLL_SECONDS": "0.1"}), WorkerProcess(environment)
    try:
        for process in (web, worker):
            process.start()
        for process in (web, worker):
            assert process.stop() == 0
            assert "Traceback" not in process.log_text()
            assert "denied" not in process.log_text()
    finally:
        web.kill()
        worker.kill()
