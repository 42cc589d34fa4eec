"""Services are repeated after a deadlock."""

import gc

import psycopg
import pytest

from common.database import retried


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_service_has_three_tries(lost: int):
    tries: list[int] = []

    @retried
    def service(name: str) -> str:
        tries.append(len(tries))
        if len(tries) <= lost:
            raise psycopg.errors.DeadlockDetected
        return name

    if lost < 3:
        assert service("done") == "done"
    else:
        with pytest.raises(psycopg.errors.DeadlockDetected):
            service("done")
    assert len(tries) == min(lost + 1, 3)


def test_a_call_leaves_nothing_to_the_garbage_collector():
    service = retried(int)
    service("1")
    gc.collect()
    service("1")
    assert gc.collect() == 0
