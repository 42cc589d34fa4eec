"""Many senders at once in one conversation: one order, no gaps, each message once, and everybody gets it."""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from tests.delivery.local import until
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.sockets import SocketClient
from tests.harness.types import NewPerson

Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass
class Answers:
    """The answers: for each client_message_id the messages, and the HTTP statuses of messages sent over REST."""

    messages: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def over_rest(self, person: Person, process: WebProcess) -> Send:
        rest = person.rest_at(process)

        async def send(body: dict[str, Any]) -> None:
            answer = await rest.post("/messages", body)
            assert answer.status_code in {200, 201}, answer.text
            self.messages[body["client_message_id"]].append(answer.json())
            self.statuses[body["client_message_id"]].append(answer.status_code)

        return send

    def over(self, socket: SocketClient) -> Send:
        async def send(body: dict[str, Any]) -> None:
            answer = await asyncio.wait_for(await socket.begin("send_message", **body), 60)
            self.messages[body["client_message_id"]].append(answer["message"])

        return send


def bodies(conversation_id: str, number: int, dice: random.Random) -> list[dict[str, Any]]:
    """Return messages, each one to three times. Repeats are close to each other, so that they run at the same time."""
    once = [
        {"conversation_id": conversation_id, "client_message_id": str(uuid4()), "text": str(n)} for n in range(number)
    ]
    repeated = [body for body in once for _ in range(dice.randint(1, 3))]
    chunks = [repeated[start : start + 24] for start in range(0, len(repeated), 24)]
    return [body for chunk in chunks for body in dice.sample(chunk, len(chunk))]


@pytest.mark.parametrize("messages", [400, pytest.param(5000, marks=pytest.mark.big)])
async def test_32_senders_into_one_conversation(web: list[WebProcess], new_person: NewPerson, messages: int) -> None:
    dice = random.Random(messages)
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    # Both open it, because for Bob it does not exist before Alice's first message, and his may come before hers.
    opened = (await alice.rest.post("/conversations", {"user_id": str(bob.id)})).json()
    assert (await bob.rest.post("/conversations", {"user_id": str(alice.id)})).json()["id"] == opened["id"]
    answers, sending, sockets = Answers(), [], []
    for person in (alice, bob):
        queue = deque(bodies(opened["id"], messages // 2, dice))
        for sender in range(16):
            if sender % 2 == 0:
                sending.append(drain(queue, answers.over_rest(person, web[sender // 2 % 2])))
            else:
                sockets.append(await person.connect(web[sender // 2 % 2]))
                sending.append(drain(queue, answers.over(sockets[-1])))
    await asyncio.gather(*sending)
    check_answers(answers, messages)
    await check_history([alice, bob], opened["id"], messages, answers)
    for socket in sockets:
        await check_received(socket, alice if socket in alice.sockets else bob, opened["id"], messages)


async def drain(queue: deque[dict[str, Any]], send: Send) -> None:
    while queue:
        await send(queue.popleft())


def check_answers(answers: Answers, messages: int) -> None:
    """Check that each id always got the same message, created at most once, and exactly once if only REST was used."""
    assert len(answers.messages) == messages
    for client_message_id, found in answers.messages.items():
        assert len({(m["id"], m["seq"], m["position"], m["text"], m["sent_at"]) for m in found}) == 1
        statuses = answers.statuses[client_message_id]
        assert statuses.count(201) == 1 if len(statuses) == len(found) else statuses.count(201) <= 1
    assert sorted(found[0]["seq"] for found in answers.messages.values()) == list(range(1, messages + 1))


async def check_history(people: list[Person], conversation_id: str, messages: int, answers: Answers) -> None:
    """Check that the stored messages are the answered ones, without gaps, the same for both, and fit the counters."""
    for person in people:
        stored = [message async for message in history(person, conversation_id)]
        assert [(m["seq"], m["position"]) for m in stored] == [(n, n) for n in range(1, messages + 1)]
        assert {m["client_message_id"]: m["id"] for m in stored} == {
            client_message_id: found[0]["id"] for client_message_id, found in answers.messages.items()
        }
        assert [m["sent_at"] for m in stored] == sorted(m["sent_at"] for m in stored)
        conversation = (await person.rest.get(f"/conversations/{conversation_id}")).json()
        assert (conversation["last_seq"], conversation["position"]) == (messages, messages)


async def history(person: Person, conversation_id: str) -> Any:
    after = 0
    while page := (
        await person.rest.get(f"/conversations/{conversation_id}/messages", params={"after_seq": after, "limit": 100})
    ).json()["results"]:
        for message in page:
            yield message
        after = page[-1]["seq"]


async def check_received(socket: SocketClient, person: Person, conversation_id: str, messages: int) -> None:
    """Check that no change came twice, and that with GET changes from one's own position none is missing."""

    def received() -> list[int]:
        return [update["position"] for update in socket.updates if update["update"] == "change"]

    # A socket that was too full gets a resync instead.
    await until(lambda: len(received()) >= messages or "resync" in {u["update"] for u in socket.updates}, 30)
    live = received()
    assert len(live) == len(set(live))
    own = next(position for position in naturals() if position + 1 not in set(live))
    pulled = []
    while own < messages:
        answer = await person.rest.get(f"/conversations/{conversation_id}/changes", params={"after": own, "limit": 500})
        pulled += [message["position"] for message in answer.json()["messages"]]
        own = answer.json()["position"]
    assert set(live) | set(pulled) == set(range(1, messages + 1))


def naturals() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1
