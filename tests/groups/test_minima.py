"""The minima of the members' watermarks, which the ticks of a group need, while members ack, leave and join."""

import asyncio
import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from chat.services import minima
from chat.store.receipts import MOVE
from common.bridge import in_thread
from tests.chat.in_process import append, other_session, rows, text_item, update
from tests.groups.calls import add, conversation, history, make_group, remove, say
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.sockets import SocketClient

WAITING = "SELECT pid FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"


async def until_minima(socket: SocketClient, delivered: int, read: int) -> None:
    """Wait until a group shows these minima."""
    wanted = (delivered, read)
    await socket.next_update(
        "receipt", where=lambda u: (u.get("delivered_to_all_seq"), u.get("read_by_all_seq")) == wanted
    )


async def stored(person: Person, group_id: str) -> tuple[int, int]:
    receipts = (await conversation(person, group_id))["receipts"]
    return receipts["delivered_to_all_seq"], receipts["read_by_all_seq"]


async def status(person: Person, group_id: str, seq: int) -> str:
    found = {message["seq"]: message["status"] for message in await history(person, group_id)}
    return str(found[seq])


async def test_the_minima_move_when_the_slowest_acks_and_reads(
    alice: Person, bob: Person, charlie: Person, web: list[WebProcess]
):
    group_id = await make_group(alice, bob, charlie)
    async with alice.connect(web[1]) as a, bob.connect() as b, charlie.connect() as c:
        sent = await say(alice, group_id, "Hello")
        assert sent["status"] == "sent"
        await b.command("read", conversation_id=group_id, seq=2)
        assert await stored(alice, group_id) == (0, 0)
        await c.command("ack", conversation_id=group_id, seq=2)
        await until_minima(a, 2, 0)
        assert await status(alice, group_id, 2) == "delivered"
        await c.command("read", conversation_id=group_id, seq=2)
        await until_minima(a, 2, 2)
    assert await status(alice, group_id, 2) == "read"


async def test_a_removed_member_keeps_the_watermarks_of_a_running_batch(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob, charlie)
    await say(alice, group_id, "Hello")
    for person in (alice, charlie):
        await person.rest.post(f"/conversations/{group_id}/read", {"seq": 2})
    with other_session() as batch:
        batch.execute(MOVE, [[UUID(group_id)], [bob.id], [2], [2], [], 100])
        removing = asyncio.create_task(remove(alice, group_id, charlie))
        while not removing.done() and not await in_thread(rows, WAITING, batch.info.backend_pid):
            await asyncio.wait([removing], timeout=0.01)
        batch.commit()
        assert (await removing).status_code == 204
    assert await stored(charlie, group_id) == await stored(alice, group_id) == (2, 2)


async def test_the_minima_move_when_the_slowest_leaves(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob, charlie)
    await say(alice, group_id, "Hello")
    await bob.rest.post(f"/conversations/{group_id}/read", {"seq": 2})
    async with alice.connect() as a:
        await remove(charlie, group_id, charlie)
        await until_minima(a, 2, 2)
    assert await status(alice, group_id, 2) == "read"


async def test_the_minima_never_fall_when_somebody_joins(alice: Person, bob: Person, charlie: Person):
    group_id = await make_group(alice, bob)
    await say(alice, group_id, "Hello")
    await bob.rest.post(f"/conversations/{group_id}/read", {"seq": 2})
    assert await stored(alice, group_id) == (2, 2)
    await add(alice, group_id, charlie)
    await say(alice, group_id, "Welcome")
    await bob.rest.post(f"/conversations/{group_id}/read", {"seq": 4})
    assert await stored(alice, group_id) == (2, 2)
    assert [await status(alice, group_id, seq) for seq in (2, 4)] == ["read", "sent"]
    await charlie.rest.post(f"/conversations/{group_id}/delivered", {"seq": 4})
    assert await stored(alice, group_id) == (4, 2)


@pytest.fixture
def small_limit(servers: Servers) -> Iterator[WebProcess]:
    """A process for which a group of three is a large group."""
    process = WebProcess(servers.environment | {"LARGE_GROUP_MEMBERS": "2"})
    try:
        process.start()
        yield process
    finally:
        process.kill()


async def test_a_large_group_gets_only_its_minima_and_at_most_once_a_second(
    small_limit: WebProcess, alice: Person, bob: Person, charlie: Person
):
    group_id = await make_group(alice, bob, charlie)
    async with alice.connect(small_limit) as a, bob.connect(small_limit) as b, charlie.connect(small_limit) as c:
        started = time.monotonic()
        for n in range(30):
            fields = {"conversation_id": group_id, "text": str(n)}
            message = (await a.command("send_message", client_message_id=str(uuid4()), **fields))["message"]
            for socket in (b, c):
                await socket.command("read", conversation_id=group_id, seq=message["seq"])
        await until_minima(a, 31, 31)
        seconds = time.monotonic() - started
        receipts = [update for update in a.updates if update["update"] == "receipt"]
    assert all("user_id" not in update for update in receipts)
    assert len(receipts) <= seconds + 1
    assert [u["read_by_all_seq"] for u in receipts] == sorted(u["read_by_all_seq"] for u in receipts)


@pytest.mark.parametrize("column", ["changed_xid", "receipts_xid"])
async def test_the_sweep_raises_minima_that_a_killed_process_did_not_raise(alice: Person, bob: Person, column: str):
    group_id = await make_group(alice, bob)

    def send_and_die() -> None:
        # Only chat_append runs, and no batch of receipts follows.
        append(text_item(UUID(group_id), alice.id))
        read = f"read_seq = 2, delivered_seq = 2, {column} = pg_current_xact_id()::text::bigint"
        update("chat_participant", read, "conversation_id = %s AND user_id = %s", group_id, bob.id)

    await in_thread(send_and_die)
    assert await stored(alice, group_id) == (0, 0)
    async with alice.connect() as a:
        assert await in_thread(minima.sweep_minima) >= 1
        await until_minima(a, 2, 2)
    assert await stored(alice, group_id) == (2, 2)
