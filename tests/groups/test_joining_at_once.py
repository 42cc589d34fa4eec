"""Joining, leaving and changes of roles at the same moment, at both processes: every count and role stays right."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from uuid import UUID

import httpx2
import pytest

from common.bridge import in_thread
from groups.models import InviteLink
from ops.bench.cast import signed_in
from tests.chat.in_process import is_gap_free, new_user, numbers, rows
from tests.groups.calls import (
    add,
    change_group,
    change_member,
    join,
    links_of,
    make_group,
    members_of,
    new_link,
    promote,
    remove,
    waiting,
)
from tests.groups.test_at_once import DEADLOCKS, is_consistent
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest

OWNERS = """
SELECT count(*) FILTER (WHERE p.role = 2), count(p.user_id), c.participant_count, c.closed_at IS NOT NULL
  FROM chat_conversation c LEFT JOIN chat_participant p ON p.conversation_id = c.id AND p.left_at IS NULL
 WHERE c.id = %s GROUP BY c.id"""
MEMBERS = "SELECT user_id FROM chat_participant WHERE conversation_id = %s AND left_at IS NULL"
JOINED = """
SELECT count(*) FROM chat_message
 WHERE conversation_id = %s AND content->'system'->>'action' = 'joined_by_link'"""


@pytest.fixture(autouse=True)
async def no_deadlock() -> AsyncIterator[None]:
    """Check that PostgreSQL had to end no deadlock, not even one after which the service tried again."""
    before = await in_thread(rows, DEADLOCKS)
    yield
    assert await in_thread(rows, DEADLOCKS) == before


async def is_whole(group_id: str) -> None:
    """Check that there is one owner unless the group is empty, the member count is right, and no seq is missing."""
    [(owners, members, counted, closed)] = await in_thread(rows, OWNERS, group_id)
    assert (owners, members) == (0 if closed else 1, counted)
    assert closed == (members == 0)
    assert is_gap_free(await in_thread(numbers, UUID(group_id)))


async def comers(web: list[WebProcess], number: int) -> list[Rest]:
    """Return clients of new people, half of them at each process."""
    people = await in_thread(lambda: signed_in([new_user(f"Comer {n}") for n in range(number)]))
    return [Rest(web[n % 2], person.token) for n, person in enumerate(people)]


async def patiently(rest: Rest, path: str) -> httpx2.Response:
    """POST, and repeat it while the server answers `busy`."""
    while True:
        answer = await rest.post(path)
        if answer.status_code != 503:
            return answer
        await asyncio.sleep(answer.json()["retry_after_seconds"])


@pytest.mark.parametrize(("people", "uses"), [(40, 10), pytest.param(200, 50, marks=pytest.mark.big)])
async def test_a_link_lets_in_exactly_as_many_people_as_it_may(
    alice: Person, web: list[WebProcess], people: int, uses: int
):
    group_id = await make_group(alice)
    link = await new_link(alice, group_id, max_uses=uses)
    coming = await comers(web, people)
    answers = await asyncio.gather(*(patiently(rest, f"/join/{link['token']}") for rest in coming))
    assert Counter(answer.status_code for answer in answers) == {200: uses, 404: people - uses}
    assert [one["uses"] for one in await links_of(alice, group_id)] == [uses]
    assert len(await members_of(alice, group_id)) == uses + 1
    await is_consistent(alice, group_id)
    await is_whole(group_id)
    await asyncio.gather(*(rest.close() for rest in coming))


async def test_a_person_who_joins_twice_at_once_is_counted_once(alice: Person, bob: Person, web: list[WebProcess]):
    group_id = await make_group(alice)
    link = await new_link(alice, group_id, max_uses=3)
    rests = [bob.rest_at(web[n % 2]) for n in range(8)]
    answers = await asyncio.gather(*(rest.post(f"/join/{link['token']}") for rest in rests))
    assert {answer.status_code for answer in answers} == {200}
    assert [one["uses"] for one in await links_of(alice, group_id)] == [1]
    await is_whole(group_id)


async def test_one_request_is_answered_once(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob)
    await promote(alice, group_id, bob)
    await change_group(alice, group_id, settings={"join_approval": True})
    link = await new_link(alice, group_id)
    path = f"/groups/{group_id}/join_requests/{charlie.id}"
    for _ in range(4):
        assert (await join(charlie, link)).status_code == 202
        answers = await asyncio.gather(
            *(person.rest.post(path, {"action": "approve"}) for person in (alice, bob, alice, bob)),
            charlie.rest.delete(f"/join/{link['token']}"),
        )
        let_in = [answer.status_code for answer in answers[:4]].count(204)
        assert let_in <= 1
        assert (str(charlie.id) in await members_of(alice, group_id)) == (let_in == 1)
        assert await waiting(alice, group_id) == []
        if let_in:
            await remove(charlie, group_id, charlie)
    await is_whole(group_id)


async def at_once(*acts: Awaitable[httpx2.Response]) -> list[int]:
    """Start several requests at the same moment. Refusals must be among those that PROTOCOL allows."""
    answers = await asyncio.gather(*acts)
    found = [answer.status_code for answer in answers]
    assert set(found) <= {200, 204, 403, 404, 409}, [answer.text for answer in answers]
    return found


async def test_admins_who_act_on_each_other_and_an_owner_who_passes_on(alice: Person, bob: Person, charlie: Person):
    people = {person.id: person for person in (alice, bob, charlie)}
    for number in range(6):
        one = await make_group(alice, bob, charlie)
        for person in (bob, charlie):
            await promote(alice, one, person)
        acts = [
            # They have the same role until the owner demotes one of them.
            remove(bob, one, charlie),
            remove(charlie, one, bob),
            change_member(alice, one, bob, role="member"),
            change_member(alice, one, charlie, role="owner"),
            change_member(alice, one, bob, role="owner"),
            remove(alice, one, alice),
            change_member(charlie, one, bob, role="admin"),
            change_member(bob, one, charlie, silenced_until="2100-01-01T00:00:00Z"),
        ]
        random.Random(number).shuffle(acts)
        await at_once(*acts)
        await is_whole(one)
        left = [people[row[0]] for row in await in_thread(rows, MEMBERS, one)]
        await is_consistent(left[0], one)
        # The last member who leaves closes the group, whatever the others try meanwhile.
        await at_once(*(remove(person, one, person) for person in left), left[0].rest.delete(f"/groups/{one}"))
        await is_whole(one)
        assert await in_thread(rows, MEMBERS, one) == []


async def test_one_person_is_added_is_removed_and_joins_at_the_same_moment(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob)
    link = await new_link(alice, group_id)
    await promote(alice, group_id, bob)
    for _ in range(6):
        await at_once(
            add(alice, group_id, charlie),
            add(bob, group_id, charlie),
            join(charlie, link),
            remove(bob, group_id, charlie),
            remove(charlie, group_id, charlie),
            change_member(alice, group_id, charlie, role="admin"),
        )
        await is_whole(group_id)
    await is_consistent(alice, group_id)
    [found] = await in_thread(lambda: list(InviteLink.objects.filter(id=link["id"]).values_list("uses", flat=True)))
    assert (await in_thread(rows, JOINED, group_id)) == [(found,)]
