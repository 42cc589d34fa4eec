"""SIGTERM: work in progress is finished, every socket gets a close code, and the process ends in time."""

import asyncio
import os
import signal
import time
from typing import Any
from uuid import uuid4

import pytest

from tests.config.server.raw_socket import RawSocket
from tests.config.server.test_sockets import send
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError
from tests.harness.types import NewPerson

DRAINED_SECONDS = 8.0


async def ended(process: WebProcess) -> int:
    """Wait until a stopped process has ended; return its exit code."""
    assert process.child is not None
    return await asyncio.to_thread(process.child.wait, DRAINED_SECONDS)


async def test_sockets_are_closed_with_4503_one_after_the_other(own: WebProcess, new_person: NewPerson):
    alice = await new_person("alice", own)
    sockets = [await alice.connect(own) for _ in range(10)]
    closed_at: list[float] = []

    async def closing(socket: Any) -> int:
        code: int = await socket.wait_closed()
        closed_at.append(time.monotonic())
        return code

    async with await RawSocket.open(own.ws_url) as unauthenticated:
        os.kill(own.pid, signal.SIGTERM)
        assert await asyncio.gather(*map(closing, sockets)) == [4503] * 10
        assert await unauthenticated.close_code() == 4503
    assert max(closed_at) - min(closed_at) > 0.25
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", own.port)
    assert await ended(own) == 0


async def test_running_commands_are_answered_and_no_acknowledged_message_is_lost(
    own: WebProcess, web: list[WebProcess], new_person: NewPerson
):
    alice, bob = await new_person("alice", own), await new_person("bob", own)
    elsewhere = await bob.connect(web[0])
    socket = await alice.connect(own)
    await send(socket, bob, "first")
    begun = []
    for number in range(300):
        fields = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": str(number)}
        begun.append(await socket.begin("send_message", **fields))
        if number == 200:
            os.kill(own.pid, signal.SIGTERM)
    results = await asyncio.wait_for(asyncio.gather(*begun, return_exceptions=True), DRAINED_SECONDS)
    refused = [result for result in results if isinstance(result, CommandError)]
    assert {error.code for error in refused} <= {"unavailable", "busy"}
    acknowledged = [result["message"] for result in results if isinstance(result, dict)]
    assert acknowledged
    assert len(acknowledged) + len(refused) == 300
    assert await socket.wait_closed() == 4503
    assert await ended(own) == 0
    missing = {message["id"] for message in acknowledged}
    while missing:
        missing.discard((await elsewhere.next_update("change"))["message"]["id"])


async def test_a_running_request_is_answered(own: WebProcess):
    reader, writer = await asyncio.open_connection("127.0.0.1", own.port)
    body = b'{"phone_number": "no"}'
    head = b"POST /api/v1/auth/otp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    writer.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body[:5])
    await writer.drain()
    idle_reader, idle_writer = await asyncio.open_connection("127.0.0.1", own.port)
    idle_writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    await idle_reader.readuntil(b"alive")
    os.kill(own.pid, signal.SIGTERM)
    # The idle connection is closed at once, so its end shows that the drain has begun.
    await asyncio.wait_for(idle_reader.read(), DRAINED_SECONDS)
    writer.write(body[5:])
    answer = await asyncio.wait_for(reader.read(), DRAINED_SECONDS)
    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert await ended(own) == 0
    for each in (writer, idle_writer):
        each.close()
        await each.wait_closed()


async def test_a_slow_reader_sees_4503_behind_its_backlog(own: WebProcess, new_person: NewPerson):
    alice, bob = await new_person("alice", own), await new_person("bob", own)
    async with await RawSocket.open(own.ws_url, bob.access) as slow:
        async with alice.connect(own) as sending:
            for _ in range(20):
                await send(sending, bob)
        # Just before a full second, because a server that counts whole seconds would then count one too many.
        await asyncio.sleep((0.9 - time.time()) % 1)
        os.kill(own.pid, signal.SIGTERM)
        await asyncio.sleep(0.3)
        assert await slow.close_code() == 4503
    assert await ended(own) == 0


async def test_a_client_that_reads_nothing_does_not_hold_the_drain(own: WebProcess, new_person: NewPerson):
    alice, bob = await new_person("alice", own), await new_person("bob", own)
    sending = await alice.connect(own)
    async with await RawSocket.open(own.ws_url, bob.access):
        for _ in range(150):
            await send(sending, bob)
        os.kill(own.pid, signal.SIGTERM)
        assert await ended(own) == 0


async def test_a_second_signal_ends_the_process_at_once(own: WebProcess):
    _, writer = await asyncio.open_connection("127.0.0.1", own.port)
    writer.write(b"POST /api/v1/auth/otp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n{")
    idle_reader, idle_writer = await asyncio.open_connection("127.0.0.1", own.port)
    idle_writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    await idle_reader.readuntil(b"alive")
    os.kill(own.pid, signal.SIGTERM)
    await asyncio.wait_for(idle_reader.read(), DRAINED_SECONDS)
    began = time.monotonic()
    os.kill(own.pid, signal.SIGINT)
    assert await ended(own) == 1
    assert time.monotonic() - began < 1
    for each in (writer, idle_writer):
        each.close()
