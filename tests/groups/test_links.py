"""Invite links: who makes them, who joins by them, and who must not learn of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from common.bridge import in_thread
from groups.models import InviteLink
from tests.chat.in_process import new_user
from tests.groups.calls import (
    add,
    change_at,
    change_group,
    conversation,
    history,
    join,
    links_of,
    make_group,
    members_of,
    new_link,
    promote,
    remove,
    say,
    summary,
)
from tests.harness.people import Person
from tests.harness.processes import WebProcess


async def set_link(link: dict[str, object], **fields: object) -> None:
    """Set columns that otherwise only time or other people change."""
    assert await in_thread(lambda: InviteLink.objects.filter(id=str(link["id"])).update(**fields)) == 1


async def is_refused(person: Person, link: dict[str, object]) -> None:
    """Check that a link looks to a person like one that never existed."""
    for method in ("GET", "POST", "DELETE"):
        there = await person.rest.request(method, f"/join/{link['token']}")
        absent = await person.rest.request(method, f"/join/{'A' * 22}")
        assert (there.status_code, there.content) == (404, absent.content), method


@pytest.mark.parametrize("history_for", ["from_joining", "all"])
async def test_a_person_joins_by_a_link(
    alice: Person, bob: Person, charlie: Person, web: list[WebProcess], history_for: str
):
    group_id = await make_group(alice, bob, description="Who we are")
    await change_group(alice, group_id, settings={"history_for_new_members": history_for, "slow_mode_seconds": 1})
    link = await new_link(alice, group_id)
    assert link["url"].endswith(f"/j/{link['token']}")
    assert (link["expires_at"], link["max_uses"], link["uses"]) == (None, None, 0)
    shown = (await charlie.rest.get(f"/join/{link['token']}")).json()
    assert shown == {
        "group": {
            "name": "Team", "description": "Who we are", "avatar": None, "participant_count": 2, "join_approval": False,
        },
        "member": False,
        "requested": False,
    }  # fmt: skip
    async with bob.connect(web[1]) as b, charlie.connect(web[0]) as c:
        answer = await join(charlie, link)
        assert (answer.status_code, answer.json()["id"]) == (200, group_id)
        assert await change_at(b, 3) == await change_at(c, 3)
    seen = await history(charlie, group_id)
    assert summary(seen)[-1] == (3, "joined_by_link")
    assert len(seen) == (3 if history_for == "all" else 1)
    me = str(charlie.id)
    assert seen[-1]["system"] == {"action": "joined_by_link", "actor_id": me, "user_ids": [me], "fields": {}}
    assert (await links_of(alice, group_id))[0]["uses"] == 1
    # Joining again changes nothing.
    assert (await join(charlie, link)).json() == answer.json()
    assert (await charlie.rest.get(f"/join/{link['token']}")).json()["member"] is True
    assert (await links_of(alice, group_id))[0]["uses"] == 1
    assert (await conversation(alice, group_id))["position"] == 3


async def test_a_link_works_until_it_is_used_up_expired_or_revoked(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice)
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    once, short, revoked = [
        await new_link(alice, group_id, **fields) for fields in ({"max_uses": 1}, {"expires_at": soon}, {})
    ]
    assert (once["max_uses"], short["expires_at"]) == (1, soon)
    assert (await join(bob, once)).status_code == 200
    await set_link(short, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert (await alice.rest.delete(f"/groups/{group_id}/invite_links/{revoked['id']}")).status_code == 204
    for link in (once, short, revoked):
        await is_refused(charlie, link)
    # The answer to the last use may have been lost.
    assert (await join(bob, once)).json()["id"] == group_id
    assert (await alice.rest.delete(f"/groups/{group_id}/invite_links/{revoked['id']}")).status_code == 404
    assert [link["id"] for link in await links_of(alice, group_id)] == [short["id"], once["id"]]
    assert len(await members_of(alice, group_id)) == 2


async def test_an_invalid_link_is_not_found(alice: Person):
    for token in ("x", "A" * 21, "A" * 23, "ä" * 22, "%00" * 22, "A" * 2000):
        for method in ("GET", "POST", "DELETE"):
            assert (await alice.rest.request(method, f"/join/{token}")).status_code == 404, token


async def test_a_link_lets_in_a_person_who_left_and_not_one_who_was_removed(
    alice: Person, bob: Person, charlie: Person
):
    group_id = await make_group(alice, bob, charlie)
    link = await new_link(alice, group_id)
    await remove(bob, group_id, bob)
    await remove(alice, group_id, charlie)
    await say(alice, group_id, "Without them")
    assert (await join(bob, link)).status_code == 200
    await is_refused(charlie, link)
    assert summary(await history(bob, group_id)) == [(1, "group_created"), (2, "member_left"), (5, "joined_by_link")]
    # After an admin has added them again, they may leave and join as they like.
    await add(alice, group_id, charlie)
    await remove(charlie, group_id, charlie)
    assert (await join(charlie, link)).status_code == 200


async def test_nobody_joins_a_deleted_group(alice: Person, bob: Person, charlie: Person):
    links = []
    for end in ("delete", "leave"):
        group_id = await make_group(alice)
        links.append(await new_link(alice, group_id))
        path = f"/groups/{group_id}" if end == "delete" else f"/groups/{group_id}/members/{alice.id}"
        assert (await alice.rest.delete(path)).status_code == 204
    for link in links:
        await is_refused(bob, link)
        await is_refused(alice, link)


async def test_nobody_joins_a_full_group(alice: Person, bob: Person):
    group_id = await make_group(alice, *await in_thread(lambda: [new_user() for _ in range(1023)]))
    link = await new_link(alice, group_id, max_uses=1)
    answer = await join(bob, link)
    assert (answer.status_code, answer.json()["code"]) == (409, "group_full")
    assert (await links_of(alice, group_id))[0]["uses"] == 0
    assert (await conversation(alice, group_id))["position"] == 1


async def test_links_are_for_admins_and_nobody_else_learns_of_them(
    alice: Person, bob: Person, charlie: Person, web: list[WebProcess]
):
    group_id = await make_group(alice, bob, charlie)
    await promote(alice, group_id, bob)
    path = f"/groups/{group_id}/invite_links"
    async with charlie.connect(web[0]) as c:
        links = [await new_link(person, group_id) for person in (alice, bob)]
        assert [link["token"] for link in await links_of(bob, group_id)] == [link["token"] for link in links[::-1]]
        for method, where in (("GET", path), ("POST", path), ("DELETE", f"{path}/{links[0]['id']}")):
            assert (await charlie.rest.request(method, where)).status_code == 403
        assert (await bob.rest.delete(f"{path}/{links[0]['id']}")).status_code == 204
        await c.command("ping")
        assert {update.get("position", 0) for update in c.updates} <= {0, 2}
    assert (await conversation(alice, group_id))["position"] == 2


async def test_the_number_of_links_of_a_group_is_limited(alice: Person):
    group_id = await make_group(alice)
    links = [await new_link(alice, group_id) for _ in range(20)]
    answer = await alice.rest.post(f"/groups/{group_id}/invite_links")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    await set_link(links[0], expires_at=datetime.now(UTC) - timedelta(seconds=1))
    newest = await new_link(alice, group_id)
    first = (await alice.rest.get(f"/groups/{group_id}/invite_links?limit=15")).json()
    rest = (await alice.rest.get(f"/groups/{group_id}/invite_links?limit=15&cursor={first['next']}")).json()
    assert [len(page["results"]) for page in (first, rest)] == [15, 6]
    assert [first["results"][0]["id"], rest["results"][-1]["id"], rest["next"]] == [newest["id"], links[0]["id"], None]


async def test_bad_input_makes_no_link(alice: Person):
    group_id = await make_group(alice)
    for body, wrong in (
        ({"max_uses": 0}, {"max_uses": "out_of_range"}),
        ({"max_uses": 100_001}, {"max_uses": "out_of_range"}),
        ({"max_uses": "5"}, {"max_uses": "wrong_type"}),
        ({"max_uses": True}, {"max_uses": "wrong_type"}),
        ({"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": "out_of_range"}),
        ({"expires_at": "soon"}, {"expires_at": "wrong_format"}),
        ({"token": "mine"}, {"token": "unknown_field"}),
    ):
        answer = await alice.rest.post(f"/groups/{group_id}/invite_links", body)
        assert answer.status_code == 400, body
        assert {error["field"]: error["code"] for error in answer.json()["errors"]} == wrong
    for query in ("limit=0", "limit=101", "cursor=x", "page=2"):
        assert (await alice.rest.get(f"/groups/{group_id}/invite_links?{query}")).status_code == 400
    assert await links_of(alice, group_id) == []


async def test_a_repeated_request_makes_one_link_and_one_membership(alice: Person, bob: Person):
    group_id = await make_group(alice)
    key = {"Idempotency-Key": str(uuid4())}
    made = [await alice.rest.post(f"/groups/{group_id}/invite_links", {}, headers=key) for _ in range(2)]
    assert made[0].json() == made[1].json()
    joined = [await bob.rest.post(f"/join/{made[0].json()['token']}", headers=key) for _ in range(2)]
    assert [UUID(answer.json()["id"]) for answer in joined] == [UUID(group_id)] * 2
    assert [link["uses"] for link in await links_of(alice, group_id)] == [1]
