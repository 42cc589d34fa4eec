"""The table of docs/reliability.md: a run without a guard violates the property that the table names first."""

import json
import re
from pathlib import Path

import pytest

from ops.supervisor.commands import ROOT
from tests.ops.prove.failing import GUARDS
from tests.ops.prove.runs import run

ROW = re.compile(r"^\| `(\w+)`: [^|]+\| ([^|]+) \| (P\d+)[^|]*\|$", re.MULTILINE)
TABLE = {guard: (faults, caught) for guard, faults, caught in ROW.findall((ROOT / "docs/reliability.md").read_text())}
# Runs with few messages, because in a busy run the next messages reveal that one was missed.
QUIET = ("--messages", "60", "--clients", "40", "--minutes", "1", "--seed", "5")
BUSY = ("--messages", "1200", "--clients", "12", "--seed", "3")


def test_every_guard_is_in_the_table():
    assert TABLE.keys() == GUARDS.keys()


@pytest.mark.big
@pytest.mark.parametrize("guard", sorted(GUARDS))
def test_a_run_without_a_guard_is_red(place: Path, guard: str):
    faults, caught = TABLE[guard]
    chosen = ",".join(re.findall(r"\w+", faults))
    arguments = QUIET if guard in {"poll", "canary"} else BUSY
    done = run("tests/ops/prove/unguarded.py", place, guard, *arguments, "--faults", chosen, "--json")
    assert done.returncode == 1, f"{done.stdout[-4000:]}{done.stderr[-4000:]}"
    report = json.loads(done.stdout)
    red = {name for name, found in report["properties"].items() if found["violations"]}
    assert caught in red, red
