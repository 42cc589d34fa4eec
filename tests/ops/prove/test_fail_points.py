"""A process that is patched may be dead before anybody has seen that it was ready."""

import sys
from pathlib import Path

import pytest

from ops.prove.faults.fail_points import wait_ready
from ops.prove.stage import Web
from tests.harness.processes import free_port


def ended(place: Path, code: int) -> Web:
    """Return a web process that ended before it was looked at."""
    web = Web(
        "web-0",
        [sys.executable, "-c", f"raise SystemExit({code})"],
        {"VAR_DIR": str(place)},
        place / "log",
        port=free_port(),
    )
    web.start()
    assert web.process is not None
    web.process.wait()
    return web


def test_one_that_has_died_at_its_point_was_ready(tmp_path):
    wait_ready(ended(tmp_path, 9))


def test_one_that_could_not_start_was_not(tmp_path):
    with pytest.raises(RuntimeError, match="web-0 does not get ready"):
        wait_ready(ended(tmp_path, 1))
