"""What delivery reads of PostgreSQL: people's own state in a poll, and the members of a conversation."""

from uuid import UUID

import orjson
from django.test import override_settings

from chat.selectors.live import changed_since, members_among
from common.bridge import in_thread
from common.ids import new_id
from delivery.ports import PolledUpdate
from tests.chat.in_process import new_group, new_user
from tests.chat.loop import publishing
from tests.chat.test_message_changes import say
from tests.chat.test_sync import sync
from tests.groups.calls import make_group
from tests.harness.people import Person


async def test_an_ack_in_a_group_is_in_a_sync_and_makes_no_poll_send_own_state(alice: Person, bob: Person) -> None:
    group_id = await make_group(alice, bob)
    async with publishing():
        before, cursor = await changed_since(None, [], []), (await sync(bob))["cursor"]
        await bob.rest.post(f"/conversations/{group_id}/delivered", {"seq": 1})
        assert own_states((await changed_since(before.snapshot, [bob.id], [])).updates) == []
        [known] = (await sync(bob, cursor))["conversations"]
        assert known["my"]["delivered_seq"] == 1
        await bob.rest.post(f"/conversations/{group_id}/read", {"seq": 1})
        assert own_states((await changed_since(before.snapshot, [bob.id], [])).updates) == [bob.id]


def own_states(updates: list[PolledUpdate]) -> list[UUID | None]:
    return [one.user_id for one in updates if orjson.loads(one.frame)["update"] == "mine"]


async def test_a_poll_with_too_many_changes_of_own_state_lets_people_sync_instead(alice: Person, bob: Person) -> None:
    conversation = f"/conversations/{(await say(alice, bob, 'Hello'))['conversation_id']}"
    async with publishing():
        before = await changed_since(None, [], [])
        for person in (alice, bob):
            await person.rest.patch(conversation, {"pinned": True, "muted_until": None})
        with override_settings(POLL_RECOUNTS=1):
            updates = (await changed_since(before.snapshot, [alice.id, bob.id], [])).updates
    names = {one.user_id: orjson.loads(one.frame)["update"] for one in updates}
    assert sorted(names.values()) == ["mine", "resync"]
    assert set(names) == {alice.id, bob.id}


async def test_the_members_among_some_people_or_all_of_them() -> None:
    def make() -> tuple[UUID, list[UUID]]:
        people = [new_user() for _ in range(4)]
        return new_group(*people[:3]), people

    group_id, people = await in_thread(make)
    async with publishing():
        version, found = await members_among(group_id, None)
        assert (version > 0, {one.user_id for one in found}) == (True, set(people[:3]))
        assert await members_among(group_id, people[2:]) == (
            version,
            [one for one in found if one.user_id == people[2]],
        )
        assert await members_among(group_id, people[3:]) == (version, [])
        assert await members_among(new_id(), None) == (0, [])
