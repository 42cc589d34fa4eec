"""Running service calls at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from common.errors import ApiError


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls at the same moment, each in its own thread; return their results and ApiErrors."""
    barrier, outcomes = Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            outcomes.append(call())
        except ApiError as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == len(calls)
    return outcomes
