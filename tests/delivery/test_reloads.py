"""Reading the participants of conversations again: how many at the same time, and for which people."""

from uuid import uuid4

from django.conf import settings
from django.test import override_settings

from delivery.publisher import Publisher
from delivery.updates import ConversationUpdate, UserUpdate
from tests.delivery.conftest import Connect
from tests.delivery.local import Members, until


@override_settings(ROUTER_NAMED_PEOPLE=2)
async def test_few_people_are_named_when_participants_are_read_and_many_are_not(
    members: Members, connect: Connect, sender: Publisher
):
    conversation, alice_id, bob_id, charlie_id = uuid4(), uuid4(), uuid4(), uuid4()
    members.put(conversation, alice_id, bob_id)
    alice, bob = await connect(alice_id), await connect(bob_id)
    sender.put([ConversationUpdate(conversation, members.change(conversation), b"one")])
    await until(lambda: alice.frames == bob.frames == [b"one"])
    charlie = await connect(charlie_id)
    sender.put([ConversationUpdate(conversation, members.change(conversation), b"two")])
    await until(lambda: alice.frames == bob.frames == [b"one", b"two"])
    assert members.named == [{alice_id, bob_id}, None]
    assert charlie.frames == []


async def test_only_a_few_conversations_are_read_again_at_the_same_time(
    members: Members, connect: Connect, sender: Publisher
):
    alice_id, conversations = uuid4(), [uuid4() for _ in range(20)]
    for conversation in conversations:
        members.put(conversation, alice_id)
    alice = await connect(alice_id)
    members.room_gate.clear()
    sender.put([ConversationUpdate(one, members.change(one), b"news") for one in conversations])
    sender.put([UserUpdate(alice_id, b"other")])
    await until(lambda: alice.frames == [b"other"])
    await until(lambda: len(members.named) == settings.ROUTER_RELOADS)
    members.room_gate.set()
    await until(lambda: len(alice.frames) == 21)
    assert len(members.named) == 20
