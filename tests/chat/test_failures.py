"""The database is killed, Redis stops or hangs: acknowledged messages stay, and everything recovers by itself."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.delivery.local import until
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest
from tests.harness.sockets import CommandError, SocketClient
from tests.harness.stack import Stack
from tests.harness.types import NewPerson, StartStack

pytestmark = pytest.mark.alone
Send = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]
HEAL_SECONDS = 20.0
# A read through the pool of Django's threads and one through that of the event loop; how long either may wait in vain.
READS, POOL_SECONDS = ("/users/me", "/conversations"), 5.0
# One second until the next poll, and time for two busy processors.
NOTICED_SECONDS, POLLED_SECONDS, LIVE_SECONDS = 5.0, 2.0, 2.0


async def over_rest(rest: Rest, body: dict[str, Any]) -> dict[str, Any] | None:
    """Send a message over REST; return None if it was not acknowledged."""
    answer = await rest.post("/messages", body)
    if answer.is_success:
        found: dict[str, Any] = answer.json()
        return found
    assert answer.json()["code"] in {"unavailable", "busy"}, answer.text
    return None


async def over_socket(socket: SocketClient, body: dict[str, Any]) -> dict[str, Any] | None:
    """Send a message over a socket; return None if it was not acknowledged. The socket stays open."""
    try:
        return dict((await socket.command("send_message", **body))["message"])
    except CommandError as error:
        refusal = error
    if refusal.code not in {"unavailable", "busy"}:
        raise refusal
    return None


class Sending:
    """Sends messages until it is stopped. Unacknowledged messages are sent again once `healed` is set.

    acknowledged: the message's id for each client_message_id. refused: how many waited for the healing.
    """

    def __init__(self, conversation_id: str) -> None:
        self.conversation_id = conversation_id
        self.acknowledged: dict[str, str] = {}
        self.refused: set[str] = set()
        self.healed = asyncio.Event()
        self.stopped = False

    async def keep_on(self, send: Send) -> None:
        while not self.stopped:
            body = {"conversation_id": self.conversation_id, "client_message_id": str(uuid4()), "text": "Hello"}
            while (message := await send(body)) is None:
                self.refused.add(body["client_message_id"])
                await self.healed.wait()
            self.acknowledged[body["client_message_id"]] = message["id"]


async def status(process: WebProcess) -> int:
    async with httpx2.AsyncClient(trust_env=False, timeout=10) as client:
        return (await client.get(f"{process.url}/readyz")).status_code


async def until_status(process: WebProcess, wanted: int) -> None:
    async with asyncio.timeout(HEAL_SECONDS):
        while await status(process) != wanted:
            pass


async def stored(person: Person, conversation_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        after = {"after_seq": len(found), "limit": 100}
        page = (await person.rest.get(f"/conversations/{conversation_id}/messages", params=after)).json()["results"]
        if not page:
            return found
        found += page


async def two_people(stack: Stack, new_person: NewPerson) -> tuple[Person, Person, str, str]:
    """Return alice at the first process, bob at the second, their conversation, and its first message's client id."""
    alice, bob = await new_person("Alice", stack.web[0]), await new_person("Bob", stack.web[1])
    body = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "First"}
    first = (await alice.rest.post("/messages", body)).json()
    return alice, bob, first["conversation_id"], first["client_message_id"]


