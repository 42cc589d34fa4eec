"""A storm of calls to every service that locks: no deadlock, no 5xx answer, and all numbers still agree."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from itertools import combinations
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from django.conf import settings
from django.db import connection, transaction

from chat import services
from chat.models import Conversation
from common.bridge import in_thread
from tests.chat.in_process import rows, system_item
from tests.chat.loop import publishing
from tests.delivery.local import until
from tests.harness.people import Person
from tests.harness.sockets import CommandError, SocketClient
from tests.harness.types import NewPerson, StartStack

# Error codes that are correct in a storm: messages are deleted, drafts are older, a conversation is locked too long.
REFUSALS = {"not_found", "not_allowed", "message_deleted", "draft_outdated", "busy", "token_superseded"}
PEOPLE = 6
HOLD_SECONDS = 0.02


class Storm:
    """What the storm knows: its people, and for each person the conversations and some of the messages they met."""

    def __init__(self, people: list[Person], seed: int) -> None:
        self.people = people
        self.dice = random.Random(seed)
        self.conversations: dict[UUID, set[str]] = {person.id: set() for person in people}
        self.messages: dict[UUID, list[dict[str, Any]]] = {person.id: [] for person in people}
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.refused: dict[str, int] = defaultdict(int)

    def other(self, person: Person) -> str:
        return str(self.dice.choice([one.id for one in self.people if one is not person]))

    def learn(self, person: Person, message: dict[str, Any]) -> None:
        self.acknowledged[message["id"]] = message
        for one in self.people:
            if one is person or self.dice.random() < 0.1:
                self.messages[one.id].append(message)
        self.conversations[person.id].add(message["conversation_id"])

    def refuse(self, code: str, words: str) -> None:
        assert code in REFUSALS, words
        self.refused[code] += 1

    def anywhere(self, person: Person) -> str:
        return self.dice.choice(sorted(self.conversations[person.id]) or [str(uuid4())])

    def anything(self, person: Person) -> str:
        return str(self.dice.choice(self.messages[person.id] or [{"id": uuid4()}])["id"])


async def over_socket(storm: Storm, person: Person, socket: SocketClient) -> None:
    dice, where, message_id = storm.dice, storm.anywhere(person), storm.anything(person)
    to = {"conversation_id": where} if dice.random() < 0.6 else {"recipient_id": storm.other(person)}
    commands: list[tuple[str, dict[str, Any]]] = [
        *[("send_message", {**to, "client_message_id": str(uuid4()), "text": "Hello"})] * 5,
        *[("ack", {"conversation_id": where, "seq": dice.randint(0, 50)})] * 3,
        *[("read", {"conversation_id": where, "seq": dice.randint(0, 50)})] * 2,
        ("edit_message", {"message_id": message_id, "text": str(dice.random())}),
        ("react", {"message_id": message_id, "emoji": dice.choice("👍🎉"), "remove": dice.random() < 0.3}),
        ("delete_message", {"message_id": message_id, "for": dice.choice(["everyone", "me"])}),
        ("refresh_token", {"token": person.access}),
    ]
    name, fields = dice.choice(commands)
    try:
        result = await asyncio.wait_for(await socket.begin(name, **fields), 60)
    except CommandError as refusal:
        storm.refuse(refusal.code, str(refusal))
    else:
        if name == "send_message":
            storm.learn(person, result["message"])


async def over_rest(storm: Storm, person: Person) -> None:
    dice, where, message_id = storm.dice, storm.anywhere(person), storm.anything(person)
    to = {"conversation_id": where} if dice.random() < 0.4 else {"recipient_id": storm.other(person)}
    seq, text = {"seq": dice.randint(0, 50)}, str(dice.random())
    pin = f"/messages/{message_id}/pin"
    calls: list[tuple[str, str, dict[str, Any] | None]] = [
        *[("POST", "/messages", {**to, "client_message_id": str(uuid4()), "text": "Hello"})] * 4,
        *[("POST", "/conversations", {"user_id": storm.other(person)})] * 3,
        ("POST", f"/conversations/{where}/delivered", seq),
        ("POST", f"/conversations/{where}/read", seq),
        ("PATCH", "/users/me", {"name": f"Name {text}"}),
        ("PATCH", f"/conversations/{where}", {"archived": False, "pinned": dice.random() < 0.5}),
        ("PUT", f"/conversations/{where}/draft", {"text": text, "reply_to_seq": None, "version": dice.randint(1, 99)}),
        ("PUT", f"/messages/{message_id}/reactions/{dice.choice('👍🎉')}", None),
        ("PUT", pin, None) if dice.random() < 0.7 else ("DELETE", pin, None),
    ]
    method, path, body = dice.choice(calls)
    answer = await person.rest.request(method, path, **({} if body is None else {"json": body}))
    note(storm, answer)
    if path == "/messages" and answer.is_success:
        storm.learn(person, answer.json())
    if path == "/conversations" and answer.is_success:
        storm.conversations[person.id].add(answer.json()["id"])


def note(storm: Storm, answer: httpx2.Response) -> None:
    if not answer.is_success:
        storm.refuse(answer.json()["code"], answer.text)


async def refreshing(storm: Storm, person: Person) -> None:
    """Refresh the device's tokens, twice at the same moment."""
    answers = await asyncio.gather(
        *(person.rest.post("/auth/refresh", {"refresh": person.refresh}, headers={"Authorization": ""}) for _ in "12")
    )
    for answer in answers:
        note(storm, answer)
        if answer.is_success:
            person.access, person.refresh = answer.json()["access"], answer.json()["refresh"]
            person.rest.token = person.access


