"""Who gets which update, and in which order, while memberships change."""

import asyncio
from uuid import uuid4

import pytest

from delivery.ports import PolledUpdate
from delivery.publisher import Publisher
from delivery.router import Router
from delivery.updates import ConversationUpdate, DeviceEnded, UserUpdate
from tests.delivery.conftest import Connect
from tests.delivery.local import Members, until


async def test_an_update_reaches_the_participants_and_nobody_else(
    members: Members, connect: Connect, sender: Publisher
):
    conversation, alice_id, bob_id, charlie_id = uuid4(), uuid4(), uuid4(), uuid4()
    members.put(conversation, alice_id, bob_id)
    alice, bob, charlie = [await connect(i) for i in (alice_id, bob_id, charlie_id)]
    sender.put([ConversationUpdate(conversation, 1, b"hello"), UserUpdate(charlie_id, b"end")])
    await until(lambda: bool(charlie.frames and bob.frames and alice.frames))
    assert (alice.frames, bob.frames, charlie.frames) == ([b"hello"], [b"hello"], [b"end"])


async def test_a_person_who_may_not_see_a_seq_gets_the_blank_update(
    members: Members, connect: Connect, sender: Publisher
):
    conversation, alice_id, bob_id, charlie_id = uuid4(), uuid4(), uuid4(), uuid4()
    members.put(conversation, alice_id)
    members.put(conversation, bob_id, ranges=((1, 4), (9, None)))
    alice, bob, charlie = [await connect(i) for i in (alice_id, bob_id, charlie_id)]
    sender.put([ConversationUpdate(conversation, 1, b"full %d" % seq, seq=seq, blank=b"blank") for seq in (4, 5, 9)])
    sender.put([ConversationUpdate(conversation, 1, b"unseen", seq=6), ConversationUpdate(conversation, 1, b"end")])
    await until(lambda: alice.frames[-1:] == bob.frames[-1:] == [b"end"])
    assert alice.frames == [b"full 4", b"full 5", b"full 9", b"unseen", b"end"]
    assert bob.frames == [b"full 4", b"blank", b"full 9", b"end"]
    assert charlie.frames == []


async def test_a_member_who_came_back_gets_no_blank_of_an_update_from_before(
    members: Members, connect: Connect, sender: Publisher
):
    alice_id, conversation = uuid4(), uuid4()
    members.put(conversation, alice_id, ranges=((1, 4), (9, None)))
    members.change(conversation)
    alice = await connect(alice_id)
    for version in (1, 2):
        sender.put([ConversationUpdate(conversation, version, b"full", seq=6, blank=b"blank %d" % version)])
    sender.put([ConversationUpdate(conversation, 1, b"seen before", seq=3, blank=b"blank")])
    await until(lambda: b"seen before" in alice.frames)
    assert alice.frames == [b"blank 2", b"seen before"]


async def test_a_withheld_message_reaches_only_those_named(members: Members, connect: Connect, sender: Publisher):
    conversation, alice_id, bob_id = uuid4(), uuid4(), uuid4()
    members.put(conversation, alice_id, bob_id)
    alice, bob = await connect(alice_id), await connect(bob_id)
    sender.put([ConversationUpdate(conversation, 1, b"withheld", only=(alice_id,), user_ids=(alice_id, bob_id))])
    sender.put([ConversationUpdate(conversation, 1, b"its receipt", only=(alice_id,))])
    sender.put([ConversationUpdate(conversation, 1, b"typing", except_user=alice_id)])
    sender.put([ConversationUpdate(conversation, 1, b"end")])
    await until(lambda: alice.frames[-1:] == bob.frames[-1:] == [b"end"])
    assert alice.frames == [b"withheld", b"its receipt", b"end"]
    assert bob.frames == [b"typing", b"end"]


