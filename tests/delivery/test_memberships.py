"""Memberships are read while updates arrive, sockets come and go, and the database fails."""

import asyncio
from uuid import uuid4

import pytest
from django.test import override_settings

from delivery.ports import PolledUpdate
from delivery.publisher import Publisher
from delivery.router import Router
from delivery.topics import slot_of
from delivery.updates import ConversationUpdate, UserUpdate
from tests.delivery.conftest import Connect
from tests.delivery.local import LocalConnection, Members, until


async def test_updates_queue_in_order_behind_the_participants_being_read_anew(
    members: Members, connect: Connect, sender: Publisher
):
    conversation, alice_id, bob_id = uuid4(), uuid4(), uuid4()
    members.put(conversation, alice_id, bob_id)
    alice, bob = await connect(alice_id), await connect(bob_id)
    members.room_gate.clear()
    members.reading.clear()
    del members.ranges[conversation][bob_id]
    version = members.change(conversation)
    sender.put([ConversationUpdate(conversation, 1, b"0")])
    sender.put([ConversationUpdate(conversation, version, b"%d" % number) for number in range(1, 50)])
    sender.put([UserUpdate(alice_id, b"other")])
    await members.reading.wait()
    await until(lambda: b"other" in alice.frames)
    assert alice.frames == [b"0", b"other"]
    members.room_gate.set()
    await until(lambda: len(alice.frames) == 51)
    assert alice.frames == [b"0", b"other", *(b"%d" % number for number in range(1, 50))]
    assert bob.frames == [b"0"]
    assert members.asked == 3


async def test_updates_wait_while_the_database_is_away(members: Members, connect: Connect, sender: Publisher):
    conversation, alice_id = uuid4(), uuid4()
    members.put(conversation, alice_id)
    alice = await connect(alice_id)
    members.failing = True
    version = members.change(conversation)
    sender.put([ConversationUpdate(conversation, version, b"one"), ConversationUpdate(conversation, version, b"two")])
    await until(lambda: members.asked >= 3)
    assert alice.frames == []
    members.failing = False
    await until(lambda: alice.frames == [b"one", b"two"])


async def test_a_database_that_lags_behind_what_was_published_is_read_again(
    members: Members, connect: Connect, sender: Publisher
):
    conversation, alice_id, bob_id = uuid4(), uuid4(), uuid4()
    members.put(conversation, alice_id, bob_id)
    alice, bob = await connect(alice_id), await connect(bob_id)
    asked = members.asked
    sender.put([ConversationUpdate(conversation, 2, b"without bob")])
    await until(lambda: members.asked > asked)
    assert alice.frames == []
    del members.ranges[conversation][bob_id]
    assert members.change(conversation) == 2
    await until(lambda: alice.frames == [b"without bob"])
    assert bob.frames == []


@override_settings(ROUTER_WAITING_ITEMS=10)
async def test_too_many_waiting_updates_become_one_resync(members: Members, connect: Connect, sender: Publisher):
    conversation, alice_id = uuid4(), uuid4()
    members.put(conversation, alice_id)
    alice = await connect(alice_id)
    members.room_gate.clear()
    version = members.change(conversation)
    sender.put([ConversationUpdate(conversation, version, b"x")] * 11)
    sender.put([UserUpdate(alice_id, b"end")])
    await until(lambda: alice.frames == [b"end"])
    members.room_gate.set()
    await until(lambda: alice.frames == [b"end", b'{"update":"resync","reason":"busy"}'])


async def test_a_membership_that_changes_while_it_is_read_is_not_missed(
    members: Members, bus: Router, sender: Publisher
):
    left, joined, alice_id, bob_id = uuid4(), uuid4(), uuid4(), uuid4()
    for conversation in (left, joined):
        members.put(conversation, bob_id)
    bob = LocalConnection(bob_id)
    await bus.add(bob)
    members.put(left, alice_id)
    members.gate.clear()
    members.reading.clear()
    alice = LocalConnection(alice_id)
    adding = asyncio.create_task(bus.add(alice))
    await members.reading.wait()
    del members.ranges[left][alice_id]
    members.put(joined, alice_id)
    for conversation in (left, joined):
        version = members.change(conversation)
        sender.put([ConversationUpdate(conversation, version, b"membership", user_ids=(alice_id,))])
    await until(lambda: bob.frames == [b"membership"] * 2)
    members.gate.set()
    await adding
    assert bus.people.persons[alice_id].conversation_ids == {joined}
    assert set(bus.people.rooms[left].participants) == {bob_id}
    sender.put([ConversationUpdate(left, 2, b"secret"), ConversationUpdate(joined, 2, b"hello")])
    await until(lambda: b"hello" in alice.frames)
    assert b"secret" not in alice.frames


async def test_a_conversation_younger_than_a_connection_reaches_it_from_the_first_update_on(
    members: Members, connect: Connect, bus: Router, sender: Publisher
):
    conversation, alice_id, bob_id = uuid4(), uuid4(), uuid4()
    bob = await connect(bob_id)
    members.put(conversation, alice_id, bob_id)
    await connect(alice_id)
    assert set(bus.people.rooms[conversation].participants) == {alice_id}
    sender.put([ConversationUpdate(conversation, 1, b"first", user_ids=(alice_id, bob_id))])
    sender.put([ConversationUpdate(conversation, 1, b"second")])
    await until(lambda: bob.frames == [b"first", b"second"])


