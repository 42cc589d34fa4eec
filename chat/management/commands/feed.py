"""manage.py feed: how far the feed's consumers are, and a consumer's new beginning."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from chat.feed.consumers import consumers
from chat.feed.lag import lags
from chat.feed.passes import rebuild, run_passes
from chat.store.feed import Lag
from common.bridge import wait_for

LONG_SECONDS = 3.0


class Command(BaseCommand):
    """Prints the lag of every consumer; with --rebuild lets one begin anew and shows how far it has come."""

    help = "Show how far each consumer of the feed is behind; --rebuild NAME hands it every change again."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rebuild", metavar="NAME", help="hand this consumer every conversation from its beginning"
        )

    @override
    def handle(self, *arguments: Any, **options: Any) -> None:
        if options["rebuild"]:
            self.rebuild(options["rebuild"])
        for line in lines(wait_for(lags())):
            self.stdout.write(line)

    def rebuild(self, name: str) -> None:
        """Begin anew and work until nothing is left. Workers do the same meanwhile; Ctrl-C leaves the rest to them."""
        known = {consumer.name: consumer for consumer in consumers()}
        if name not in known:
            raise CommandError(f"FEED_CONSUMERS names no consumer {name}; it names: {', '.join(known) or 'none'}")
        rebuild(known[name])
        while left := run_passes(seconds=LONG_SECONDS):
            self.stdout.write(f"{name}: {len(left)} slots are not done")


def lines(found: list[Lag]) -> list[str]:
    """Return what is printed: a line for each consumer of FEED_CONSUMERS."""
    by_name = {lag.consumer: lag for lag in found}
    return [line(consumer.name, by_name.get(consumer.name)) for consumer in consumers()] or ["There is no consumer."]


def line(name: str, lag: Lag | None) -> str:
    """Return the line of one consumer."""
    if lag is None:
        return f"{name}: not begun; a worker begins within FEED_SECONDS"
    rebuilding = ", has not been through every conversation yet" if lag.rebuilding else ""
    return f"{name}: {lag.seconds:.1f} s behind{rebuilding}"
