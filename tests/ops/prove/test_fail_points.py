"""Web processes that are patched on purpose: a checkout can start them, and they may die before they are ready."""

import sys
from pathlib import Path

import pytest

from ops.prove.faults.fail_points import POINTS, fail_points, wait_ready
from ops.prove.stage import Web
from tests.harness.processes import free_port
from tests.ops.prove.runs import run


def ended(place: Path, code: int) -> Web:
    """Return a web process that ended before anybody looked at it."""
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


def test_a_checkout_has_every_fail_point():
    assert fail_points().keys() == POINTS.keys()


def test_a_patched_web_process_finds_the_product(tmp_path):
    done = run("tests/ops/prove/failing.py", tmp_path, "without:no_such_guard", "serve")
    assert "KeyError: 'no_such_guard'" in done.stderr


def test_a_run_without_a_guard_finds_the_product(tmp_path):
    done = run("tests/ops/prove/unguarded.py", tmp_path, "poll", "--help")
    assert done.returncode == 0, done.stderr