async def test_a_database_killed_during_a_batch_loses_and_doubles_nothing(
    start_stack: StartStack, new_person: NewPerson
) -> None:
    stack = start_stack(2)
    pids = [process.pid for process in stack.web]
    alice, bob, conversation_id, first = await two_people(stack, new_person)
    sending = Sending(conversation_id)
    sockets = [await person.connect(process) for person in (alice, bob) for process in stack.web for _ in range(3)]
    clients = [person.rest_at(process) for person in (alice, bob) for process in stack.web]
    work = [asyncio.create_task(sending.keep_on(partial(over_socket, socket))) for socket in sockets]
    work += [asyncio.create_task(sending.keep_on(partial(over_rest, client))) for client in clients]
    await until(lambda: len(sending.acknowledged) > 200)
    # Many requests at once, so that every pool of both processes grows.
    await asyncio.gather(*(client.get(path) for client in clients for path in READS * 6))
    await asyncio.to_thread(stack.postgres.kill)
    await until(lambda: len(sending.refused) == len(work))
    for process in stack.web:
        await until_status(process, 503)
    acknowledged = dict(sending.acknowledged)
    await asyncio.to_thread(stack.postgres.start)
    for process in stack.web:
        await until_status(process, 200)
    # No request waits for, or fails because of, a connection to the killed server.
    for client in clients * 6:
        for path in READS:
            answer = await client.get(path)
            assert (answer.status_code, answer.elapsed.total_seconds() < POOL_SECONDS) == (200, True), path

    # Unacknowledged messages may be stored or not. Sent again, each is stored once.
    there = ids_of(await stored(bob, conversation_id))
    assert acknowledged.items() <= there.items()
    assert there.keys() - acknowledged.keys() <= sending.refused | {first}
    sending.healed.set()
    await until(lambda: len(sending.acknowledged) > len(acknowledged) + 200, HEAL_SECONDS)
    sending.stopped = True
    await asyncio.gather(*work)
    assert sending.refused <= sending.acknowledged.keys()
    assert ids_of(await stored(bob, conversation_id)) == sending.acknowledged | {first: there[first]}
    assert [process.pid for process in stack.web] == pids
    assert all(process.child and process.child.poll() is None for process in stack.web)
    assert all(socket.close_code is None for socket in sockets)


def ids_of(messages: list[dict[str, Any]]) -> dict[str, str]:
    """Return the messages' ids by client_message_id. Check that each is stored once, and that no seq is missing."""
    found = {message["client_message_id"]: message["id"] for message in messages}
    assert len(found) == len(messages)
    assert [(message["seq"], message["position"]) for message in messages] == [(n, n) for n in range(1, len(found) + 1)]
    return found


async def test_without_redis_sends_go_on_and_the_other_process_learns_of_them_within_about_a_second(
    start_stack: StartStack, new_person: NewPerson
) -> None:
    stack = start_stack(2)
    alice, bob, conversation_id, _ = await two_people(stack, new_person)
    async with alice.connect(stack.web[0]) as a, bob.connect(stack.web[1]) as b:
        await asyncio.to_thread(stack.redis.stop)
        await check_without_redis(a, b, bob, conversation_id)
        await asyncio.to_thread(stack.redis.start)
        await check_healed(a, b, conversation_id)
        # A Redis that hangs is like one that is away.
        assert stack.redis.process is not None
        os.kill(stack.redis.process.pid, signal.SIGSTOP)
        try:
            await check_without_redis(a, b, bob, conversation_id)
        finally:
            os.kill(stack.redis.process.pid, signal.SIGCONT)
        await check_healed(a, b, conversation_id)


async def send(socket: SocketClient, conversation_id: str) -> dict[str, Any]:
    body = {"conversation_id": conversation_id, "client_message_id": str(uuid4()), "text": "Hello"}
    return dict((await socket.command("send_message", **body))["message"])


def reaches(sent: dict[str, Any]) -> Callable[[dict[str, Any]], bool]:
    return lambda update: bool(update["position"] >= sent["position"])


async def check_without_redis(a: SocketClient, b: SocketClient, bob: Person, conversation_id: str) -> None:
    """Alice's messages are acknowledged. Bob gets `head` at the other process and fetches the messages."""
    waits = []
    for socket in (a, b):
        socket.unseen.clear()
    for _ in range(3):
        sent = await send(a, conversation_id)
        began = time.monotonic()
        await b.next_update("head", where=reaches(sent))
        waits.append(time.monotonic() - began)
        after = {"after": sent["position"] - 1}
        pulled = (await bob.rest.get(f"/conversations/{conversation_id}/changes", params=after)).json()
        assert [message["id"] for message in pulled["messages"]] == [sent["id"]]
    # The first message may have to wait until the process notices that Redis hangs.
    assert waits[0] < NOTICED_SECONDS, waits
    assert max(waits[1:]) < POLLED_SECONDS, waits


async def check_healed(a: SocketClient, b: SocketClient, conversation_id: str) -> None:
    """Both get a `resync`, and from then on changes arrive live."""
    for socket in (a, b):
        await socket.next_update("resync")
    for _ in range(3):
        sent = await send(a, conversation_id)
        for socket in (a, b):
            change = await socket.next_update("change", where=reaches(sent), timeout=LIVE_SECONDS)
            assert change["message"]["id"] == sent["id"]
