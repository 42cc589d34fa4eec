"""State + updates = fresh state, in groups: people make groups, join, leave, come back and read."""

from uuid import uuid4

import pytest

from tests.chat.watching import Watching
from tests.groups.calls import (
    add,
    change_group,
    change_member,
    conversation,
    join,
    make_group,
    new_link,
    promote,
    remove,
    say,
)
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


async def test_mentions_places_and_cards(people: list[Person], same_state: Watching) -> None:
    alice, bob, charlie = people
    group_id = await make_group(alice, bob, charlie)
    async with same_state(*people) as watching:
        mentioned = await say(alice, group_id, "Bob, Charlie?", mentions=[str(bob.id), str(charlie.id)])
        place = {"latitude": 52.52, "longitude": 13.4, "name": "Berlin"}
        await say(bob, group_id, None, kind="location", location=place)
        card = {"name": "Bob", "phone_number": "+4930123456"}
        await say(charlie, group_id, None, kind="contact", contact=card)
        await watching.agree()
        await bob.rest.post(f"/conversations/{group_id}/read", {"seq": mentioned["seq"]})
        await watching.agree()
        await alice.rest.patch(f"/messages/{mentioned['id']}", {"text": "Charlie?", "mentions": [str(charlie.id)]})
        await watching.agree()
        await alice.rest.delete(f"/messages/{mentioned['id']}?for=everyone")


async def test_unread_counts_are_sent_to_ones_other_devices(people: list[Person]) -> None:
    alice, bob, _ = people
    group_id = await make_group(alice, bob)
    seqs = [(await say(alice, group_id, "Bob?", mentions=[str(bob.id)]))["seq"] for _ in range(3)]
    async with bob.connect() as socket:
        await bob.rest.post(f"/conversations/{group_id}/read", {"seq": seqs[0]})
        mine = await socket.next_update("mine", where=lambda update: update["my"]["read_seq"] == seqs[0])
    assert (mine["unread_count"], mine["unread_mentions"]) == (2, 2)
    shown = await conversation(bob, group_id)
    assert (shown["unread_count"], shown["unread_mentions"]) == (2, 2)


async def test_people_come_and_go(people: list[Person], same_state: Watching) -> None:
    alice, bob, charlie = people
    group_id = await make_group(alice, bob)
    await say(alice, group_id, "Before charlie")
    # Bob must not get messages that were sent while he was not a member, not even later.
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


async def test_a_group_changes_its_looks_and_rules(people: list[Person], same_state: Watching) -> None:
    alice, bob, charlie = people
    group_id = await make_group(alice, bob, charlie)
    async with same_state(*people) as watching:
        await change_group(alice, group_id, name="Hills", settings={"slow_mode_seconds": 1})
        await watching.agree()
        await change_group(alice, group_id, description="Every day", settings={"who_can_edit_info": "everyone"})
        await change_group(bob, group_id, name="Valley")
        await say(charlie, group_id, "Where are we?")


async def test_roles_and_silences(people: list[Person], same_state: Watching) -> None:
    alice, bob, charlie = people
    group_id = await make_group(alice, bob, charlie)
    async with same_state(*people) as watching:
        await promote(alice, group_id, bob)
        await change_member(bob, group_id, charlie, silenced_until="2100-01-01T00:00:00Z")
        await watching.agree()
        await change_member(alice, group_id, charlie, role="owner")
        await watching.agree()
        await change_member(charlie, group_id, bob, role="member")
        await change_member(alice, group_id, bob, silenced_until="2100-01-01T00:00:00Z")
        await change_member(charlie, group_id, bob, silenced_until=None)
        await watching.agree()
        # Alice is the only admin, so she becomes the owner.
        await remove(charlie, group_id, charlie)


async def test_people_join_by_a_link_and_are_let_in(people: list[Person], same_state: Watching) -> None:
    alice, bob, charlie = people
    group_id = await make_group(alice)
    link = await new_link(alice, group_id)
    async with same_state(*people, gaps=True) as watching:
        await join(bob, link)
        await say(bob, group_id, "By the link")
        await watching.agree()
        await change_group(alice, group_id, settings={"join_approval": True, "history_for_new_members": "all"})
        await join(charlie, link)
        await watching.agree()
        path = f"/groups/{group_id}/join_requests/{charlie.id}"
        assert (await alice.rest.post(path, {"action": "approve"})).status_code == 204
        await say(charlie, group_id, "I was let in")


async def test_a_group_is_deleted(people: list[Person], same_state: Watching) -> None:
    alice, bob, charlie = people
    group_id = await make_group(alice, bob, charlie)
    sent = await say(alice, group_id, "Before")
    async with same_state(*people) as watching:
        await alice.rest.delete(f"/groups/{group_id}")
        await watching.agree()
        # Unread messages can still be read.
        assert (await bob.rest.post(f"/conversations/{group_id}/read", {"seq": sent["seq"]})).status_code == 200
