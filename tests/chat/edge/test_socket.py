"""The life of a socket: tokens that expire, devices that end, floods, and commands that outlive their socket."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from common.bridge import in_thread
from tests.chat.conftest import STRICT, Talk
from tests.chat.in_process import other_session, rows
from tests.config.server.raw_socket import RawSocket
from tests.harness.people import Person, sign_up
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest
from tests.harness.sockets import CommandError
from tests.harness.types import NewPerson, StartStack

BURST = int(STRICT["SOCKET_COMMANDS_BURST"])


async def refreshed(person: Person, process: WebProcess) -> str:
    """Return a fresh access token with the lifetime that `process` gives tokens."""
    rest = person.rest_at(process)
    pair = (await rest.post("/auth/refresh", {"refresh": person.refresh})).json()
    person.refresh = pair["refresh"]
    access: str = pair["access"]
    return access


async def test_a_socket_ends_with_its_token_unless_it_gets_a_fresh_one(
    web: list[WebProcess], strict: WebProcess, new_person: NewPerson
) -> None:
    alice = await new_person("Alice", web[0])
    alice.access = await refreshed(alice, strict)
    async with alice.connect(web[1]) as ending, alice.connect(web[1]) as going_on:
        assert await going_on.command("refresh_token", token=await refreshed(alice, web[0])) == {}
        assert await ending.wait_closed(timeout=5) == 4401
        await going_on.command("ping")
        assert going_on.close_code is None


async def test_a_waiting_poll_does_not_outlive_its_token(
    web: list[WebProcess], strict: WebProcess, new_person: NewPerson
) -> None:
    alice = await new_person("Alice", web[0])
    cursor = (await alice.rest.get("/sync")).json()["cursor"]
    alice.access = await refreshed(alice, strict)
    answer = await asyncio.wait_for(alice.rest_at(web[1]).get(f"/sync?since={cursor}&wait=25"), 10)
    assert (answer.status_code, answer.json()["conversations"]) == (200, [])


async def test_a_fresh_token_that_expires_ends_the_socket(
    web: list[WebProcess], strict: WebProcess, new_person: NewPerson
) -> None:
    alice = await new_person("Alice", web[0])
    alice.access = await refreshed(alice, strict)
    async with alice.connect(web[1]) as socket:
        await socket.command("refresh_token", token=await refreshed(alice, strict))
        assert await socket.wait_closed(timeout=5) == 4401


async def test_an_older_token_does_not_shorten_a_sockets_life(
    web: list[WebProcess], strict: WebProcess, new_person: NewPerson
) -> None:
    alice = await new_person("Alice", web[0])
    short = await refreshed(alice, strict)
    alice.access = short
    async with alice.connect(web[1]) as ending:
        alice.access = await refreshed(alice, web[0])
        async with alice.connect(web[1]) as going_on:
            await going_on.command("refresh_token", token=short)
            assert await ending.wait_closed(timeout=5) == 4401
            await going_on.command("ping")


async def test_a_token_of_another_device_or_person_is_refused(web: list[WebProcess], talk: Talk) -> None:
    tablet = await talk.alice.sign_in_again()
    for token in (tablet.access, talk.bob.access, talk.alice.refresh, "", "x.y.z"):
        with pytest.raises(CommandError, match="not_authenticated"):
            await talk.sending.command("refresh_token", token=token)
    assert await talk.sending.command("refresh_token", token=talk.alice.access) == {}


async def refused(rest: Rest) -> None:
    """Return once a device's token is refused, which may take five seconds."""
    async with asyncio.timeout(5):
        while (await rest.get("/conversations")).status_code != 401:
            pass


async def test_an_ended_devices_socket_closes_at_another_process(web: list[WebProcess], new_person: NewPerson) -> None:
    alice = await new_person("Alice", web[0])
    tablet = await alice.sign_in_again()
    async with tablet.connect(web[1]) as ended, alice.connect(web[1]) as staying:
        assert (await alice.rest.delete(f"/devices/{tablet.device_id}")).status_code == 204
        assert await ended.wait_closed(timeout=5) == 4401
        await refused(tablet.rest_at(web[1]))
        assert (await alice.rest.post("/auth/logout")).status_code == 204
        assert await staying.wait_closed(timeout=5) == 4401


