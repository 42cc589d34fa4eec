"""Runs of prove_delivery, started as a person would start them."""

import subprocess
import sys
from pathlib import Path

from ops.supervisor.commands import ROOT
from tests.harness.servers import clean_environment

RUN_SECONDS = 240


def run(program: str, place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the checkout, with its temporary files in `place`."""
    command = [sys.executable, str(ROOT / program), *arguments]
    environment = clean_environment({"TMPDIR": str(place)})
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=RUN_SECONDS)


def prove(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py prove_delivery."""
    return run("manage.py", place, "prove_delivery", *arguments)
