"""Changing and deleting a group: who may do it, which updates everybody gets, and what the settings do."""

from typing import Any
from uuid import uuid4

import pytest

from tests.groups.calls import add, change_at, change_group, conversation, history, make_group, promote, say, summary
from tests.harness.people import Person
from tests.harness.processes import WebProcess

SETTINGS = {
    "who_can_send": "admins",
    "who_can_edit_info": "everyone",
    "who_can_add_members": "everyone",
    "history_for_new_members": "all",
    "join_approval": True,
    "slow_mode_seconds": 30,
}


async def test_several_changes_in_one_request_are_one_message(alice: Person, bob: Person, web: list[WebProcess]):
    group_id = await make_group(alice, bob)
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        changed = await change_group(alice, group_id, name=" Hills ", description="Every day", settings=SETTINGS)
        change = await change_at(b, 2)
        assert await change_at(a, 2) == change
    assert (changed["name"], changed["description"], changed["settings"]) == ("Hills", "Every day", SETTINGS)
    assert (await bob.rest.get(f"/groups/{group_id}")).json() == changed | {"join_request_count": None}
    assert change["cause"] == {"kind": "settings", "user_id": str(alice.id)}
    assert (change["conversation"]["title"], change["conversation"]["position"]) == ("Hills", 2)
    fields = {"name": "Hills", "description": "Every day"} | SETTINGS
    system = {"action": "group_changed", "actor_id": str(alice.id), "user_ids": [], "fields": fields}
    assert change["message"]["system"] == system
    # The conversation itself is also among the changes that a client reads.
    changes = (await bob.rest.get(f"/conversations/{group_id}/changes?after=1")).json()
    assert changes["conversation"] == change["conversation"]


async def test_setting_the_same_values_changes_nothing(alice: Person, bob: Person):
    group_id = await make_group(alice, bob, description="Every Sunday")
    same = {"who_can_send": "everyone", "slow_mode_seconds": 0}
    bodies: list[dict[str, Any]] = [{}, {"name": "Team"}, {"avatar_id": None}, {"settings": {}}, {"settings": same}]
    for body in [*bodies, {"name": "Team ", "description": "Every Sunday"}]:
        assert (await change_group(alice, group_id, **body))["description"] == "Every Sunday"
    assert (await conversation(bob, group_id))["position"] == 1
    # Of several values, only those that differ are in the message.
    await change_group(alice, group_id, name="Team", settings=same | {"slow_mode_seconds": 5})
    assert (await history(bob, group_id))[-1]["system"]["fields"] == {"slow_mode_seconds": 5}


async def test_who_may_change_what(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob, charlie)
    await promote(alice, group_id, charlie)
    path = f"/groups/{group_id}"
    bodies: list[dict[str, Any]] = [{"name": "Hills"}, {"name": "Team"}, {"avatar_id": None}, {"settings": {}}]
    for body in bodies:
        assert (await bob.rest.patch(path, body)).status_code == 403, body
    assert (await bob.rest.patch(path)).status_code == 200
    await change_group(charlie, group_id, description="By an admin", settings={"who_can_edit_info": "everyone"})
    assert (await change_group(bob, group_id, name="Hills", description=""))["name"] == "Hills"
    both = {"name": "Valley", "settings": {"slow_mode_seconds": 5}}
    assert (await bob.rest.patch(path, both)).status_code == 403
    assert (await charlie.rest.delete(path)).status_code == 403
    assert (await bob.rest.delete(path)).status_code == 403
    assert (await conversation(bob, group_id))["title"] == "Hills"
    assert (await conversation(bob, group_id))["position"] == 4


BAD: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"name": ""}, {"name": "too_short"}),
    ({"name": None}, {"name": "wrong_type"}),
    ({"name": 5}, {"name": "wrong_type"}),
    ({"name": "a\nb"}, {"name": "wrong_format"}),
    ({"name": "a\0b"}, {"name": "nul_character"}),
    ({"name": "a" * 129}, {"name": "too_long"}),
    ({"description": "a" * 1025}, {"description": "too_long"}),
    ({"description": None}, {"description": "wrong_type"}),
    ({"avatar_id": "me.png"}, {"avatar_id": "wrong_type"}),
    ({"avatar_id": str(uuid4())}, {"avatar_id": "unknown_media"}),
    ({"settings": None}, {"settings": "wrong_type"}),
    ({"settings": {"who_can_send": "nobody"}}, {"settings.who_can_send": "not_a_choice"}),
    ({"settings": {"who_can_edit_info": None}}, {"settings.who_can_edit_info": "not_a_choice"}),
    ({"settings": {"who_can_add_members": 1}}, {"settings.who_can_add_members": "not_a_choice"}),
    ({"settings": {"history_for_new_members": "some"}}, {"settings.history_for_new_members": "not_a_choice"}),
    ({"settings": {"join_approval": "yes"}}, {"settings.join_approval": "wrong_type"}),
    ({"settings": {"slow_mode_seconds": -1}}, {"settings.slow_mode_seconds": "out_of_range"}),
    ({"settings": {"slow_mode_seconds": 86_401}}, {"settings.slow_mode_seconds": "out_of_range"}),
    ({"settings": {"slow_mode_seconds": 1.5}}, {"settings.slow_mode_seconds": "wrong_type"}),
    ({"settings": {"slow_mode_seconds": True}}, {"settings.slow_mode_seconds": "wrong_type"}),
    ({"settings": {"speed": 1}}, {"settings.speed": "unknown_field"}),
    ({"title": "Hills"}, {"title": "unknown_field"}),
]


