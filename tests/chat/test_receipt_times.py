"""When members of a group got and read a message: from the history of their watermarks."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.test import override_settings

from chat import selectors, services
from chat.services import receipt_history
from chat.store import receipt_days
from common.bridge import in_thread
from tests.chat.in_process import append, new_group, new_pair, new_user, other_session, rows, text_item
from tests.chat.loop import writing

Json = dict[str, Any]
# Days far away, on which no test really runs.
LONG_AGO = date(2001, 2, 3)


@pytest.fixture
async def running() -> AsyncIterator[None]:
    async with writing():
        yield


def make_group(people: int = 3) -> tuple[UUID, list[UUID]]:
    members = sorted(new_user() for _ in range(people))
    return new_group(*members), members


def send(conversation_id: UUID, sender: UUID, number: int = 1) -> UUID:
    """Send so many messages and return the id of the last one."""
    items = [text_item(conversation_id, sender) for _ in range(number)]
    append(*items)
    return items[-1].message_id


async def receipts(reader: UUID, message_id: UUID) -> list[Json]:
    found: list[Json] = orjson.loads(await selectors.receipts(reader, message_id, None, 100))["results"]
    return found


def steps(conversation_id: UUID) -> list[tuple[Any, ...]]:
    return rows(
        "SELECT user_id, read, from_seq, seq FROM chat_receipt_step WHERE conversation_id = %s ORDER BY moved_at, read",
        conversation_id,
    )


def times(receipt: Json) -> list[datetime | None]:
    found = [receipt["delivered_at"], receipt["read_at"]]
    return [moment and datetime.fromisoformat(moment) for moment in found]


async def test_each_step_is_one_row_with_its_time(running: None):
    group_id, (alice, bob, carol) = await in_thread(make_group)
    first = await in_thread(send, group_id, alice)
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    await services.ack(bob, group_id, 1)
    second = await in_thread(send, group_id, alice, 2)
    await services.read(bob, group_id, 3)
    await services.read(bob, group_id, 3)
    await services.ack(bob, group_id, 2)
    assert await in_thread(steps, group_id) == [(bob, False, 0, 1), (bob, False, 1, 3), (bob, True, 0, 3)]
    # Reading moves both watermarks at the same moment.
    moments = "SELECT count(DISTINCT moved_at) FROM chat_receipt_step WHERE conversation_id = %s AND seq = 3"
    assert await in_thread(rows, moments, group_id) == [(1,)]
    of_bob, of_carol = await receipts(alice, first)
    delivered, read = times(of_bob)
    assert delivered is not None and read is not None  # noqa: PT018
    assert before < delivered <= read < datetime.now(UTC)
    assert (of_bob["state"], of_carol["state"], times(of_carol)) == ("read", "sent", [None, None])
    of_bob, _ = await receipts(alice, second)
    assert times(of_bob) == [read, read]
    # When a member passed a message by writing, it is only known how far they got, and not when.
    await in_thread(send, group_id, carol)
    assert [(one["state"], *times(one)) for one in await receipts(alice, second)][1] == ("read", None, None)
    await services.ack(carol, group_id, 4)
    assert len(await in_thread(steps, group_id)) == 3


async def test_coming_back_does_not_count_as_getting_messages(running: None):
    group_id, (alice, bob, _) = await in_thread(make_group)
    message_id = await in_thread(send, group_id, alice, 5)
    # The same update that joining makes.
    jump = "UPDATE chat_participant SET delivered_seq = 5, read_seq = 5, shown_read_seq = 5"
    await in_thread(rows, f"{jump} WHERE conversation_id = %s AND user_id = %s RETURNING 1", group_id, bob)
    await in_thread(send, group_id, alice)
    await services.read(bob, group_id, 6)
    of_bob, _ = await receipts(alice, message_id)
    assert (of_bob["state"], times(of_bob)) == ("read", [None, None])


@override_settings(LARGE_GROUP_MEMBERS=2)
async def test_a_large_group_has_no_history(running: None):
    group_id, (alice, bob, _) = await in_thread(make_group)
    message_id = await in_thread(send, group_id, alice)
    await services.read(bob, group_id, 1)
    of_bob, _ = await receipts(alice, message_id)
    assert (of_bob["state"], times(of_bob)) == ("read", [None, None])
    assert await in_thread(steps, group_id) == []


async def test_two_people_have_no_history(running: None):
    alice, bob, conversation_id = await in_thread(new_pair)
    message_id = await in_thread(send, conversation_id, alice)
    await services.read(bob, conversation_id, 1)
    [receipt] = await receipts(alice, message_id)
    assert (receipt["state"], times(receipt)) == ("read", [None, None])
    assert await in_thread(steps, conversation_id) == []


def put_step(moved_at: datetime, seq: int = 1) -> UUID:
    """Write a step with a moment in the past, and return its conversation."""
    group_id, (_, bob, _) = make_group()
    written = (
        "INSERT INTO chat_receipt_step VALUES (%s, %s, false, 0, %s, %s) RETURNING tableoid::regclass::text",
        group_id,
        bob,
        seq,
        moved_at,
    )
    assert rows(*written)
    return group_id


def table_of(conversation_id: UUID) -> list[str]:
    found = rows("SELECT tableoid::regclass::text FROM chat_receipt_step WHERE conversation_id = %s", conversation_id)
    return [row[0] for row in found]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


async def test_a_day_with_rows_in_the_default_partition_stays_there(running: None):
    early = await in_thread(put_step, noon(LONG_AGO))
    following = LONG_AGO + timedelta(days=1)
    for day in (LONG_AGO, following, following):
        assert await in_thread(receipt_days.make, day)
    made = await in_thread(receipt_days.days)
    assert (LONG_AGO in made, made.count(following)) == (False, 1)
    assert await in_thread(table_of, early) == ["chat_receipt_step_default"]
    late = await in_thread(put_step, noon(following))
    assert await in_thread(table_of, late) == [f"chat_receipt_step_{following:%Y%m%d}"]
    # Old rows are deleted in all partitions, and newer rows stay.
    today = await in_thread(put_step, datetime.now(UTC))
    kept = await in_thread(put_step, datetime.now(UTC) - timedelta(days=29))
    await in_thread(receipt_history.keep_days)
    assert following not in await in_thread(receipt_days.days)
    assert [len(await in_thread(table_of, one)) for one in (early, late, kept, today)] == [0, 0, 1, 1]


async def test_partitions_are_made_ahead_and_get_the_rows_of_their_day(running: None):
    await in_thread(receipt_history.keep_days)
    ahead = [datetime.now(UTC).date() + timedelta(days=more) for more in range(8)]
    assert set(ahead) <= set(await in_thread(receipt_days.days))
    group_id = await in_thread(put_step, noon(ahead[-1]))
    assert await in_thread(table_of, group_id) == [f"chat_receipt_step_{ahead[-1]:%Y%m%d}"]


async def test_making_partitions_does_not_wait_for_a_lock(running: None):
    day = LONG_AGO + timedelta(days=10)
    assert await in_thread(receipt_days.make, day)
    with other_session() as holder, holder.transaction():
        holder.execute("SELECT FROM chat_receipt_step LIMIT 1")
        # The task gives up. Receipts are written meanwhile and afterwards.
        await in_thread(receipt_history.keep_days)
        assert day in await in_thread(receipt_days.days)
        group_id, (alice, bob, _) = await in_thread(make_group)
        await in_thread(send, group_id, alice)
        await services.read(bob, group_id, 1)
        assert len(await in_thread(steps, group_id)) == 2
    await in_thread(receipt_history.keep_days)
    assert day not in await in_thread(receipt_days.days)


async def test_a_time_that_is_no_longer_stored_is_not_invented(running: None):
    group_id, (alice, bob, _) = await in_thread(make_group)
    message_id = await in_thread(send, group_id, alice)
    await services.ack(bob, group_id, 1)
    # Delete the step, as if its day had been dropped.
    await in_thread(rows, "DELETE FROM chat_receipt_step WHERE conversation_id = %s RETURNING 1", group_id)
    await in_thread(send, group_id, alice)
    await services.ack(bob, group_id, 2)
    of_bob, _ = await receipts(alice, message_id)
    assert (of_bob["state"], times(of_bob)) == ("delivered", [None, None])
