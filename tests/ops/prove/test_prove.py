"""manage.py prove_delivery: in a short run with faults all properties hold, and nothing is left behind."""

import json
import re
from pathlib import Path

import pytest

from ops.prove.faults import FAULTS
from ops.prove.faults.fail_points import POINTS
from ops.supervisor.commands import ROOT
from tests.harness.processes import mentioning
from tests.ops.prove.runs import prove

WEAKENING = re.compile(
    r"FAIL|FAULT|CRASH|CHAOS|UNSAFE|INSECURE|SKIP|DISABLE|(^|_)NO_|SYNCHRONOUS|FSYNC|IDEMPOTENT|PATCH"
)
SHORT = ("postgres", "valkey", "clients_reset", "death_before_publish")


@pytest.mark.alone
def test_a_short_run_with_faults_holds(place: Path):
    done = prove(place, "--messages", "300", "--clients", "8", "--seed", "7", "--faults", ",".join(SHORT), "--json")
    assert done.returncode == 0, f"{done.stdout[-4000:]}{done.stderr[-4000:]}"
    report = json.loads(done.stdout)
    assert report["holds"]
    assert report["acknowledged"] >= 300
    assert report["faults"] == sorted(SHORT)
    assert mentioning(place) == []
    assert list(place.iterdir()) == []


def test_a_fault_nobody_knows_is_refused(place: Path):
    done = prove(place, "--faults", "web,earthquake")
    assert done.returncode != 0
    assert "unknown faults: earthquake" in done.stderr


def test_a_checkout_has_the_fail_points():
    assert POINTS.keys() <= FAULTS.keys()


def test_no_setting_weakens_a_guard():
    named = re.compile(r"env\.\w+\(\s*\"(\w+)\"")
    names = {name for path in (ROOT / "config" / "settings").glob("*.py") for name in named.findall(path.read_text())}
    assert len(names) > 50
    assert [name for name in sorted(names) if WEAKENING.search(name)] == []


def test_only_the_fail_points_know_of_patches():
    # Any other place that runs tests/ops/prove/failing.py could do so in an installation.
    apps = ("accounts", "chat", "common", "config", "delivery", "groups", "media", "ops", "presence")
    knowing = [
        path.relative_to(ROOT).as_posix()
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if "failing.py" in path.read_text() or "tests.ops.prove" in path.read_text()
    ]
    assert knowing == ["ops/prove/faults/fail_points.py"]