async def test_without_redis_an_ended_device_is_out_within_five_seconds(start_stack: StartStack) -> None:
    stack = start_stack(2)
    first, second = stack.web
    alice = await sign_up(first, "Alice")
    tablet, phone = await alice.sign_in_again(), await alice.sign_in_again()
    rest = tablet.rest_at(second)
    async with tablet.connect(second) as revoked, phone.connect(second) as left, alice.connect(second) as staying:
        assert (await rest.get("/conversations")).status_code == 200
        stack.redis.stop()
        async with asyncio.timeout(5):
            assert (await alice.rest.delete(f"/devices/{tablet.device_id}")).status_code == 204
            assert (await phone.rest.post("/auth/logout")).status_code == 204
            assert await revoked.wait_closed() == 4401
            assert await left.wait_closed() == 4401
            await refused(rest)
        await staying.command("ping")
    await alice.leave()


async def test_flooding_closes_with_4429_and_nobody_else_is_disturbed(strict: WebProcess, talk: Talk) -> None:
    async with talk.bob.connect(strict) as other, await RawSocket.open(strict.ws_url, talk.alice.access) as raw:
        for number in range(BURST):
            await raw.send({"id": number, "type": "ping"})
            assert "result" in await raw.update()
        for number in range(2 * BURST):
            await raw.send({"id": number, "type": "ping"})
        assert await raw.close_code() == 4429
        await other.command("ping")
        # A new socket has its full allowance.
        async with talk.alice.connect(strict) as again:
            await again.command("ping")


async def test_many_commands_at_once_get_one_reply_each(web: list[WebProcess], talk: Talk) -> None:
    triples = 100
    async with await RawSocket.open(web[1].ws_url, talk.alice.access) as raw:
        ack = {"type": "ack", "conversation_id": talk.conversation_id, "seq": 1}
        for number in range(0, 3 * triples, 3):
            text = {"conversation_id": talk.conversation_id, "client_message_id": str(uuid4()), "text": str(number)}
            await raw.send({"id": number, "type": "send_message", **text})
            await raw.send({"id": number + 1, **ack})
            await raw.send({"id": number + 2, "type": "nothing"})
        replies: dict[int, str] = {}
        positions: list[int] = []
        while len(replies) < 3 * triples or len(positions) < triples:
            frame = await raw.update()
            if "update" not in frame:
                assert frame["id"] not in replies
                replies[frame["id"]] = "result" if "result" in frame else frame["error"]["code"]
            elif frame["update"] == "change":
                positions.append(frame["position"])
    assert [replies[number] for number in range(3 * triples)] == ["result", "result", "invalid"] * triples
    assert positions == list(range(2, triples + 2))
    for _ in range(triples):
        await talk.receiving.next_update("change")
    talk.count += triples


async def test_the_reply_to_a_ping_has_the_time(talk: Talk) -> None:
    first = (await talk.sending.command("ping"))["server_time"]
    second = (await talk.sending.command("ping"))["server_time"]
    assert first <= second
    assert first.endswith("Z")
    assert len(first) == len("2026-11-24T06:25:00.000Z")


async def test_a_command_goes_on_when_its_socket_is_gone(web: list[WebProcess], talk: Talk) -> None:
    holder = await in_thread(other_session)
    raw = await RawSocket.open(web[0].ws_url, talk.alice.access)
    try:
        await in_thread(
            holder.execute, "SELECT 1 FROM chat_conversation WHERE id = %s FOR UPDATE", [talk.conversation_id]
        )
        await raw.send(
            {
                "id": 2,
                "type": "send_message",
                "conversation_id": talk.conversation_id,
                "client_message_id": str(uuid4()),
                "text": "Goes on",
            }
        )
        await in_thread(until_waiting, holder.info.backend_pid)
        raw.close()
        # This reply comes after the end of the other socket, so by now the process knows of that end.
        await talk.sending.command("ping")
        assert [update for update in talk.receiving.unseen if update["update"] == "change"] == []
        await in_thread(holder.rollback)
        change = await talk.receiving.next_update("change")
        assert change["message"]["text"] == "Goes on"
        talk.count += 1
    finally:
        raw.close()
        await in_thread(holder.close)


def until_waiting(holder_pid: int) -> None:
    """Return once a session waits for a lock of `holder_pid`."""
    blocked = "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
    found: list[Any] = [(0,)]
    while not found[0][0]:
        found = rows(blocked, holder_pid)