async def holding(storm: Storm) -> None:
    """Write system messages into several conversations at once and keep them locked for a while."""
    await until(lambda: any(storm.conversations.values()))
    known = sorted(set().union(*storm.conversations.values()))
    chosen = [UUID(one) for one in storm.dice.sample(known, min(5, len(known)))]
    actor_id = storm.dice.choice(storm.people).id

    def write() -> None:
        with transaction.atomic():
            services.append_in_transaction([system_item(one, actor_id) for one in chosen])
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(%s)", [HOLD_SECONDS])

    await in_thread(write)


async def repeat(times: int, what: Callable[..., Awaitable[None]], *arguments: Any) -> None:
    for _ in range(times):
        await what(*arguments)


@pytest.mark.parametrize("times", [40, pytest.param(400, marks=pytest.mark.big)])
async def test_a_storm_over_every_service_that_locks(
    start_stack: StartStack, new_person: NewPerson, times: int
) -> None:
    before, others = await in_thread(deadlocks), await in_thread(backends)
    # The name of sessions of these processes that have no other name.
    stack = start_stack(2, own_servers=False, env={"PGAPPNAME": "storm"})
    people = [await new_person(f"Person {n}", stack.web[n % 2]) for n in range(PEOPLE)]
    storm = Storm(people, seed=times)
    async with publishing():
        work = [repeat(times, holding, storm) for _ in range(3)]
        for person in people:
            sockets = [await person.connect(process) for process in stack.web]
            work += [repeat(times, over_socket, storm, person, socket) for socket in sockets]
            work += [repeat(times, over_rest, storm, person) for _ in range(2)]
            work.append(repeat(times // 8, refreshing, storm, person))
        await asyncio.gather(*work)
    await check_received(storm, await in_thread(check_numbers, storm))
    for person in people:
        await person.leave()
    # Sessions report their counts at the latest when they end.
    during = await in_thread(backends)
    await asyncio.to_thread(stack.stop)
    await until_ended(during - others)
    assert await in_thread(deadlocks) == before
    assert storm.refused["busy"] == 0
    assert len(storm.acknowledged) > 4 * times, storm.refused


def deadlocks() -> int:
    """Return how many deadlocks this database has had."""
    [[found]] = rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return int(found)


def backends() -> set[int]:
    """Return the sessions of other processes; those of this process have no name, or are closed by now."""
    return {pid for (pid,) in rows("SELECT pid FROM pg_stat_activity WHERE application_name <> ''")}


async def until_ended(pids: set[int]) -> None:
    assert pids
    async with asyncio.timeout(10):
        while await in_thread(backends) & pids:
            pass


async def check_received(storm: Storm, changes: dict[UUID, set[tuple[str, int]]]) -> None:
    """Check that each change came live, once, on every socket of both people."""
    for person in storm.people:
        for socket in person.sockets:
            await until(lambda: len(received(socket)) >= len(changes[person.id]), settings.POLL_SECONDS)  # noqa: B023
            assert sorted(received(socket)) == sorted(changes[person.id])


def received(socket: SocketClient) -> list[tuple[str, int]]:
    """Return (conversation, position) of all changes, in order of arrival."""
    updates = [update for update in socket.updates if update["update"] == "change"]
    return [(update["conversation_id"], update["position"]) for update in updates]


def check_numbers(storm: Storm) -> dict[UUID, set[tuple[str, int]]]:
    """Check that each pair has at most one conversation, and that counters, positions and watermarks fit the messages.

    Return the changes, as (conversation, position), that each person's conversations have had.
    """
    ids = {UUID(one) for known in storm.conversations.values() for one in known}
    assert len(ids) <= len(list(combinations(storm.people, 2)))
    stored: set[str] = set()
    changes: dict[UUID, set[tuple[str, int]]] = defaultdict(set)
    for conversation in Conversation.objects.filter(id__in=ids):
        messages = rows(
            "SELECT id, seq, position, sender_id FROM chat_message WHERE conversation_id = %s ORDER BY seq",
            conversation.id,
        )
        stored |= {str(message_id) for message_id, _, _, _ in messages}
        assert [seq for _, seq, _, _ in messages] == list(range(1, conversation.last_seq + 1))
        positions = [position for _, _, position, _ in messages]
        assert len(set(positions)) == len(positions)
        assert max(positions, default=0) == conversation.position
        for participant in conversation.participants.all():
            changes[participant.user_id] |= {(str(conversation.id), n + 1) for n in range(conversation.position)}
            assert 0 <= participant.shown_read_seq <= participant.read_seq <= participant.delivered_seq
            assert participant.delivered_seq <= conversation.last_seq
            own = [seq for _, seq, _, sender_id in messages if sender_id == participant.user_id]
            assert participant.read_seq >= max(own, default=0)
    assert storm.acknowledged.keys() <= stored
    return changes
