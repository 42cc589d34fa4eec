"""Heavy reads of one person take turns; those of other people go on, and nothing stays behind."""

import asyncio
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from chat.selectors import turns
from chat.selectors.turns import turn


class Reads:
    """Reads that wait until they are let go, and the highest number that ran at a time."""

    def __init__(self) -> None:
        self.running = self.most = 0
        self.go = asyncio.Event()

    async def read(self, person_id: UUID) -> None:
        async with turn(person_id):
            self.running += 1
            self.most = max(self.most, self.running)
            await self.go.wait()
            self.running -= 1


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_one_person_has_two_heavy_reads_at_a_time() -> None:
    reads, person_id = Reads(), uuid4()
    tasks = [asyncio.create_task(reads.read(person_id)) for _ in range(32)]
    await settle()
    assert reads.running == 2
    reads.go.set()
    await asyncio.gather(*tasks)
    assert reads.most == 2
    assert turns._turns == {}


async def test_other_people_do_not_wait() -> None:
    reads = Reads()
    busy = [asyncio.create_task(reads.read(person_id)) for person_id in [uuid4()] * 5 + [uuid4(), uuid4()]]
    await settle()
    assert reads.running == 4
    reads.go.set()
    await asyncio.gather(*busy)


async def test_a_read_that_fails_or_is_cancelled_gives_its_turn_back() -> None:
    reads, person_id = Reads(), uuid4()
    tasks = [asyncio.create_task(reads.read(person_id)) for _ in range(4)]
    await settle()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert turns._turns == {}
    with pytest.raises(ZeroDivisionError):
        async with turn(person_id):
            raise ZeroDivisionError
    assert turns._turns == {}


async def test_the_number_is_a_setting() -> None:
    with override_settings(HEAVY_READS=5):
        reads, person_id = Reads(), uuid4()
        tasks = [asyncio.create_task(reads.read(person_id)) for _ in range(9)]
        await settle()
        assert reads.running == 5
        reads.go.set()
        await asyncio.gather(*tasks)
