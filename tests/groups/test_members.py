"""Adding, removing, leaving, coming back: who may do it, what each person sees, and which updates each person gets."""

from uuid import UUID, uuid4

import pytest

from chat.models import Conversation
from common.bridge import in_thread
from groups.models import Group
from tests.chat.in_process import new_user
from tests.groups.calls import add, change_at, conversation, history, make_group, members_of, remove, say, summary
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError, SocketClient


async def set_group(group_id: str, **fields: str) -> None:
    """Set columns that no request can set yet."""
    assert await in_thread(lambda: Group.objects.filter(conversation_id=group_id).update(**fields)) == 1


async def heard(socket: SocketClient) -> list[int]:
    """Return the positions of all changes that have come so far."""
    await socket.command("ping")
    return [update["position"] for update in socket.updates if "position" in update]


@pytest.mark.parametrize("history_for", ["from_joining", "all"])
async def test_an_added_person_gets_an_update_and_sees_what_they_may(
    alice: Person, bob: Person, charlie: Person, web: list[WebProcess], history_for: str
):
    group_id = await make_group(alice, bob)
    await set_group(group_id, history_for_new_members=history_for)
    await say(alice, group_id, "Before")
    async with bob.connect() as b, charlie.connect(web[0]) as c:
        assert (await add(alice, group_id, charlie)).status_code == 200
        change = await change_at(c, 3)
        assert await change_at(b, 3) == change
        await say(bob, group_id, "After")
        assert (await change_at(c, 4))["message"]["text"] == "After"
        assert [update["position"] for update in c.updates if update["update"] == "change"] == [3, 4]
    assert (change["position"], change["conversation"]["participant_count"]) == (3, 3)
    assert change["message"]["system"] == {
        "action": "members_added", "actor_id": str(alice.id), "user_ids": [str(charlie.id)], "fields": {},
    }  # fmt: skip
    everything = [(1, "group_created"), (2, "Before"), (3, "members_added"), (4, "After")]
    seen = everything if history_for == "all" else everything[2:]
    assert summary(await history(charlie, group_id)) == seen
    changes = (await charlie.rest.get(f"/conversations/{group_id}/changes?after=0")).json()
    assert (summary(changes["messages"]), changes["position"]) == (seen, 4)
    mine = await conversation(charlie, group_id)
    assert mine["my"]["joined_seq"] == (0 if history_for == "all" else 2)
    assert (mine["my"]["read_seq"], mine["my"]["delivered_seq"], mine["unread_count"]) == (2, 2, 1)


async def test_a_removed_persons_last_update_is_their_removal_and_they_keep_what_they_had(
    alice: Person, bob: Person, charlie: Person, web: list[WebProcess]
):
    group_id = await make_group(alice, bob, charlie)
    early = await say(bob, group_id, "Early")
    async with bob.connect(web[0]) as b, bob.connect(web[1]) as other, charlie.connect(web[1]) as c:
        assert (await remove(alice, group_id, bob)).status_code == 204
        last = await change_at(b, 3)
        assert last == await change_at(other, 3) == await change_at(c, 3)
        frozen = await conversation(bob, group_id)
        await say(charlie, group_id, "Without bob")
        await charlie.rest.post(f"/conversations/{group_id}/read", {"seq": 4})
        await alice.rest.post(f"/conversations/{group_id}/read", {"seq": 4})
        await in_thread(lambda: Conversation.objects.filter(id=group_id).update(title="Secret"))
        await add(alice, group_id, await in_thread(new_user, "Dora"))
        assert (await change_at(c, 4))["message"]["text"] == "Without bob"
        await change_at(c, 5)
        assert max(await heard(b)) == max(await heard(other)) == 3
        with pytest.raises(CommandError, match="not_allowed"):
            await b.command("send_message", conversation_id=group_id, client_message_id=str(uuid4()), text="Hello?")
    assert (last["position"], last["message"]["seq"], last["message"]["system"]["action"]) == (3, 3, "member_removed")
    assert last["cause"] == {"kind": "membership", "user_id": str(alice.id)}
    assert (frozen["last_seq"], frozen["position"], frozen["last_message"]["seq"]) == (3, 3, 3)
    assert frozen["my"]["left_at"] is not None
    kept = [(1, "group_created"), (2, "Early"), (3, "member_removed")]
    assert summary(await history(bob, group_id)) == kept
    changes = (await bob.rest.get(f"/conversations/{group_id}/changes?after=2")).json()
    assert (summary(changes["messages"]), changes["position"], changes["complete"]) == (kept[2:], 3, True)
    assert changes["conversation"] == {name: frozen[name] for name in changes["conversation"]}
    assert await conversation(bob, group_id) == frozen
    assert [c["id"] for c in (await bob.rest.get("/conversations")).json()["results"]] == [group_id]
    body = {"conversation_id": group_id, "client_message_id": str(uuid4()), "text": "Hello?"}
    assert (await bob.rest.post("/messages", body)).status_code == 403
    assert (await bob.rest.patch(f"/messages/{early['id']}", {"text": "Late"})).status_code == 403
    for path in (f"/groups/{group_id}", f"/groups/{group_id}/members"):
        assert (await bob.rest.get(path)).status_code == 404
    assert (await add(bob, group_id, bob)).status_code == 404
    assert (await remove(bob, group_id, bob)).status_code == 404
    assert str(bob.id) not in await members_of(alice, group_id)


