"""State + updates = fresh state, in groups: made, joined, left, and read by people who come and go."""

from uuid import uuid4

import pytest

from tests.chat.watching import Watching
from tests.groups.calls import add, make_group, remove, say
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson


@pytest.fixture
async def people(new_person: NewPerson, web: list[WebProcess]) -> list[Person]:
    return [await new_person(name, web[n % 2]) for n, name in enumerate(("Alice", "Bob", "Charlie"))]


async def test_a_group_is_made_and_talks(people: list[Person], same_state: Watching) -> None:
    alice, bob, charlie = people
    async with same_state(*people) as watching:
        group_id = await make_group(alice, bob, charlie)
        message = await say(alice, group_id, "Hello")
        await watching.agree()
        await say(bob, group_id, "Hi")
        for person in (bob, charlie):
            await person.rest.post(f"/conversations/{group_id}/read", {"seq": message["seq"]})
        await charlie.rest.put(f"/messages/{message['id']}/reactions/👍")


async def test_people_come_and_go(people: list[Person], same_state: Watching) -> None:
    alice, bob, charlie = people
    group_id = await make_group(alice, bob)
    await say(alice, group_id, "Before charlie")
    # What is said while bob is not there is not told to him, later neither.
    async with same_state(*people, gaps=True) as watching:
        await add(alice, group_id, charlie)
        await say(charlie, group_id, "Here I am")
        await watching.agree()
        await remove(alice, group_id, bob)
        await say(alice, group_id, "Without bob")
        await charlie.rest.post(f"/conversations/{group_id}/read", {"seq": 6})
        await watching.agree()
        await add(alice, group_id, bob)
        await say(bob, group_id, "Back")
        await watching.agree()
        await remove(alice, group_id, alice)
        await say(bob, group_id, "Mine now")


async def test_a_former_member_holds_nothing_newer(people: list[Person], same_state: Watching) -> None:
    alice, bob, charlie = people
    group_id = await make_group(alice, bob, charlie)
    await say(bob, group_id, "Mine")
    async with same_state(*people) as watching:
        await remove(bob, group_id, bob)
        await watching.agree()
        body = {"conversation_id": group_id, "client_message_id": str(uuid4()), "text": "Newer"}
        assert (await alice.rest.post("/messages", body)).status_code == 201
        await charlie.rest.post(f"/conversations/{group_id}/read", {"seq": 4})
