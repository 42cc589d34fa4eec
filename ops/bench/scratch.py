"""A database that belongs to the benchmark, on the server that DATABASE_URL names."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.settings.environment import BASE_DIR

NAME = "parley_bench"


@contextmanager
def scratch_database() -> Iterator[str]:
    """Create and migrate the database NAME, yield its URL, and drop it. A database left behind is dropped first."""
    name = sql.Identifier(NAME)
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            url = make_conninfo(settings.DATABASE_URL, dbname=NAME)
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                env=os.environ | {"DATABASE_URL": url},
                cwd=BASE_DIR,
                check=True,
            )
            yield url
        finally:
            server.execute(drop)
