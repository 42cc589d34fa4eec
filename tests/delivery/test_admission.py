"""Requests begin one by one."""

import asyncio
from functools import partial

from delivery.admission import Admission


async def test_one_request_begins_in_each_turn_of_the_loop_and_other_work_passes_between():
    admission = Admission()
    begun: list[int] = []
    between: list[int] = []
    for number in range(3):
        admission.admit(partial(begun.append, number))
    assert (begun, len(admission)) == ([0], 2)
    for _ in range(3):
        await asyncio.sleep(0)
        between.append(len(begun))
    assert (between, begun) == ([2, 3, 3], [0, 1, 2])
    admission.admit(lambda: begun.append(3))
    assert begun == [0, 1, 2, 3]