async def test_named_people_get_an_update_once_whether_or_not_they_are_participants(
    members: Members, connect: Connect, sender: Publisher
):
    conversation, alice_id, bob_id, charlie_id = uuid4(), uuid4(), uuid4(), uuid4()
    members.put(conversation, alice_id)
    alice, bob, charlie = [await connect(i) for i in (alice_id, bob_id, charlie_id)]
    members.put(conversation, bob_id)
    version = members.change(conversation)
    sender.put([ConversationUpdate(conversation, version, b"added", seq=7, user_ids=(alice_id, bob_id))])
    sender.put([ConversationUpdate(conversation, version, b"next", seq=8)])
    await until(lambda: b"next" in bob.frames and b"next" in alice.frames)
    assert alice.frames == bob.frames == [b"added", b"next"]
    assert charlie.frames == []


async def test_a_removed_member_stops_receiving(members: Members, connect: Connect, sender: Publisher, bus: Router):
    conversation, alice_id, bob_id = uuid4(), uuid4(), uuid4()
    members.put(conversation, alice_id, bob_id)
    alice, bob = await connect(alice_id), await connect(bob_id)
    del members.ranges[conversation][bob_id]
    version = members.change(conversation)
    sender.put([ConversationUpdate(conversation, version, b"removed", seq=2, user_ids=(bob_id,))])
    sender.put([ConversationUpdate(conversation, version, b"secret", seq=3)])
    await until(lambda: b"secret" in alice.frames and b"removed" in bob.frames)
    assert bob.frames == [b"removed"]
    assert alice.frames == [b"removed", b"secret"]
    assert bus.people.persons[bob_id].conversation_ids == set()


async def test_the_connection_of_an_ended_device_is_closed_and_the_others_are_not(connect: Connect, sender: Publisher):
    alice_id = uuid4()
    phone, laptop = await connect(alice_id), await connect(alice_id)
    assert phone.device_id is not None
    sender.put([DeviceEnded(alice_id, (phone.device_id,)), UserUpdate(alice_id, b"devices")])
    await until(lambda: b"devices" in laptop.frames)
    assert (phone.code, laptop.code) == (4401, None)


async def test_what_the_poll_finds_reaches_people_and_brings_unknown_memberships(
    members: Members, connect: Connect, bus: Router
):
    known, unknown, alice_id, bob_id = uuid4(), uuid4(), uuid4(), uuid4()
    members.put(known, alice_id, bob_id)
    alice, bob = await connect(alice_id), await connect(bob_id)
    members.put(unknown, alice_id)
    updates = [
        PolledUpdate(b"head", None, known, 1),
        PolledUpdate(b"mine", alice_id, unknown, 1),
        PolledUpdate(b"account", bob_id, None, 0),
    ]
    bus.deliver_polled(updates)
    assert alice.frames == [b"head", b"mine"]
    assert bob.frames == [b"head", b"account"]
    await until(lambda: bus.people.persons[alice_id].conversation_ids == {known, unknown})


async def test_a_thousand_updates_arrive_in_order(members: Members, connect: Connect, sender: Publisher):
    conversation, alice_id = uuid4(), uuid4()
    members.put(conversation, alice_id)
    alice = await connect(alice_id)
    for number in range(1000):
        sender.put([ConversationUpdate(conversation, 1, b"%d" % number)])
        if number % 7 == 0:
            await asyncio.sleep(0)
    await until(lambda: len(alice.frames) == 1000)
    assert alice.frames == [b"%d" % number for number in range(1000)]


@pytest.mark.parametrize("garbage", [["x"], ["c", b"short"], [], "text"])
async def test_a_message_nobody_understands_disturbs_nothing(
    garbage: object, connect: Connect, sender: Publisher, bus: Router
):
    from channels.layers import get_channel_layer

    from delivery.topics import slot_of, slot_topic

    alice_id = uuid4()
    alice = await connect(alice_id)
    message = {"type": "updates", "updates": [garbage]}
    await get_channel_layer().group_send(slot_topic(slot_of(alice_id)), message)
    sender.put([UserUpdate(alice_id, b"hello")])
    await until(lambda: alice.frames == [b"hello"])
