"""Asking to be let in: who waits, who answers, and what each person learns."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from common.bridge import in_thread
from groups.models import JoinRequest
from tests.chat.in_process import new_user
from tests.groups.calls import (
    add,
    change_at,
    change_group,
    conversation,
    history,
    id_of,
    join,
    links_of,
    make_group,
    members_of,
    new_link,
    promote,
    waiting,
)
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.sockets import SocketClient

Link = dict[str, Any]


@pytest.fixture
async def group_id(alice: Person, bob: Person) -> str:
    """Alice's group with bob, in which an admin must let people in."""
    made = await make_group(alice, bob)
    await change_group(alice, made, settings={"join_approval": True})
    return made


@pytest.fixture
async def link(alice: Person, group_id: str) -> Link:
    return await new_link(alice, group_id, max_uses=2) | {"group_id": group_id}


async def answer(admin: Person, group_id: str, person: Person, action: str) -> int:
    path = f"/groups/{group_id}/join_requests/{id_of(person)}"
    return (await admin.rest.post(path, {"action": action})).status_code


async def asks(person: Person, link: Link) -> None:
    asked = await join(person, link)
    assert (asked.status_code, asked.json()) == (202, {"requested": True})


async def is_requested(person: Person, link: Link) -> bool:
    return bool((await person.rest.get(f"/join/{link['token']}")).json()["requested"])


async def count(reader: Person, group_id: str) -> int | None:
    found: int | None = (await reader.rest.get(f"/groups/{group_id}")).json()["join_request_count"]
    return found


async def test_a_person_is_let_in(alice: Person, bob: Person, charlie: Person, web: list[WebProcess], link: Link):
    group_id = link["group_id"]
    await promote(alice, group_id, bob)
    assert not await is_requested(charlie, link)
    await asks(charlie, link)
    await asks(charlie, link)
    assert await is_requested(charlie, link)
    page = (await bob.rest.get(f"/groups/{group_id}/join_requests")).json()
    [one] = page["results"]
    assert (one["user"]["id"], one["user"]["name"], page["next"]) == (str(charlie.id), "Charlie", None)
    assert (await count(bob, group_id), (await links_of(bob, group_id))[0]["uses"]) == (1, 0)
    async with alice.connect(web[0]) as a, charlie.connect(web[1]) as c:
        assert await answer(bob, group_id, charlie, "approve") == 204
        assert await change_at(a, 4) == await change_at(c, 4)
    system = (await history(charlie, group_id))[-1]["system"]
    assert system == {
        "action": "join_approved", "actor_id": str(bob.id), "user_ids": [str(charlie.id)], "fields": {},
    }  # fmt: skip
    assert (await count(bob, group_id), (await links_of(bob, group_id))[0]["uses"]) == (0, 1)
    assert await answer(alice, group_id, charlie, "approve") == 404
    assert (await join(charlie, link)).status_code == 200


async def test_only_admins_learn_who_waits(alice: Person, bob: Person, charlie: Person, group_id: str, link: Link):
    await asks(charlie, link)
    assert await count(bob, group_id) is None
    assert (await bob.rest.get(f"/groups/{group_id}/join_requests")).status_code == 403
    assert await answer(bob, group_id, charlie, "approve") == 403
    # A person who waits is still a stranger.
    assert (await charlie.rest.get(f"/groups/{group_id}/join_requests")).status_code == 404
    assert await answer(charlie, group_id, charlie, "approve") == 404
    assert (await charlie.rest.get(f"/groups/{group_id}")).status_code == 404
    assert (await charlie.rest.get("/conversations")).json()["results"] == []
    assert (await conversation(alice, group_id))["position"] == 2


async def test_a_refused_person_cannot_ask_again_for_a_day(alice: Person, charlie: Person, group_id: str, link: Link):
    await asks(charlie, link)
    assert await answer(alice, group_id, charlie, "refuse") == 204
    assert await answer(alice, group_id, charlie, "approve") == 404
    for _ in range(2):
        # For them nothing seems to have changed, and admins are not asked again.
        assert await is_requested(charlie, link)
        assert (await waiting(alice, group_id), await count(alice, group_id)) == ([], 0)
        await asks(charlie, link)
    assert (await charlie.rest.delete(f"/join/{link['token']}")).status_code == 204
    assert not await is_requested(charlie, link)
    await asks(charlie, link)
    assert await waiting(alice, group_id) == []
    a_day_ago = datetime.now(UTC) - timedelta(days=1, seconds=1)
    requests = JoinRequest.objects.filter(group_id=UUID(group_id), user_id=charlie.id)
    assert await in_thread(lambda: requests.update(refused_at=a_day_ago)) == 1
    assert not await is_requested(charlie, link)
    await asks(charlie, link)
    assert await waiting(alice, group_id) == [str(charlie.id)]
    assert (await conversation(alice, group_id))["position"] == 2


