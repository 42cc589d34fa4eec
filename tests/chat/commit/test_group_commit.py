"""Group commit alone: how batches form, what each item waits for, and how it stops."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typing_extensions import override

from chat.commit.group_commit import GroupCommit, Waiting
from common.errors import ApiError


class Letters(GroupCommit[str, str]):
    """Commits words. It records each batch, waits for `gate` and answers in capitals; the first letter is the key."""

    def __init__(self, *, queue_items: int = 100, batch_items: int = 10) -> None:
        super().__init__(queue_items=queue_items, batch_items=batch_items)
        self.batches: list[list[str]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.committing = asyncio.Event()

    @override
    def key(self, item: str) -> object:
        return item[0]

    @override
    async def commit(self, batch: list[Waiting[str, str]]) -> None:
        self.batches.append([waiting.item for waiting in batch])
        self.committing.set()
        await self.gate.wait()
        if any(waiting.item == "bad" for waiting in batch):
            raise ValueError("bad")
        for waiting in batch:
            waiting.answer(waiting.item.upper())

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the next batch from being committed."""
        self.gate.clear()
        yield
        self.gate.set()


async def test_what_arrives_during_a_commit_forms_the_next_batch():
    letters = Letters()
    letters.start()
    with letters.held():
        first = asyncio.create_task(letters.submit("a"))
        await letters.committing.wait()
        rest = [asyncio.create_task(letters.submit(item)) for item in ("b", "c", "d")]
        await asyncio.sleep(0)
        assert letters.batches == [["a"]]
    assert await asyncio.gather(first, *rest) == ["A", "B", "C", "D"]
    assert letters.batches == [["a"], ["b", "c", "d"]]
    await letters.stop()


async def test_a_batch_has_its_limit_and_order_is_kept():
    letters = Letters(batch_items=2)
    letters.start()
    await asyncio.gather(*map(letters.submit, "abcde"))
    assert letters.batches == [["a", "b"], ["c", "d"], ["e"]]
    await letters.stop()


async def test_one_key_is_in_a_batch_only_once_and_waits_in_order():
    letters = Letters()
    letters.start()
    words = ["a1", "b1", "a2", "a3", "c1", "b2"]
    assert await asyncio.gather(*map(letters.submit, words)) == [word.upper() for word in words]
    assert letters.batches == [["a1", "b1", "c1"], ["a2", "b2"], ["a3"]]
    await letters.stop()


async def test_a_full_queue_answers_busy_and_takes_again_when_there_is_room():
    letters = Letters(queue_items=2)
    letters.start()
    with letters.held():
        taken = [asyncio.create_task(letters.submit("a"))]
        await letters.committing.wait()
        taken += [asyncio.create_task(letters.submit(item)) for item in ("b", "c")]
        await asyncio.sleep(0)
        with pytest.raises(ApiError) as refused:
            await asyncio.wait_for(letters.submit("d"), 10)
        assert (refused.value.code, refused.value.retry_after_seconds) == ("busy", 1)
    assert await asyncio.gather(*taken) == ["A", "B", "C"]
    assert await letters.submit("d") == "D"
    await letters.stop()


async def test_stopping_commits_what_is_queued_and_refuses_what_comes_later():
    letters = Letters(batch_items=2)
    letters.start()
    with letters.held():
        taken = [asyncio.create_task(letters.submit(item)) for item in "abcdefg"]
        await letters.committing.wait()
        stopping = asyncio.create_task(letters.stop())
        await asyncio.sleep(0)
        with pytest.raises(ApiError) as refused:
            await asyncio.wait_for(letters.submit("h"), 10)
        assert refused.value.code == "unavailable"
        assert not stopping.done()
    await stopping
    assert [task.result() for task in taken] == list("ABCDEFG")
    assert [letter for batch in letters.batches for letter in batch] == list("abcdefg")


async def test_stopping_ends_at_once_when_it_is_idle_or_was_never_started():
    idle, never = Letters(), Letters()
    idle.start()
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await idle.stop()
        await never.stop()


async def test_a_commit_that_fails_fails_its_own_batch_only():
    letters = Letters(batch_items=2)
    letters.start()
    answers = await asyncio.gather(*map(letters.submit, ["a", "bad", "c", "d"]), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["bad", "bad", "C", "D"]
    await letters.stop()


async def test_an_item_is_committed_even_if_nobody_waits_for_it_any_more():
    letters = Letters()
    letters.start()
    with letters.held():
        asking = asyncio.create_task(letters.submit("a"))
        await letters.committing.wait()
        queued = asyncio.create_task(letters.submit("b"))
        await asyncio.sleep(0)
        asking.cancel()
        queued.cancel()
        await asyncio.wait([asking, queued])
    assert await letters.submit("c") == "C"
    assert [letter for batch in letters.batches for letter in batch] == ["a", "b", "c"]
    await letters.stop()
