"""manage.py prove_delivery: break everything, and show that nothing acknowledged is lost."""

import json
import shutil
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from ops.prove.checks import judge
from ops.prove.director import Run, play
from ops.prove.faults import FAULTS, Fault, fail_points
from ops.prove.history import History
from ops.prove.report import as_json, readable
from ops.prove.stage import elsewhere, stage

BAR_CHARACTERS = 30
# The faults that are allowed where the servers are not ours.
CLIENTS_ONLY = {name: fault for name, fault in FAULTS.items() if name.startswith("clients_")}


class Command(BaseCommand):
    """Plays one run on servers of its own, judges its history, and ends with 0 only when every property holds."""

    help = "Simulate clients, break things, and check everything the clients saw. docs/reliability.md explains it."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--messages", type=int, default=2000, help="messages to be acknowledged (default: 2,000)")
        parser.add_argument("--clients", type=int, default=20, help="simulated devices (default: 20)")
        parser.add_argument("--minutes", type=float, help="spread the messages over this time, then stop")
        parser.add_argument("--seed", type=int, default=1, help="seed of every random choice (default: 1)")
        parser.add_argument("--faults", default="all", help=f"all, none, or some of: {', '.join(sorted(FAULTS))}")
        parser.add_argument("--web-processes", type=int, default=2, help="at least 2 (default: 2)")
        parser.add_argument("--at", help="test a running system: host:port of each web process, separated by commas")
        parser.add_argument("--keep", type=Path, help="copy the history and the logs into this directory")
        parser.add_argument("--json", action="store_true", help="print only one JSON object")

    @override
    def handle(self, *arguments: Any, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: sys.exit(128 + number))
        faults = chosen(options["faults"], CLIENTS_ONLY if options["at"] else FAULTS)
        run = Run(options["messages"], options["clients"], options["seed"], faults, options["minutes"])
        if options["clients"] < 4 or options["web_processes"] < 2:
            raise CommandError("--clients must be at least 4 and --web-processes at least 2")
        if options["faults"] == "all" and not options["at"] and not fail_points():
            self.stderr.write("The faults that need tests/ are left out, because this is not a checkout.")
        progress = Progress(run, self.stderr, shown=not options["json"] and sys.stderr.isatty())
        at = options["at"].split(",") if options["at"] else []
        with elsewhere(at, settings.DATABASE_URL) if at else stage(options["web_processes"]) as place:
            try:
                history = play(run, place, progress.report)
            finally:
                if options["keep"]:
                    keep(place.var_dir, options["keep"])
            progress.report("judging", run.messages)
            verdict = judge(History(history))
            words = as_json(verdict, History(history)) if options["json"] else readable(verdict, History(history))
        progress.end()
        about = {"seed": run.seed, "clients": run.clients, "faults": sorted(faults), "seconds": progress.seconds}
        self.stdout.write(json.dumps(about | words) if isinstance(words, dict) else f"seed {run.seed}\n{words}")
        if not verdict.holds:
            sys.exit(1)


class Progress:
    """A line on the terminal: how many messages there were, what is going on, and how long it has taken."""

    def __init__(self, run: Run, output: Any, *, shown: bool) -> None:  # noqa: ANN401 - Django's wrapper of a stream
        self.run, self.output, self.shown = run, output, shown
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return round(time.monotonic() - self.began, 1)

    def report(self, phase: str, messages: int) -> None:
        """Draw the line anew."""
        if self.shown:
            filled = min(BAR_CHARACTERS, BAR_CHARACTERS * messages // self.run.messages)
            bar = "#" * filled + "." * (BAR_CHARACTERS - filled)
            line = f"\r[{bar}] {messages:,} of {self.run.messages:,}  {self.seconds:.0f} s  {phase}"
            self.output.write(f"{line:<110}", ending="")
            self.output.flush()

    def end(self) -> None:
        """End the line."""
        if self.shown:
            self.output.write("")


def chosen(names: str, possible: Mapping[str, Fault]) -> dict[str, Fault]:
    """Return the named faults. Raises CommandError if one of them is not possible here."""
    if names == "all":
        return dict(possible)
    wanted = [] if names == "none" else names.split(",")
    if unknown := set(wanted) - possible.keys():
        raise CommandError(f"unknown faults: {', '.join(sorted(unknown))}")
    return {name: possible[name] for name in wanted}


def keep(var_dir: Path, directory: Path) -> None:
    """Copy the history and the logs of the processes."""
    for name in ("history", "log"):
        if (var_dir / name).exists():
            shutil.copytree(var_dir / name, directory / name, dirs_exist_ok=True)