async def test_a_request_is_withdrawn(alice: Person, charlie: Person, group_id: str, link: Link):
    for _ in range(2):
        assert (await charlie.rest.delete(f"/join/{link['token']}")).status_code == 204
        await asks(charlie, link)
    assert await waiting(alice, group_id) == [str(charlie.id)]
    # This works even if the link has expired by then.
    await alice.rest.delete(f"/groups/{group_id}/invite_links/{link['id']}")
    assert (await charlie.rest.delete(f"/join/{link['token']}")).status_code == 204
    assert (await charlie.rest.delete(f"/join/{link['token']}")).status_code == 404
    assert await waiting(alice, group_id) == []


async def test_no_more_people_are_let_in_than_the_link_allows(
    alice: Person, charlie: Person, group_id: str, link: Link
):
    others = await in_thread(lambda: [new_user() for _ in range(2)])
    await asks(charlie, link)
    rows = [JoinRequest(group_id=group_id, user_id=one, link_id=link["id"]) for one in others]
    await in_thread(lambda: JoinRequest.objects.bulk_create(rows))
    assert await waiting(alice, group_id) == [str(charlie.id), *map(str, others)]
    path = f"/groups/{group_id}/join_requests"
    given = [
        (await alice.rest.post(f"{path}/{one}", {"action": "approve"})).status_code for one in (charlie.id, *others)
    ]
    assert given == [204, 204, 409]
    assert (await waiting(alice, group_id), (await links_of(alice, group_id))[0]["uses"]) == ([str(others[1])], 2)


async def test_a_person_who_joined_another_way_no_longer_waits(
    alice: Person, charlie: Person, group_id: str, link: Link
):
    await asks(charlie, link)
    await add(alice, group_id, charlie)
    assert (await waiting(alice, group_id), await is_requested(charlie, link)) == ([], False)
    assert (await links_of(alice, group_id))[0]["uses"] == 0


async def test_a_person_joins_at_once_when_approval_is_no_longer_needed(
    alice: Person, charlie: Person, group_id: str, link: Link
):
    await asks(charlie, link)
    await change_group(alice, group_id, settings={"join_approval": False})
    assert (await join(charlie, link)).status_code == 200
    assert await waiting(alice, group_id) == []
    assert str(charlie.id) in await members_of(alice, group_id)


async def test_bad_input_answers_no_request(alice: Person, charlie: Person, group_id: str, link: Link):
    await asks(charlie, link)
    path = f"/groups/{group_id}/join_requests"
    for body, wrong in (
        ({}, {"action": "required"}),
        ({"action": "accept"}, {"action": "not_a_choice"}),
        ({"action": None}, {"action": "not_a_choice"}),
        ({"action": "approve", "role": "admin"}, {"role": "unknown_field"}),
    ):
        refused = await alice.rest.post(f"{path}/{charlie.id}", body)
        assert {error["field"]: error["code"] for error in refused.json()["errors"]} == wrong
    assert (await alice.rest.post(f"{path}/me", {"action": "approve"})).status_code == 404
    assert (await alice.rest.get(f"{path}?cursor=x")).status_code == 400
    assert await waiting(alice, group_id) == [str(charlie.id)]


async def test_waiting_people_are_read_in_pages(alice: Person, group_id: str, link: Link):
    people = await in_thread(lambda: [new_user() for _ in range(5)])
    rows = [JoinRequest(group_id=group_id, user_id=one, link_id=link["id"]) for one in people]
    await in_thread(lambda: JoinRequest.objects.bulk_create(rows))
    path, found = f"/groups/{group_id}/join_requests?limit=2", []
    page = (await alice.rest.get(path)).json()
    found += page["results"]
    while page["next"] is not None:
        page = (await alice.rest.get(f"{path}&cursor={page['next']}")).json()
        found += page["results"]
    assert [one["user"]["id"] for one in found] == [str(one) for one in people]


async def test_admins_learn_live_how_many_wait(
    alice: Person, bob: Person, charlie: Person, web: list[WebProcess], link: Link
):
    group_id = link["group_id"]

    async def told(socket: SocketClient) -> int:
        update = await socket.next_update("join_requests")
        assert update["conversation_id"] == group_id
        return int(update["count"])

    async with alice.connect(web[1]) as a, bob.connect(web[0]) as b:
        await asks(charlie, link)
        assert await told(a) == 1
        assert (await charlie.rest.delete(f"/join/{link['token']}")).status_code == 204
        assert await told(a) == 0
        await asks(charlie, link)
        await promote(alice, group_id, bob)
        assert await told(a) == 1
        assert await answer(alice, group_id, charlie, "refuse") == 204
        assert (await told(a), await told(b)) == (0, 0)
        # Asking again after a refusal changes nothing for them.
        await asks(charlie, link)
        assert (await add(alice, group_id, charlie)).status_code == 200
        assert (await told(a), await told(b)) == (0, 0)
        assert [update for update in b.updates if update["update"] == "join_requests"] == [
            {"update": "join_requests", "conversation_id": group_id, "count": 0}
        ] * 2
