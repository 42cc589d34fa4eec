"""manage.py up: runs everything with one command."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from ops.supervisor.problems import CannotStart
from ops.supervisor.supervise import Supervisor


class Command(BaseCommand):
    """Runs web, worker and beat, and each server that no URL names, until Ctrl-C or SIGTERM."""

    help = (
        "Run all of Parley: PostgreSQL and Valkey (unless DATABASE_URL and REDIS_URL name other servers), migrations, "
        "web processes, worker and beat."
    )
    requires_system_checks = []

    @override
    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            self.supervisor().run()
        except CannotStart as reason:
            raise CommandError(str(reason)) from None

    def supervisor(self) -> Supervisor:
        """Return the supervisor that runs everything."""
        return Supervisor(self.say)

    def say(self, line: str) -> None:
        """Print a line at once, even into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()
