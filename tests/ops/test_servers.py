"""The embedded servers are started, adopted and replaced, and their data stays."""

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from ops.supervisor.postgres import EmbeddedPostgres
from ops.supervisor.problems import CannotStart
from ops.supervisor.processes import Process
from ops.supervisor.valkey import EmbeddedValkey
from tests.harness.servers import Servers, new_var_dir


@pytest.fixture
def own() -> Iterator[Servers]:
    servers = Servers(new_var_dir())
    servers.start()
    yield servers
    servers.remove()


def listening_ports(pid: int) -> list[int]:
    """Return the TCP ports on which this process listens."""
    held = {path.readlink().name for path in Path(f"/proc/{pid}/fd").iterdir() if path.readlink().name}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [int(row[1].split(":")[1], 16) for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in held]


def test_data_survives_a_crash_of_the_server(own: Servers):
    with psycopg.connect(own.postgres.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    own.postgres.kill()
    assert own.postgres.start() == "started"
    with psycopg.connect(own.postgres.url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_second_run_adopts_what_a_killed_one_left_behind(own: Servers):
    postgres, valkey = EmbeddedPostgres(own.var_dir), EmbeddedValkey(own.var_dir)
    assert (postgres.start(), valkey.start()) == ("already running", "already running")
    assert own.postgres.process == postgres.process
    assert own.redis.process == valkey.process


def test_a_server_is_adopted_whose_pid_was_never_noted(own: Servers):
    own.postgres.pid_file.unlink()
    postgres = EmbeddedPostgres(own.var_dir)
    assert postgres.start() == "already running"
    assert postgres.process == own.postgres.process


def test_a_pid_that_is_somebody_elses_by_now_is_left_alone(own: Servers):
    own.redis.stop()
    Process(pid=1, started="another time").record(own.redis.pid_file)
    assert own.redis.start() == "started"


def test_the_servers_listen_on_no_port_and_in_a_private_directory(own: Servers):
    for server in (own.postgres, own.redis):
        assert server.process is not None
        assert listening_ports(server.process.pid) == []
    assert stat.S_IMODE(own.postgres.sockets.stat().st_mode) == 0o700


def test_valkey_replaces_the_socket_of_a_killed_one(own: Servers):
    own.redis.kill()
    assert own.redis.start() == "started"
    client = redis.Redis.from_url(own.redis.url)
    assert client.ping()
    client.close()


def test_an_interrupted_initdb_is_begun_again():
    var_dir = new_var_dir()
    (var_dir / "postgres.new").mkdir()
    (var_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    postgres = EmbeddedPostgres(var_dir)
    assert postgres.start() == "started"
    postgres.stop()
    Servers(var_dir).remove()


def test_data_of_another_major_version_is_refused_with_the_way_out():
    var_dir = new_var_dir()
    (var_dir / "postgres").mkdir()
    (var_dir / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStart, match="written by PostgreSQL 17, and the installed one is 18"):
        EmbeddedPostgres(var_dir).start()
    Servers(var_dir).remove()


def test_a_server_that_cannot_start_is_explained_with_its_own_words():
    var_dir = new_var_dir()
    with pytest.raises(CannotStart, match="unrecognized configuration parameter"):
        EmbeddedPostgres(var_dir, no_such_setting="1").start()
    Servers(var_dir).remove()
