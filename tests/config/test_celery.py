"""What config/celery.py changes in Celery."""

import time
from types import SimpleNamespace

from billiard.pool import Worker

import config.celery
from ops.supervisor.supervise import WORKER_STOP_SECONDS


def test_a_child_whose_last_result_is_not_read_ends_long_before_the_worker_is_killed() -> None:
    # The race itself needs hundreds of workers that are stopped on a busy machine. This tests the wait after the race.
    assert config.celery.app.main == "parley"
    unread = SimpleNamespace(on_ready_counter=SimpleNamespace(value=0))
    began = time.monotonic()
    Worker._ensure_messages_consumed(unread, completed=1)  # type: ignore[attr-defined]  # private to billiard
    assert time.monotonic() - began < WORKER_STOP_SECONDS / 3
