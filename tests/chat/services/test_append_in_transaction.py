"""Writing messages inside the caller's own transaction, and why the writer may not be called there."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import orjson
import pytest
from django.db import transaction

from chat import services
from chat.store.append import Appended
from chat.wire.commands import SendMessage
from common.bridge import in_thread, wait_for
from delivery.publisher import publisher
from tests.chat.in_process import counters, new_group, new_pair, new_user, numbers, system_item, text_item
from tests.chat.loop import Listener, listening, publishing
from tests.delivery.local import until


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    """Receives what this process publishes."""
    async with publishing(), listening() as started:
        yield started


def test_appending_is_refused_outside_a_transaction():
    alice, _, conversation_id = new_pair()
    with pytest.raises(RuntimeError, match="transaction"):
        services.append_in_transaction([text_item(conversation_id, alice)])
    assert numbers(conversation_id) == []


def test_the_writer_is_refused_inside_a_transaction():
    alice, _, conversation_id = new_pair()
    command = SendMessage(conversation_id=conversation_id, client_message_id=uuid4(), text="Hello")
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        wait_for(services.send_message(alice, command))
    assert numbers(conversation_id) == []


async def test_a_message_is_published_after_the_commit_and_not_before(listener: Listener):
    alice, bob = await in_thread(new_user), await in_thread(new_user)
    conversation_id = await in_thread(new_group, alice, bob)
    of_bob = await listener.connect(bob)
    loop = asyncio.get_running_loop()

    def write() -> tuple[list[Appended], int]:
        with transaction.atomic():
            rows = services.append_in_transaction(
                [system_item(conversation_id, alice), text_item(conversation_id, bob)]
            )
            asyncio.run_coroutine_threadsafe(publisher().flush(), loop).result(10)
            return rows, len(of_bob.frames)

    rows, before = await in_thread(write)
    assert [(row.outcome, row.seq) for row in rows] == [("fresh", 1), ("fresh", 2)]
    assert before == 0
    await until(lambda: len(of_bob.frames) == 2)
    changes = [orjson.loads(frame) for frame in of_bob.frames]
    assert [(change["position"], change["message"]["kind"]) for change in changes] == [(1, "system"), (2, "text")]
    assert changes[0]["message"]["system"]["actor_id"] == str(alice)


async def test_a_rollback_leaves_nothing_publishes_nothing_and_uses_no_number(listener: Listener):
    alice, bob = await in_thread(new_user), await in_thread(new_user)
    conversation_id = await in_thread(new_group, alice, bob)
    of_bob = await listener.connect(bob)

    def write(*, fail: bool) -> None:
        with transaction.atomic():
            services.append_in_transaction([system_item(conversation_id, alice, "failed" if fail else "done")])
            if fail:
                raise LookupError

    with pytest.raises(LookupError):
        await in_thread(lambda: write(fail=True))
    assert await in_thread(numbers, conversation_id) == []
    await in_thread(lambda: write(fail=False))
    await until(lambda: len(of_bob.frames) > 0)
    [change] = map(orjson.loads, of_bob.frames)
    assert (change["position"], change["message"]["system"]["action"]) == (1, "done")
    assert await in_thread(counters, conversation_id) == (1, 1)