async def test_leaving_and_coming_back_gives_two_ranges_with_a_gap(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    assert (await remove(bob, group_id, bob)).status_code == 204
    missed = [await say(alice, group_id, f"Missed {n}") for n in range(3)]
    await add(alice, group_id, bob)
    await say(alice, group_id, "Back")
    first = [(1, "group_created"), (2, "member_left")]
    second = [(6, "members_added"), (7, "Back")]
    assert summary(await history(bob, group_id)) == first + second
    mine = await conversation(bob, group_id)
    assert (mine["my"]["joined_seq"], mine["my"]["left_at"], mine["my"]["read_seq"]) == (5, None, 5)
    assert (mine["last_seq"], mine["position"], mine["unread_count"], mine["participant_count"]) == (7, 7, 1, 2)
    for message in missed:
        assert (await bob.rest.get(f"/messages/{message['id']}")).status_code == 404
    await remove(alice, group_id, bob)
    await say(alice, group_id, "Gone again")
    assert summary(await history(bob, group_id)) == [*first, *second, (8, "member_removed")]


async def test_who_may_add_and_remove(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob)
    assert (await add(bob, group_id, charlie)).status_code == 403
    assert (await remove(bob, group_id, alice)).status_code == 403
    assert (await remove(alice, group_id, charlie)).status_code == 404
    await set_group(group_id, who_can_add_members="everyone")
    assert (await add(bob, group_id, charlie)).status_code == 200
    assert (await remove(bob, group_id, charlie)).status_code == 403
    assert (await remove(alice, group_id, charlie)).status_code == 204
    assert await members_of(bob, group_id) == {str(alice.id): "owner", str(bob.id): "member"}


async def test_adding_a_member_takes_no_position(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob)
    assert (await add(alice, group_id, bob, alice)).status_code == 200
    assert (await conversation(bob, group_id))["position"] == 1
    await add(alice, group_id, bob, charlie, charlie)
    assert (await history(bob, group_id))[-1]["system"]["user_ids"] == [str(charlie.id)]
    assert (await conversation(charlie, group_id))["participant_count"] == 3


async def test_unknown_people_and_too_many_people_are_not_added(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    answer = await add(alice, group_id, uuid4())
    assert answer.json()["errors"][0] | {"detail": ""} == {
        "field": "user_ids.0", "code": "unknown_person", "detail": "",
    }  # fmt: skip
    people: list[UUID] = await in_thread(lambda: [new_user("Crowd") for _ in range(1023)])
    full = await add(alice, group_id, *people)
    assert (full.status_code, full.json()["errors"][0]["code"]) == (400, "too_long")
    assert (await add(alice, group_id, *people[1:])).status_code == 200
    assert (await conversation(bob, group_id))["participant_count"] == 1024
    assert (await add(alice, group_id, people[0])).status_code == 400
    assert len(await members_of(bob, group_id)) == 1024


async def test_the_longest_member_follows_an_owner_who_leaves(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob)
    await add(alice, group_id, charlie)
    await remove(alice, group_id, alice)
    assert await members_of(charlie, group_id) == {str(bob.id): "owner", str(charlie.id): "member"}
    system = (await history(charlie, group_id))[-1]["system"]
    assert (system["action"], system["fields"]) == ("member_left", {"owner_id": str(bob.id)})
    assert (await conversation(alice, group_id))["my"]["role"] == "member"
    await remove(bob, group_id, bob)
    await remove(charlie, group_id, charlie)
    assert (await add(charlie, group_id, alice)).status_code == 404
    assert summary(await history(charlie, group_id))[-1] == (5, "member_left")