async def test_bad_input_is_refused_and_nothing_is_written(alice: Person):
    group_id = await make_group(alice)
    for body, wrong in BAD:
        good: dict[str, Any] = {"description": "Half", "name": "Half"}
        answer = await alice.rest.patch(f"/groups/{group_id}", good | body)
        assert answer.status_code == 400, body
        assert {error["field"]: error["code"] for error in answer.json()["errors"]} == wrong
    assert (await conversation(alice, group_id))["position"] == 1
    assert (await alice.rest.get(f"/groups/{group_id}")).json()["description"] == ""


async def test_only_admins_send_where_only_admins_may(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob, charlie)
    await promote(alice, group_id, charlie)
    await change_group(alice, group_id, settings={"who_can_send": "admins"})
    body = {"conversation_id": group_id, "client_message_id": str(uuid4()), "text": "Hello?"}
    assert (await bob.rest.post("/messages", body)).status_code == 403
    await say(charlie, group_id, "From an admin")
    await change_group(charlie, group_id, settings={"who_can_send": "everyone"})
    assert (await bob.rest.post("/messages", body)).status_code == 201


async def test_slow_mode_slows_down_members_and_not_admins(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob, charlie)
    await promote(alice, group_id, charlie)
    await change_group(alice, group_id, settings={"slow_mode_seconds": 600})
    for person in (alice, charlie, alice, charlie, bob):
        await say(person, group_id, "Hello")
    body = {"conversation_id": group_id, "client_message_id": str(uuid4()), "text": "Too fast"}
    answer = await bob.rest.post("/messages", body)
    assert (answer.status_code, answer.json()["code"]) == (429, "slow_mode")
    assert 0 < answer.json()["retry_after_seconds"] <= 600


async def test_members_add_others_where_everyone_may(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob)
    assert (await add(bob, group_id, charlie)).status_code == 403
    await change_group(alice, group_id, settings={"who_can_add_members": "everyone", "history_for_new_members": "all"})
    assert (await add(bob, group_id, charlie)).status_code == 200
    assert summary(await history(charlie, group_id))[0] == (1, "group_created")


async def test_a_deleted_group_is_over_for_everybody(
    alice: Person, bob: Person, charlie: Person, web: list[WebProcess]
):
    group_id = await make_group(alice, bob, charlie)
    sent = await say(bob, group_id, "Before")
    cursors = {person.id: (await person.rest.get("/sync")).json()["cursor"] for person in (alice, bob, charlie)}
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b, charlie.connect(web[0]) as c:
        assert (await alice.rest.delete(f"/groups/{group_id}")).status_code == 204
        last = await change_at(b, 3)
        assert last == await change_at(a, 3) == await change_at(c, 3)
    assert last["cause"] == {"kind": "membership", "user_id": str(alice.id)}
    assert (last["message"]["system"]["action"], last["conversation"]["participant_count"]) == ("group_deleted", 0)
    for person in (alice, bob, charlie):
        [synced] = (await person.rest.get(f"/sync?since={cursors[person.id]}")).json()["conversations"]
        assert synced["id"] == group_id
        assert synced["my"]["left_at"] is not None
        assert (synced["last_message"]["seq"], synced["position"], synced["participant_count"]) == (3, 3, 0)
        assert summary(await history(person, group_id))[1:] == [(2, "Before"), (3, "group_deleted")]
        assert (await person.rest.get(f"/groups/{group_id}")).status_code == 404
        assert (await person.rest.delete(f"/groups/{group_id}")).status_code == 404
        assert (await person.rest.patch(f"/groups/{group_id}", {"name": "Again"})).status_code == 404
        assert (await add(person, group_id, bob)).status_code == 404
        body = {"conversation_id": group_id, "client_message_id": str(uuid4()), "text": "Hello?"}
        assert (await person.rest.post("/messages", body)).status_code == 403
    assert (await bob.rest.put(f"/messages/{sent['id']}/reactions/👍")).status_code == 403


@pytest.mark.parametrize("path", ["", "/members", "/invite_links", "/join_requests"])
async def test_a_deleted_group_answers_like_an_unknown_one(alice: Person, path: str):
    group_id = await make_group(alice)
    await alice.rest.delete(f"/groups/{group_id}")
    there, absent = [await alice.rest.get(f"/groups/{one}{path}") for one in (group_id, uuid4())]
    assert (there.status_code, there.content) == (404, absent.content)
