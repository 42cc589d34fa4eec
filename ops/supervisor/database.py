"""Whether the database can be used, and bringing it to the schema of this version."""

import psycopg
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from ops.supervisor.problems import CannotStart

OLDEST_VERSION = 160_000
# Any number that nobody else uses in this database.
MIGRATION_LOCK = 0x70_61_72_6C_65_79


def require_usable_database(url: str) -> None:
    """Raise CannotStart if the database does not answer or is too old."""
    try:
        with psycopg.connect(url, connect_timeout=5) as session:
            version = session.info.server_version
    except psycopg.OperationalError as error:
        raise CannotStart(
            f"The database that DATABASE_URL names does not answer:\n    {str(error).strip()}\n"
            "Unset DATABASE_URL to use the embedded PostgreSQL."
        ) from None
    if version < OLDEST_VERSION:
        raise CannotStart(
            f"The database is PostgreSQL {version // 10_000}; Parley needs {OLDEST_VERSION // 10_000} or later."
        )


def migrate(url: str) -> int:
    """Apply the missing migrations and return their number. Several processes may do so at once. Raises CannotStart."""
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s::bigint)", [MIGRATION_LOCK])
        try:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if plan:
                call_command("migrate", interactive=False, verbosity=0)
        except (DatabaseError, InconsistentMigrationHistory) as error:
            raise CannotStart(f"The database could not be brought to the schema of this version: {error}") from error
        finally:
            connections.close_all()
            connection.close_pool()  # type: ignore[attr-defined]  # the stubs do not know PostgreSQL's pool
    return len(plan)
