"""Pages of large messages end early, before the database sends more than they hold; walking them misses nothing."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from psycopg import AsyncConnection

from chat.store import messages as store
from chat.store.messages import Reading
from chat.store.page_bytes import PageSize
from tests.chat.test_pages import Conversation, seqs
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson

# Each has 16 KB of text (4,096 characters) and nearly 16 KB of entities.
COUNT, TEXT = 80, "\U0001f600" * 4096
LINK = {"type": "link", "offset": 0, "length": 1, "url": "https://example.org/".ljust(2048, "x")}


@pytest.fixture
async def conversation(web: list[WebProcess], new_person: NewPerson) -> Conversation:
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    body = {"recipient_id": str(bob.id), "text": TEXT, "entities": [LINK] * 7}
    async with alice.connect(web[0]) as a:
        for _ in range(COUNT):
            sent = await a.command("send_message", client_message_id=str(uuid4()), **body)
    return Conversation(alice, bob, sent["message"]["conversation_id"])


async def walk(person: Person, path: str, **query: Any) -> list[int]:
    """Follow `next` to the end; return the seqs of all pages in the order of the pages."""
    found: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await person.rest.get(path, params={"limit": 100, **(cursor or query)})
        assert len(answer.content) <= settings.PAGE_BYTES + 1_000
        page = answer.json()
        assert page["results"]
        found += [message["seq"] for message in page["results"]]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def test_pages_of_large_messages_miss_nothing(conversation: Conversation) -> None:
    path = f"/conversations/{conversation.conversation_id}/messages"
    assert await walk(conversation.alice, path, after_seq=0) == seqs(1, COUNT)
    backwards = await walk(conversation.bob, path)
    assert sorted(backwards) == seqs(1, COUNT)
    assert backwards != seqs(1, COUNT)
    around, following = await conversation.page(around_seq=40, limit=100)
    assert (around, following) == (seqs(around[0], around[-1]), None)
    assert around[0] < 40 < around[-1]


async def test_changes_of_large_messages_miss_nothing(conversation: Conversation) -> None:
    found: list[int] = []
    after, complete = 0, False
    while not complete:
        changes = await conversation.changes(after=after, limit=500)
        found += [message["seq"] for message in changes["messages"]]
        assert not changes["reset"]
        assert changes["position"] > after
        after, complete = changes["position"], changes["complete"]
    assert found == seqs(1, COUNT)


async def test_pins_of_large_messages_miss_nothing(conversation: Conversation) -> None:
    path = f"/conversations/{conversation.conversation_id}"
    listed = (await conversation.alice.rest.get(f"{path}/changes", params={"after": 0, "limit": 500})).json()
    ids = {message["seq"]: message["id"] for message in listed["messages"]}
    for message_id in ids.values():
        assert (await conversation.alice.rest.put(f"/messages/{message_id}/pin")).status_code == 200
    assert sorted(await walk(conversation.bob, f"{path}/pins")) == sorted(ids)


async def test_the_database_sends_no_more_than_a_page_holds(conversation: Conversation) -> None:
    reading = Reading(UUID(conversation.conversation_id), conversation.alice.id)
    one = 40_000
    async with await AsyncConnection.connect(settings.DATABASE_URL) as connection:
        for most_bytes in (1, 100_000, 1_000_000):
            size = PageSize(501, most_bytes)
            page = await store.page(connection, reading, "before", COUNT + 1, size)
            changes = await store.changes(connection, reading, 0, size, 10_000)
            around = await store.page_around(connection, reading, 40, size)
            assert page is not None and changes is not None and around is not None  # noqa: PT018
            for rows in (page, changes.messages):
                assert len(rows) >= 2
                assert sum(row.size_bytes for row in rows) <= most_bytes + 2 * one
            assert sum(row.size_bytes for row in around) <= 2 * most_bytes + 4 * one
            assert {40, 41, 39} <= {row.seq for row in around}
