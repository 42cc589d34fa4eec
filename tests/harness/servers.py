"""The PostgreSQL and Valkey of tests, and the environment of all their processes."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ops.stage.raised import RAISED_LIMITS
from ops.supervisor.postgres import EmbeddedPostgres
from ops.supervisor.processes import Process
from ops.supervisor.valkey import EmbeddedValkey

PREFIX = "parley-tests-"
# A crash of a server loses nothing without it, only one of the machine; and tests wait less.
POSTGRES_OPTIONS = {"fsync": "off"}


class Servers:
    """A PostgreSQL and a Valkey of one's own, with their data in a directory of their own."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.postgres = EmbeddedPostgres(var_dir, **POSTGRES_OPTIONS)
        self.redis = EmbeddedValkey(var_dir)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of whatever shall use these servers."""
        return {
            "VAR_DIR": str(self.var_dir),
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            # The code of the limits runs in every test. A test of a limit sets its own.
            **RAISED_LIMITS,
        }

    def start(self) -> None:
        self.postgres.start()
        self.redis.start()

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()

    def remove(self) -> None:
        """Stop, and delete the data."""
        self.stop()
        for directory in {self.var_dir, self.postgres.sockets}:
            shutil.rmtree(directory, ignore_errors=True)


def new_var_dir() -> Path:
    """Return a new directory for data; its name tells which process of tests it belongs to."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")).resolve()


def clear_left_overs() -> None:
    """Stop and remove what runs of tests that were killed left behind."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        pid = directory.name.removeprefix(PREFIX).partition("-")[0]
        if not pid.isdigit() or Process.running(int(pid)) or directory.stat().st_uid != os.geteuid():
            continue
        servers = Servers(directory)
        for server in (servers.redis, servers.postgres):
            server.process = server.left_over()
        for note in (directory / "pids").glob("*"):
            if process := Process.recorded(note):
                process.kill_group()
        servers.remove()


def session_servers() -> Servers:
    """Return the servers of this test process, which are not started yet, and point the settings at them."""
    clear_left_overs()
    servers = Servers(new_var_dir())
    # Not left to pytest: it tells nobody when a conftest fails to import.
    atexit.register(servers.remove)
    os.environ.update(clean_environment(servers.environment))
    for name in set(os.environ) - set(clean_environment({})) - set(servers.environment):
        del os.environ[name]
    return servers


# What a process keeps of the environment that tests were started in: anybody's own settings would change results.
KEPT = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TERM", "USER", "VIRTUAL_ENV", "HYPOTHESIS_PROFILE", "CI"),
    *("CHROMIUM", "PLAYWRIGHT_BROWSERS_PATH"),
)


def clean_environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without anybody's settings, plus `changes`."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"PYTHONWARNINGS": "", "DJANGO_SETTINGS_MODULE": "config.settings"} | dict(changes)
