"""manage.py bench: measure this machine."""

import json
import signal
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from ops.bench import lists, plot
from ops.bench.rounds import together
from ops.stage.stage import stage, start

PLAYED = ("floor", "s1", "s2", "s2-each", "s3", "s4", "s5", "s6")
LONG = ("growth", "lists", "large-group", "cut", "slow-readers")
# Each round needs a stage of its own, because memory that was used once stays, and so do the rows in the database.
LEAVING_TRACES = {"s4", "s6", "growth", "large-group", "cut", "slow-readers"}
SECONDS, SECONDS_OF = 20.0, {"slow-readers": 120.0}
WEB_PROCESSES_OF = {"cut": 2}


class Command(BaseCommand):
    """Runs scenarios, each on servers of its own, and prints their figures."""

    help = "Measure how fast Parley is on this machine. docs/performance.md describes the scenarios."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scenario", action="append", choices=[*PLAYED, *LONG], help=f"default: {', '.join(PLAYED)}"
        )
        parser.add_argument("--seconds", type=float, help="length of a scenario (default: 20, slow-readers: 120)")
        parser.add_argument("--rounds", type=int, default=1, help="report the median of so many rounds (default: 1)")
        parser.add_argument("--asgi-server", default=settings.ASGI_SERVER, choices=["daphne", "uvicorn"])
        parser.add_argument("--size", type=int, default=1000, help="people in s4, s6, cut and others (default: 1,000)")
        parser.add_argument("--conversations", type=int, default=100_000, help="in lists (default: 100,000)")
        parser.add_argument("--messages", type=int, default=50, help="messages per conversation in lists (default: 50)")
        parser.add_argument("--repetitions", type=int, default=200, help="of a statement in lists (default: 200)")
        parser.add_argument("--plot", type=Path, help="draw the figures of growth into this SVG file")
        parser.add_argument("--json", action="store_true", help="print one JSON object per scenario")

    @override
    def handle(self, *arguments: Any, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: sys.exit(128 + number))
        for scenario in options["scenario"] or PLAYED:
            if scenario == "lists":
                rounds = lists.run(*(options[name] for name in ("conversations", "messages", "rounds", "repetitions")))
            else:
                rounds = played(scenario, options)
            figures = together(rounds)
            result = {"scenario": scenario, "asgi_server": options["asgi_server"], "figures": figures}
            self.stdout.write(json.dumps(result | {"rounds": rounds}) if options["json"] else text(result))
            if scenario == "growth" and options["plot"]:
                options["plot"].write_text(plot.svg(figures))


def played(scenario: str, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Let the generator play all rounds on one stage, or each on its own stage; return what it measured."""
    stages = options["rounds"] if scenario in LEAVING_TRACES else 1
    rounds = []
    for _ in range(stages):
        with stage(options["asgi_server"], WEB_PROCESSES_OF.get(scenario, 1)) as environment:
            rounds += [play(scenario, options, environment) for _ in range(options["rounds"] // stages)]
    return rounds


def play(scenario: str, options: dict[str, Any], environment: dict[str, str]) -> dict[str, Any]:
    """Run the generator once."""
    seconds = options["seconds"] or SECONDS_OF.get(scenario, SECONDS)
    command = [sys.executable, "-m", "ops.bench.generator", scenario, str(seconds), str(options["size"])]
    generator = start("generator", command, environment, stdout=subprocess.PIPE)
    output, _ = generator.communicate()
    if generator.returncode:
        raise CommandError(f"the scenario {scenario} failed; its error is above")
    figures: dict[str, Any] = json.loads(output)
    return figures


def text(result: dict[str, Any], indent: str = "") -> str:
    """Return figures as indented lines. Percentiles stay on one line."""
    lines = []
    for name, value in result.items():
        if isinstance(value, dict) and not any(isinstance(one, dict) for one in value.values()) and len(value) <= 4:
            lines.append(f"{indent}{name}: " + ", ".join(f"{key} {one}" for key, one in value.items()))
        elif isinstance(value, dict):
            lines += [f"{indent}{name}:", text(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {value}")
    return "\n".join(lines)
