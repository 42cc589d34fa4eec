"""A benchmark that is stopped or killed leaves no process and no file behind."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.supervisor.commands import ROOT
from tests.harness.processes import mentioning
from tests.harness.servers import clean_environment, new_var_dir

START_SECONDS = 60.0
GONE_SECONDS = 30.0


@pytest.fixture
def place() -> Iterator[Path]:
    """The directory in which the benchmark makes its own."""
    directory = new_var_dir()
    yield directory
    shutil.rmtree(directory)


def servers_of(place: Path) -> list[str]:
    """Return the processes whose directory lies here. Nothing else identifies the processes of PostgreSQL."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            directory = (process / "cwd").readlink()
        except OSError:
            continue
        if directory.is_relative_to(place):
            found.append(process.name)
    return found


def left(place: Path) -> list[str]:
    return [*mentioning(place), *servers_of(place), *map(str, place.iterdir())]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_nothing_stays(place: Path, number: signal.Signals, code: int):
    command = [sys.executable, str(ROOT / "manage.py"), "bench", "--scenario", "s1", "--seconds", "600"]
    child = subprocess.Popen(command, env=clean_environment({"TMPDIR": str(place)}), start_new_session=True)
    deadline = time.monotonic() + START_SECONDS
    while not list(place.glob("parley-bench-*/pids/generator")):
        assert child.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)  # between two looks at another process
    assert servers_of(place) != []
    child.send_signal(number)
    assert child.wait(GONE_SECONDS) == code
    deadline = time.monotonic() + GONE_SECONDS
    while number == signal.SIGKILL and left(place) and time.monotonic() < deadline:
        time.sleep(0.02)  # nobody waits for the guard of a killed benchmark
    assert left(place) == []