@pytest.mark.parametrize("slots", [64], indirect=True)
async def test_a_younger_conversation_reaches_connections_whatever_their_slots_are(
    members: Members, connect: Connect, bus: Router, sender: Publisher
):
    # Alice has the same slot as the conversation, bob has another one.
    conversation = uuid4()
    alice_id = next(one for one in iter(uuid4, None) if slot_of(one) == slot_of(conversation))
    bob_id = next(one for one in iter(uuid4, None) if slot_of(one) != slot_of(conversation))
    bob = await connect(bob_id)
    members.put(conversation, alice_id, bob_id)
    await connect(alice_id)
    sender.put([ConversationUpdate(conversation, 1, b"first", user_ids=(alice_id, bob_id))])
    sender.put([ConversationUpdate(conversation, 1, b"second")])
    await until(lambda: bob.frames == [b"first", b"second"])


async def test_a_person_for_whom_the_poll_finds_a_conversation_gets_its_updates(
    members: Members, connect: Connect, bus: Router, sender: Publisher
):
    conversation, alice_id, bob_id = uuid4(), uuid4(), uuid4()
    bob = await connect(bob_id)
    members.put(conversation, alice_id, bob_id)
    await connect(alice_id)
    bus.deliver_polled([PolledUpdate(b"head", bob_id, conversation, 1)])
    sender.put([ConversationUpdate(conversation, 1, b"next")])
    await until(lambda: bob.frames == [b"head", b"next"])


@pytest.mark.parametrize("slots", [1], indirect=True)
async def test_an_update_that_overtakes_the_one_that_makes_its_conversation_known_is_kept(
    members: Members, connect: Connect, sender: Publisher
):
    conversation, alice_id = uuid4(), uuid4()
    alice = await connect(alice_id)
    members.put(conversation, alice_id)
    sender.put([ConversationUpdate(conversation, 1, b"second")])
    sender.put([ConversationUpdate(uuid4(), 1, b"of others")])
    sender.put([ConversationUpdate(conversation, 1, b"first", user_ids=(alice_id,))])
    sender.put([ConversationUpdate(conversation, 1, b"third")])
    await until(lambda: alice.frames == [b"first", b"second", b"third"])


@pytest.mark.parametrize("slots", [1], indirect=True)
async def test_a_person_gets_no_update_from_before_they_were_added(
    members: Members, connect: Connect, sender: Publisher
):
    conversation, alice_id = uuid4(), uuid4()
    alice = await connect(alice_id)
    sender.put([ConversationUpdate(conversation, 1, b"before")])
    members.put(conversation, alice_id)
    version = members.change(conversation)
    sender.put([ConversationUpdate(conversation, version, b"added", user_ids=(alice_id,))])
    sender.put([ConversationUpdate(conversation, version, b"after")])
    await until(lambda: alice.frames == [b"added", b"after"])


async def test_a_socket_lost_while_its_memberships_are_read_leaves_nothing_behind(
    members: Members, bus: Router, sender: Publisher
):
    conversation, alice_id = uuid4(), uuid4()
    members.put(conversation, alice_id)
    members.gate.clear()
    gone, back = LocalConnection(alice_id), LocalConnection(alice_id)
    adding = asyncio.create_task(bus.add(gone))
    await members.reading.wait()
    bus.remove(gone)
    adding_back = asyncio.create_task(bus.add(back))
    await until(lambda: members.asked == 2)
    members.gate.set()
    await asyncio.gather(adding, adding_back)
    sender.put([ConversationUpdate(conversation, 1, b"hello")])
    await until(lambda: back.frames == [b"hello"])
    assert gone.frames == []
    bus.remove(back)
    assert (bus.people.persons, bus.people.rooms, bus.people.slots) == ({}, {}, {})


async def test_a_socket_lost_while_its_memberships_are_read_is_not_added_to_rooms(members: Members, bus: Router):
    alice_id = uuid4()
    members.put(uuid4(), alice_id)
    members.gate.clear()
    alice = LocalConnection(alice_id)
    adding = asyncio.create_task(bus.add(alice))
    await members.reading.wait()
    bus.remove(alice)
    members.gate.set()
    await adding
    assert (bus.people.persons, bus.people.rooms, bus.people.slots) == ({}, {}, {})


async def test_two_sockets_of_one_person_share_what_was_read(members: Members, connect: Connect, bus: Router):
    conversation, alice_id = uuid4(), uuid4()
    members.put(conversation, alice_id)
    phone, laptop = await asyncio.gather(connect(alice_id), connect(alice_id))
    assert members.asked == 1
    assert bus.connected(alice_id) == 2
    bus.remove(phone)
    assert bus.connected(alice_id) == 1
    assert conversation in bus.people.rooms
    bus.remove(laptop)
    bus.remove(laptop)
    assert bus.connected(alice_id) == 0
    assert (bus.people.persons, bus.people.rooms, bus.people.slots) == ({}, {}, {})


async def test_a_person_whose_memberships_cannot_be_read_is_not_connected(
    members: Members, connect: Connect, bus: Router
):
    alice_id = uuid4()
    members.failing = True
    results = await asyncio.gather(connect(alice_id), connect(alice_id), return_exceptions=True)
    assert [type(result) for result in results] == [ConnectionError, ConnectionError]
    assert (bus.people.persons, bus.people.slots) == ({}, {})
    members.failing = False
    await connect(alice_id)
    assert bus.connected(alice_id) == 1
