"""SIGTERM while long polls wait: each is answered at once, and none keeps the process running."""

import asyncio
import os
import signal

from tests.chat.raw_poll import Polling, answered
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson

# A poll may wait for 25 s, a drain takes up to 10 s here.
AT_ONCE_SECONDS = 1.5
DRAINED_SECONDS = 5.0


async def ended(process: WebProcess) -> int:
    """Wait until a stopped process has ended; return its exit code."""
    assert process.child is not None
    return await asyncio.to_thread(process.child.wait, DRAINED_SECONDS)


async def test_polls_that_wait_are_answered_at_once(own: WebProcess, web: list[WebProcess], new_person: NewPerson):
    alice = await new_person("alice", own)
    async with Polling(alice, own) as polling:
        polls = [await polling.begin() for _ in range(5)]
        assert not await answered(*polls, within=1)
        os.kill(own.pid, signal.SIGTERM)
        async with asyncio.timeout(AT_ONCE_SECONDS):
            answers = [await poll.answer() for poll in polls]
        assert await ended(own) == 0
    # Each client can continue at another process with the cursor of its answer.
    elsewhere = alice.rest_at(web[0])
    for status, body in answers:
        assert (status, body["conversations"], body["account"], body["reset"]) == (200, [], {}, False)
        there = (await elsewhere.get(f"/sync?since={body['cursor']}")).json()
        assert (there["conversations"], there["reset"]) == ([], False)


async def test_a_poll_whose_request_ends_during_the_drain_does_not_wait(own: WebProcess, new_person: NewPerson):
    async with Polling(await new_person("alice", own), own) as polling:
        poll = await polling.begin(body_bytes=1)
        reader, writer = await asyncio.open_connection("127.0.0.1", own.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        await reader.readuntil(b"alive")
        os.kill(own.pid, signal.SIGTERM)
        # The idle connection is closed at once, so its end shows that the drain has begun.
        await asyncio.wait_for(reader.read(), DRAINED_SECONDS)
        writer.close()
        await writer.wait_closed()
        await poll.send(b" ")
        async with asyncio.timeout(AT_ONCE_SECONDS):
            status, body = await poll.answer()
        assert (status, body["conversations"], body["reset"]) == (200, [], False)
        assert await ended(own) == 0
