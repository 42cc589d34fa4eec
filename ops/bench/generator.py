"""The generator of load, a process of its own: `python -m ops.bench.generator SCENARIO SECONDS SIZE` prints JSON."""

import json
import os
import sys

import django
import uvloop


def main(scenario: str, seconds: str, size: str) -> None:
    """Play one scenario on the stage that the environment describes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from ops.bench.scenarios import SCENARIOS

    port = int(os.environ["BENCH_PORT"])
    figures = uvloop.run(SCENARIOS[scenario](port, float(seconds), int(size)))
    print(json.dumps(figures))  # noqa: T201 - its only output


if __name__ == "__main__":
    main(*sys.argv[1:])
