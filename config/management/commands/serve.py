"""manage.py serve: one web process."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from config.server.listening import listening_socket
from config.server.run import run


class Command(BaseCommand):
    """Serves HTTP and WebSockets on BIND_ADDRESS until SIGTERM or SIGINT, as the settings say."""

    help = "Run one web process. SIGTERM drains it: requests that have begun are finished, sockets close with 4503."
    # Starting must depend only on settings, for example not on a database. `manage.py check` does the other checks.
    requires_system_checks = []

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT, help="the port to listen on (default: PORT)")

    @override
    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            listening = listening_socket(options["port"])
        except OSError as error:
            raise CommandError(f"cannot listen on {settings.BIND_ADDRESS}:{options['port']}: {error}") from None
        run(listening)
