"""Groups of 1, 2, 3 and 100 people: one request makes them, all members know of them, and nobody else does."""

from uuid import UUID, uuid4

import pytest

from accounts.models import User
from common.bridge import in_thread
from common.clock import now
from tests.chat.in_process import new_user
from tests.groups.calls import conversation, history, id_of, make_group, members_of, say, summary
from tests.harness.people import Person
from tests.harness.processes import WebProcess


async def people(number: int) -> list[UUID]:
    return [await in_thread(new_user, f"Person {n}") for n in range(number)]


@pytest.mark.parametrize("members", [1, 2, 3, 100])
async def test_a_group_is_made_by_one_request_and_one_message(
    alice: Person, bob: Person, web: list[WebProcess], members: int
):
    others = [bob.id, *await people(members - 2)] if members > 1 else []
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        group_id = await make_group(alice, *others, description="Who we are")
        change = await a.next_update("change")
        if bob.id in others:
            assert await b.next_update("change") == change
        sent = await say(alice, group_id, "Hello")
        for socket in [a, b][: len(others) + 1]:
            assert (await socket.next_update("change"))["message"]["id"] == sent["id"]
    assert (change["position"], change["cause"]) == (1, {"kind": "membership", "user_id": str(alice.id)})
    assert change["conversation"]["participant_count"] == members
    assert (change["conversation"]["title"], change["conversation"]["group_id"]) == ("Team", group_id)
    system = change["message"]["system"]
    assert (system["action"], system["actor_id"]) == ("group_created", str(alice.id))
    assert set(system["user_ids"]) == set(map(id_of, others))
    roles = await members_of(alice, group_id)
    assert roles == dict.fromkeys(map(id_of, others), "member") | {str(alice.id): "owner"}
    mine = await conversation(alice, group_id)
    assert (mine["kind"], mine["title"], mine["participant_count"]) == ("group", "Team", members)
    assert (mine["last_seq"], mine["position"], mine["my"]["role"]) == (2, 2, "owner")
    if members > 1:
        theirs = await conversation(bob, group_id)
        assert (theirs["unread_count"], theirs["my"]["joined_seq"], theirs["my"]["role"]) == (1, 0, "member")
        assert summary(await history(bob, group_id)) == [(1, "group_created"), (2, "Hello")]


async def test_naming_oneself_or_a_person_twice_changes_nothing(alice: Person, bob: Person):
    group_id = await make_group(alice, bob, alice, bob)
    assert await members_of(bob, group_id) == {str(alice.id): "owner", str(bob.id): "member"}


async def test_a_repeated_request_makes_one_group(alice: Person, bob: Person, charlie: Person):
    key = {"Idempotency-Key": str(uuid4())}
    body = {"name": "Team", "member_ids": [str(bob.id)]}
    made = [await alice.rest.post("/groups", body, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json()
    members, key = f"/groups/{made[0].json()['id']}/members", {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        answer = await alice.rest.post(members, {"user_ids": [str(charlie.id)]}, headers=key)
        assert answer.status_code == 200
    [found] = (await bob.rest.get("/conversations")).json()["results"]
    assert (found["position"], found["participant_count"]) == (2, 3)


async def test_a_group_shows_its_properties(alice: Person, bob: Person):
    group_id = await make_group(alice, bob, name="  Mountains ", description="Every Sunday")
    group = (await bob.rest.get(f"/groups/{group_id}")).json()
    assert (group["name"], group["description"], group["avatar"]) == ("Mountains", "Every Sunday", None)
    assert group["settings"] == {
        "who_can_send": "everyone",
        "who_can_edit_info": "admins",
        "who_can_add_members": "admins",
        "history_for_new_members": "from_joining",
        "join_approval": False,
        "slow_mode_seconds": 0,
    }
    assert [c["group_id"] for c in (await bob.rest.get("/conversations")).json()["results"]] == [group_id]


async def test_what_cannot_be_a_group_is_refused(alice: Person, bob: Person):
    stranger = str(uuid4())
    for body, wrong in (
        ({"name": " "}, {"name": "too_short"}),
        ({"name": "a\nb"}, {"name": "wrong_format"}),
        ({"name": "a" * 129}, {"name": "too_long"}),
        ({"name": "Team", "description": "a" * 1025}, {"description": "too_long"}),
        ({"name": "Team", "member_ids": [str(bob.id), stranger]}, {"member_ids.1": "unknown_person"}),
        ({"name": "Team", "member_ids": [str(uuid4()) for _ in range(1025)]}, {"member_ids": "too_long"}),
        ({"name": "Team", "avatar_id": stranger}, {"avatar_id": "unknown_media"}),
        ({"member_ids": []}, {"name": "required"}),
    ):
        answer = await alice.rest.post("/groups", body)
        assert answer.status_code == 400, body
        assert {error["field"]: error["code"] for error in answer.json()["errors"]} == wrong
    assert (await alice.rest.get("/conversations")).json()["results"] == []


async def test_an_erased_person_cannot_be_a_member(alice: Person):
    erased = await in_thread(lambda: User.objects.create(phone_number=None, erased_at=now()).id)
    answer = await alice.rest.post("/groups", {"name": "Team", "member_ids": [str(erased)]})
    assert answer.json()["errors"][0]["code"] == "unknown_person"


async def test_a_stranger_sees_nothing_of_a_group(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob)
    sent = await say(alice, group_id, "Among us")
    nowhere = str(uuid4())
    calls = [
        ("GET", "/groups/{}", None),
        ("GET", "/groups/{}/members", None),
        ("POST", "/groups/{}/members", {"user_ids": [str(charlie.id)]}),
        ("DELETE", f"/groups/{{}}/members/{bob.id}", None),
        ("DELETE", f"/groups/{{}}/members/{charlie.id}", None),
        ("GET", "/conversations/{}", None),
        ("GET", "/conversations/{}/messages", None),
        ("GET", "/conversations/{}/changes?after=0", None),
    ]
    async with charlie.connect() as c:
        for method, path, body in calls:
            options = {} if body is None else {"json": body}
            there = await charlie.rest.request(method, path.format(group_id), **options)
            absent = await charlie.rest.request(method, path.format(nowhere), **options)
            assert (there.status_code, there.content) == (404, absent.content), path
        assert (await charlie.rest.get(f"/messages/{sent['id']}")).status_code == 404
        await c.command("ping")
        assert c.of_conversations == []
    assert (await charlie.rest.get("/conversations")).json()["results"] == []
    assert await members_of(alice, group_id) == {str(alice.id): "owner", str(bob.id): "member"}
