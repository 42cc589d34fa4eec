"""How many statements the hot paths take: few, and the same number however much data there is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID, uuid4

import orjson
import psycopg
import pytest
from django.db import transaction
from psycopg._connection_base import BaseConnection

from chat import selectors, services
from chat.services.membership import create_group_conversation
from chat.store.receipts import MOVE
from chat.wire.commands import SendMessage
from common.bridge import in_thread
from tests.chat.in_process import append, new_direct, new_user, rows, text_item
from tests.chat.loop import writing
from tests.delivery.local import until


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that psycopg sends in this process, on sync and async connections, with BEGIN and COMMIT."""
    sent: list[str] = []

    def noting(owner: type, name: str) -> None:
        execute: Callable[..., Any] = getattr(owner, name)

        def noted(self: object, query: Any, *arguments: Any, **options: Any) -> Any:
            # The pool sends an empty statement to check a connection. It does not count.
            if query:
                sent.append(str(query))
            return execute(self, query, *arguments, **options)

        monkeypatch.setattr(owner, name, noted)

    noting(psycopg.AsyncCursor, "execute")
    noting(psycopg.Cursor, "execute")
    noting(BaseConnection, "_exec_command")
    return sent


@pytest.fixture(autouse=True)
async def running() -> AsyncIterator[None]:
    async with writing():
        yield


def send(conversation_id: UUID | None = None, recipient_id: UUID | None = None) -> SendMessage:
    return SendMessage(
        conversation_id=conversation_id, recipient_id=recipient_id, client_message_id=uuid4(), text="Hello"
    )


def make_conversation(messages: int) -> tuple[UUID, UUID, UUID]:
    alice, bob = new_user("Alice"), new_user("Bob")
    conversation_id = new_direct(alice, bob)
    append(*(text_item(conversation_id, sender) for sender in [alice, bob] * (messages // 2)))
    return alice, bob, conversation_id


def make_conversations(number: int) -> UUID:
    alice = new_user("Alice")
    for _ in range(number):
        append(text_item(new_direct(alice, new_user("Bob")), alice))
    return alice


@pytest.mark.parametrize("messages", [10, 500])
async def test_sending_takes_one_statement_and_one_more_to_find_the_conversation_or_a_replay(
    statements: list[str], messages: int
):
    alice, bob, conversation_id = await in_thread(make_conversation, messages)
    await services.send_message(alice, send(conversation_id))
    statements.clear()
    first = send(conversation_id)
    await services.send_message(alice, first)
    assert len(statements) == 1, statements
    statements.clear()
    await services.send_message(alice, send(recipient_id=bob))
    assert len(statements) == 2, statements
    statements.clear()
    assert not (await services.send_message(alice, first)).created
    assert len(statements) == 2, statements


def make_members(members: int) -> tuple[list[UUID], UUID]:
    people = [new_user(f"Person {number}") for number in range(members)]
    with transaction.atomic():
        return people, create_group_conversation(people[0], "Team", people[1:])


def make_group(members: int) -> tuple[UUID, UUID]:
    people, conversation_id = make_members(members)
    return people[0], conversation_id


@pytest.mark.parametrize("members", [1, 2, 3, 100])
async def test_sending_to_a_group_takes_two_statements_the_second_for_its_minima(statements: list[str], members: int):
    alice, conversation_id = await in_thread(make_group, members)
    await services.send_message(alice, send(conversation_id))
    await until(lambda: "chat_receipts" in statements[-1])
    statements.clear()
    await services.send_message(alice, send(conversation_id))
    await until(lambda: len(statements) > 1)
    assert [name for name in ("chat_append", "chat_receipts") for one in statements if name in one] == [
        "chat_append",
        "chat_receipts",
    ]
    assert len(statements) == 2


async def test_messages_sent_at_the_same_moment_share_one_statement(statements: list[str]):
    alice, _, conversation_id = await in_thread(make_conversation, 2)
    await services.send_message(alice, send(conversation_id))
    statements.clear()
    await asyncio.gather(*(services.send_message(alice, send(conversation_id)) for _ in range(50)))
    assert len(statements) == 1, statements


@pytest.mark.parametrize("messages", [10, 500])
async def test_an_ack_takes_one_statement(statements: list[str], messages: int):
    _, bob, conversation_id = await in_thread(make_conversation, messages)
    statements.clear()
    await services.ack(bob, conversation_id, messages)
    assert len(statements) == 1, statements


@pytest.mark.parametrize("messages", [10, 500])
async def test_a_page_of_messages_and_changes_take_one_statement_each(statements: list[str], messages: int):
    alice, _, conversation_id = await in_thread(make_conversation, messages)
    statements.clear()
    for direction, seq in (("before", None), ("before", messages), ("after", 0), ("around", messages // 2)):
        await selectors.message_page(conversation_id, alice, direction, seq, 100)  # type: ignore[arg-type]  # a literal
        assert len(statements) == 1, statements
        statements.clear()
    await selectors.changes(conversation_id, alice, 0, 500)
    assert len(statements) == 1, statements


def make_poll(people: list[UUID], conversation_id: UUID) -> UUID:
    """Send a poll in which all people vote, and which everybody reads in many steps."""
    content = '{"poll": {"question": "?", "options": ["Yes", "No"], "multiple": false, "anonymous": false}}'
    poll = text_item(conversation_id, people[0], None, kind="poll", content=content)
    append(poll, *(text_item(conversation_id, people[0]) for _ in range(3)))
    for person in people:
        services.vote(person, poll.message_id, [1])
    for seq in range(2, 6):
        each = len(people)
        rows(MOVE, [conversation_id] * each, people, [0] * each, [seq] * each, [], each)
    return poll.message_id


@pytest.mark.parametrize("members", [3, 60])
async def test_pages_of_votes_and_receipts_take_one_statement_each_and_a_vote_always_as_many(
    statements: list[str], members: int
):
    people, conversation_id = await in_thread(make_members, members)
    message_id = await in_thread(make_poll, people, conversation_id)
    statements.clear()
    receipts = orjson.loads(await selectors.receipts(people[0], message_id, None, 100))["results"]
    assert (len(statements), len(receipts)) == (1, members - 1), statements
    assert all(receipt["read_at"] for receipt in receipts)
    statements.clear()
    votes = orjson.loads(await selectors.votes(people[0], message_id, None, 100))["results"]
    assert (len(statements), len(votes)) == (1, members), statements
    statements.clear()
    await in_thread(services.vote, people[1], message_id, [0])
    # BEGIN and COMMIT, find and lock, load, vote, change.
    assert len(statements) == 6, statements


@pytest.mark.parametrize("conversations", [3, 30])
async def test_the_list_of_conversations_takes_two_statements(statements: list[str], conversations: int):
    alice = await in_thread(make_conversations, conversations)
    statements.clear()
    await selectors.conversation_page(alice, archived=False, cursor=None, limit=50)
    assert len(statements) == 2, statements
