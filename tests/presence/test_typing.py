"""Typing and recording: who gets the updates, and who does not."""

import time
from typing import Any

import pytest

from chat.store.typing import audience
from common.bridge import in_thread
from common.database import close_pool, connection
from common.ids import new_id
from tests.chat.in_process import new_group, new_pair, set_participant
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError, SocketClient
from tests.harness.types import NewPerson
from tests.presence.seeing import write_to


async def types(socket: SocketClient, conversation_id: object, state: str = "typing") -> None:
    assert await socket.command("typing", conversation_id=str(conversation_id), state=state) == {}


async def heard(socket: SocketClient, conversation_id: object) -> tuple[str, str]:
    """Return (user id, state) of the next `typing` update of this conversation."""
    update = await socket.next_update("typing", where=lambda u: bool(u["conversation_id"] == str(conversation_id)))
    return update["user_id"], update["state"]


def typing_of(socket: SocketClient) -> list[dict[str, Any]]:
    return [update for update in socket.updates if update["update"] == "typing"]


async def test_typing_reaches_the_others_on_every_process_and_not_oneself(web: list[WebProcess], new_person: NewPerson):
    alice, bob, charlie = [await new_person(name, web[0]) for name in ("Alice", "Bob", "Charlie")]
    group_id = await in_thread(new_group, alice.id, bob.id)
    async with (
        alice.connect(web[0]) as a,
        alice.connect(web[1]) as elsewhere,
        bob.connect(web[1]) as b,
        bob.connect(web[0]) as b_here,
        charlie.connect(web[1]) as c,
    ):
        direct_id = await write_to(a, bob)
        for conversation_id in (direct_id, group_id):
            for state in ("typing", "recording", "idle"):
                await types(a, conversation_id, state)
                for socket in (b, b_here):
                    assert await heard(socket, conversation_id) == (str(alice.id), state)
        await types(b, group_id)
        for socket in (a, elsewhere):
            assert await heard(socket, group_id) == (str(bob.id), "typing")
        assert [update["user_id"] for update in typing_of(a) + typing_of(elsewhere)] == [str(bob.id)] * 2
        assert typing_of(c) == []


async def test_more_than_one_state_a_second_is_held_back_and_the_latest_sent(
    web: list[WebProcess], new_person: NewPerson
):
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        conversation_id = await write_to(a, bob)
        began = time.monotonic()
        for _ in range(20):
            await types(a, conversation_id, "typing")
            await types(a, conversation_id, "recording")
        await types(a, conversation_id, "idle")
        quick = time.monotonic() - began < 0.9
        assert await heard(b, conversation_id) == (str(alice.id), "typing")
        assert await heard(b, conversation_id) == (str(alice.id), "idle") or not quick
        assert time.monotonic() - began >= 0.9
        assert len(typing_of(b)) == 2 or not quick


async def test_strangers_and_former_participants_cannot_type(web: list[WebProcess], new_person: NewPerson):
    alice, bob, charlie = [await new_person(name, web[0]) for name in ("Alice", "Bob", "Charlie")]
    group_id = await in_thread(new_group, alice.id, bob.id, charlie.id)
    await in_thread(lambda: set_participant(group_id, charlie.id, left_at="2026-01-01T00:00:00Z"))
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b, charlie.connect(web[1]) as c:
        conversation_id = await write_to(a, bob)
        refusals = []
        for unknown in (conversation_id, group_id, new_id()):
            with pytest.raises(CommandError) as refused:
                await types(c, unknown)
            refusals.append(refused.value.error)
        assert refusals[0].code == "not_found"
        assert refusals[0] == refusals[1] == refusals[2]
        await types(a, group_id)
        assert await heard(b, group_id) == (str(alice.id), "typing")
        assert (len(typing_of(a)), len(typing_of(b)), len(typing_of(c))) == (0, 1, 0)


async def test_a_block_keeps_typing_from_both(web: list[WebProcess], new_person: NewPerson):
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    group_id = await in_thread(new_group, alice.id, bob.id)
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        conversation_id = await write_to(a, bob)
        assert (await bob.rest.put(f"/blocks/{alice.id}", {})).status_code < 300
        for one, other, name in ((a, b, alice), (b, a, bob)):
            await types(one, conversation_id)
            await types(one, group_id)
            # Blocks have no effect in groups. Updates come in order, so an earlier one would be here by now.
            assert await heard(other, group_id) == (str(name.id), "typing")
            assert {update["conversation_id"] for update in typing_of(other)} == {str(group_id)}


async def test_typing_in_a_conversation_without_messages_is_not_sent(web: list[WebProcess], new_person: NewPerson):
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    group_id = await in_thread(new_group, alice.id, bob.id)
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        opened = (await alice.rest.post("/conversations", {"user_id": str(bob.id)})).json()["id"]
        await types(a, opened)
        await types(a, group_id)
        assert await heard(b, group_id) == (str(alice.id), "typing")
        assert len(typing_of(b)) == 1
        with pytest.raises(CommandError) as refused:
            await types(b, opened)
        assert refused.value.code == "not_found"


async def test_a_person_who_may_not_write_is_not_seen_typing():
    alice, bob, _ = await in_thread(new_pair)
    group_id = await in_thread(new_group, alice, bob)
    async with connection() as borrowed:
        heard_of = await audience(borrowed, group_id, alice)
        assert heard_of is not None
        assert heard_of.allowed
        await in_thread(lambda: set_participant(group_id, alice, silenced_until="2099-01-01T00:00:00Z"))
        silenced = await audience(borrowed, group_id, alice)
        assert silenced is not None
        assert not silenced.allowed
    await close_pool()
