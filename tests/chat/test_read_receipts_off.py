"""Read receipts switched off: between two people nobody sees more than delivered, and no number falls."""

from typing import Any

import pytest

from tests.chat.blocking import until_received
from tests.chat.test_message_changes import say
from tests.harness.people import Person
from tests.harness.processes import WebProcess


async def switch(person: Person, *, on: bool) -> None:
    answer = await person.rest.patch("/users/me/privacy", {"read_receipts": on})
    assert answer.json()["read_receipts"] is on


async def read(reader: Person, message: dict[str, Any]) -> None:
    path = f"/conversations/{message['conversation_id']}/read"
    assert (await reader.rest.post(path, {"seq": message["seq"]})).json()["read_seq"] == message["seq"]


async def shown(sender: Person, *messages: dict[str, Any]) -> list[str]:
    """Return the statuses of messages, which must be the same in all answers to their sender."""
    path = f"/conversations/{messages[0]['conversation_id']}"
    page = (await sender.rest.get(f"{path}/messages")).json()["results"]
    changes = (await sender.rest.get(f"{path}/changes?after=0")).json()["messages"]
    found = [next(m["status"] for m in page if m["id"] == message["id"]) for message in messages]
    assert found == [next(m["status"] for m in changes if m["id"] == message["id"]) for message in messages]
    for message, status in zip(messages, found, strict=True):
        assert (await sender.rest.get(f"/messages/{message['id']}")).json()["status"] == status
        [receipt] = (await sender.rest.get(f"/messages/{message['id']}/receipts")).json()["results"]
        assert receipt["state"] == status
    read_seq = (await sender.rest.get(path)).json()["receipts"]["read_by_all_seq"]
    assert [message["seq"] <= read_seq for message in messages] == [status == "read" for status in found]
    return found


@pytest.mark.parametrize("who", ["the reader", "the sender", "both"])
async def test_what_is_read_while_off_is_shown_as_delivered(alice: Person, bob: Person, who: str) -> None:
    first = await say(alice, bob, "First")
    await read(bob, first)
    for person in {"the reader": [bob], "the sender": [alice], "both": [alice, bob]}[who]:
        await switch(person, on=False)
    second = await say(alice, bob, "Second")
    await read(bob, second)
    assert await shown(alice, first, second) == ["read", "delivered"]
    # The same in the other direction.
    back = await say(bob, alice, "Back")
    assert await shown(bob, back) == ["sent"]
    await read(alice, back)
    assert await shown(bob, back) == ["delivered"]


async def test_after_switching_on_again_only_later_reading_is_shown(alice: Person, bob: Person) -> None:
    first = await say(alice, bob, "First")
    await switch(bob, on=False)
    await read(bob, first)
    await switch(bob, on=True)
    await read(bob, first)
    assert await shown(alice, first) == ["delivered"]
    second = await say(alice, bob, "Second")
    await read(bob, second)
    assert await shown(alice, second) == ["read"]


async def test_updates_have_the_shown_number_for_others_and_the_true_one_for_ones_own_devices(
    alice: Person, bob: Person, web: list[WebProcess]
) -> None:
    first, second = await say(alice, bob, "First"), await say(alice, bob, "Second")
    await read(bob, first)
    await switch(bob, on=False)
    async with alice.connect(web[1]) as a, bob.connect(web[0]) as own:
        await read(bob, second)
        mine = await own.next_update("mine")
        assert (mine["my"]["read_seq"], mine["unread_count"]) == (2, 0)
        receipt = await a.next_update("receipt")
        assert (receipt["delivered_seq"], receipt["read_seq"]) == (2, 1)
        third = await say(alice, bob, "Third")
        await own.command("ack", conversation_id=first["conversation_id"], seq=3)
        assert (await a.next_update("receipt"))["delivered_seq"] == 3
        await read(bob, third)
        assert (await own.next_update("mine"))["my"]["read_seq"] == 3
        await until_received(alice, a)
        # Others see no new number, so they get no update, because its time would show when the message was read.
        got = [(update["delivered_seq"], update["read_seq"]) for update in a.updates if update["update"] == "receipt"]
        assert got == [(2, 1), (3, 1)]
    assert (await bob.rest.get(f"/conversations/{first['conversation_id']}")).json()["my"]["read_seq"] == 3


async def test_an_answer_shows_that_what_it_answers_was_read(alice: Person, bob: Person) -> None:
    first = await say(alice, bob, "First")
    await switch(bob, on=False)
    await say(bob, alice, "Answer")
    assert await shown(alice, first) == ["read"]
