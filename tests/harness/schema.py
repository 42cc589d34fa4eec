"""A PostgreSQL with the schema in place, made once for a run of tests; whoever needs one copies its data."""

import atexit
import os
import subprocess
from functools import cache
from pathlib import Path

from ops.supervisor import commands
from ops.supervisor.postgres import EmbeddedPostgres
from tests.harness.servers import Servers, clean_environment, new_var_dir

# Tells the test processes that xdist starts where the data of their run lies.
PLACE = "PARLEY_TESTS_SCHEMA"
place_of_run = os.environ.pop(PLACE, None)


def share_schema() -> None:
    """Make the data, and let test processes that are started later find it."""
    os.environ[PLACE] = str(migrated())


def put_schema(postgres: EmbeddedPostgres) -> None:
    """Give one that was not started yet its data, with the schema in place."""
    subprocess.run(["cp", "-a", migrated(), postgres.data], check=True)


@cache
def migrated() -> Path:
    """Return the data of a PostgreSQL, stopped, with the schema in place."""
    if place_of_run is not None:
        return Path(place_of_run)
    servers = Servers(new_var_dir())
    atexit.register(servers.remove)
    servers.start()
    environment = clean_environment(servers.environment)
    done = subprocess.run(commands.migrate(), env=environment, capture_output=True, text=True, check=False)
    servers.stop()
    if done.returncode:
        raise AssertionError(f"migrate failed:\n{done.stdout}{done.stderr}")
    return servers.postgres.data
