"""Adds, removals, sends and acks at the same moment, over both processes: one order, no gaps, no deadlocks."""

import asyncio
import random
from collections.abc import Awaitable
from uuid import UUID, uuid4

import pytest

from common.bridge import in_thread
from tests.chat.in_process import counters, is_gap_free, new_user, numbers, rows
from tests.delivery.local import until
from tests.groups.calls import make_group, members_of
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest
from tests.harness.sockets import SocketClient

DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


WRONG_ENDS = """
SELECT p.user_id, p.visible_seqs::text, p.left_position FROM chat_participant p
 WHERE p.conversation_id = %s AND NOT CASE
       WHEN p.left_at IS NULL THEN upper_inf(p.visible_seqs) AND p.left_position IS NULL
       ELSE EXISTS (SELECT FROM chat_message m
                     WHERE m.conversation_id = p.conversation_id AND m.seq = upper(p.visible_seqs) - 1
                       AND m.position = p.left_position AND m.content->'system'->'user_ids' ? p.user_id::text) END"""


async def hears(socket: SocketClient, positions: set[int]) -> None:
    """Wait until the changes of all these positions have come."""
    await until(lambda: positions <= {update["position"] for update in socket.updates if update["update"] == "change"})


async def in_and_out(rest: Rest, group_id: str, people: list[UUID], rounds: int, dice: random.Random) -> int:
    """Add and remove these people again and again; return how often something changed."""
    changed = 0
    for _ in range(rounds):
        some = dice.sample(people, dice.randint(1, len(people)))
        added = await rest.post(f"/groups/{group_id}/members", {"user_ids": [str(person) for person in some]})
        assert added.status_code == 200, added.text
        gone = await asyncio.gather(*(rest.delete(f"/groups/{group_id}/members/{person}") for person in some))
        assert {answer.status_code for answer in gone} <= {204, 404}
        changed += [answer.status_code for answer in gone].count(204)
    return changed


async def chatter(socket: SocketClient, group_id: str, messages: int) -> None:
    """Send and read in turn."""
    for number in range(messages):
        fields = {"client_message_id": str(uuid4()), "text": str(number)}
        sent = await socket.command("send_message", conversation_id=group_id, **fields)
        await socket.command("read", conversation_id=group_id, seq=sent["message"]["seq"])


@pytest.mark.parametrize("rounds", [6, pytest.param(60, marks=pytest.mark.big)])
async def test_everything_at_once(web: list[WebProcess], alice: Person, bob: Person, charlie: Person, rounds: int):
    dice = random.Random(rounds)
    group_id = await make_group(alice, bob, charlie)
    comers = [await in_thread(new_user, f"Comer {n}") for n in range(6)]
    before = (await in_thread(rows, DEADLOCKS))[0][0]
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b, charlie.connect(web[0]) as c:
        talk: list[Awaitable[None]] = [chatter(socket, group_id, rounds * 10) for socket in (a, b, c)]
        moving = [in_and_out(alice.rest_at(web[n % 2]), group_id, comers, rounds, dice) for n in range(4)]
        removals, _ = await asyncio.gather(asyncio.gather(*moving), asyncio.gather(*talk))
        stored = await in_thread(numbers, UUID(group_id))
        assert is_gap_free(stored)
        assert await in_thread(counters, UUID(group_id)) == (len(stored), len(stored))
        systems = "SELECT content->'system'->>'action' FROM chat_message WHERE conversation_id = %s AND kind = 'system'"
        actions = [row[0] for row in await in_thread(rows, systems, group_id)]
        assert actions.count("member_removed") == sum(removals)
        assert len(stored) == len(actions) + 3 * rounds * 10
        for socket in (a, b, c):
            # The first message was written before they were members.
            await hears(socket, set(range(2, len(stored) + 1)))
    assert (await in_thread(rows, DEADLOCKS))[0][0] == before
    await is_consistent(alice, group_id)


async def is_consistent(reader: Person, group_id: str) -> None:
    """Check that the count is that of the rows, and that every row is open or ends at the message about its end."""
    members = await members_of(reader, group_id)
    conversation = (await reader.rest.get(f"/conversations/{group_id}")).json()
    assert conversation["participant_count"] == len(members)
    assert await in_thread(rows, WRONG_ENDS, group_id) == []
