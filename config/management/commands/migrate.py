"""manage.py migrate without the time limits that statements of requests have."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from typing_extensions import override


class Command(migrate.Command):
    """Django's migrate. A migration may build an index for hours, or wait for a table that is in use."""

    @override
    def handle(self, *arguments: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        try:
            super().handle(*arguments, **options)
        finally:
            # Other users of the pool must not get a connection without limits.
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # the stubs do not know PostgreSQL's pool
