"""Walking a conversation, the list of conversations and the changes: no gap, no repeat, always ascending."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from common import clock
from common.bridge import in_thread
from common.parsing import MAX_SEQ
from tests.chat.in_process import set_participant
from tests.groups.calls import change_group, make_group, remove
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson

COUNT = 130


class Conversation:
    """130 messages of alice and bob in turns, as alice reads them."""

    def __init__(self, alice: Person, bob: Person, conversation_id: str) -> None:
        self.alice, self.bob, self.conversation_id = alice, bob, conversation_id

    async def page(self, **query: Any) -> tuple[list[int], str | None]:
        """Return the seqs of a page and where it goes on."""
        path = f"/conversations/{self.conversation_id}/messages"
        page = (await self.alice.rest.get(path, params=query)).json()
        return [message["seq"] for message in page["results"]], page["next"]

    async def changes(self, **query: Any) -> dict[str, Any]:
        path = f"/conversations/{self.conversation_id}/changes"
        answer: dict[str, Any] = (await self.alice.rest.get(path, params=query)).json()
        return answer


@pytest.fixture
async def conversation(web: list[WebProcess], new_person: NewPerson) -> Conversation:
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    conversation_id = (await alice.rest.post("/conversations", {"user_id": str(bob.id)})).json()["id"]
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        first = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "0"}
        await a.command("send_message", **first)
        fields = {"conversation_id": conversation_id}
        sends = [
            await (a, b)[number % 2].begin(
                "send_message", client_message_id=str(uuid4()), text=f"Message {number}", **fields
            )
            for number in range(1, COUNT)
        ]
        await asyncio.gather(*sends)
    return Conversation(alice, bob, conversation_id)


def seqs(first: int, last: int) -> list[int]:
    return list(range(first, last + 1))


async def test_pages_before_and_after_a_message(conversation: Conversation) -> None:
    page = conversation.page
    assert await page() == (seqs(81, 130), (await page())[1])
    for query, expected in (
        ({"before_seq": 131}, seqs(81, 130)),
        ({"before_seq": MAX_SEQ, "limit": 3}, seqs(128, 130)),
        ({"before_seq": 51}, seqs(1, 50)),
        ({"before_seq": 3}, [1, 2]),
        ({"before_seq": 1}, []),
        ({"before_seq": 0}, []),
        ({"after_seq": 0}, seqs(1, 50)),
        ({"after_seq": 0, "limit": 1}, [1]),
        ({"after_seq": 80}, seqs(81, 130)),
        ({"after_seq": 129}, [130]),
        ({"after_seq": 130}, []),
        ({"after_seq": MAX_SEQ}, []),
        ({"around_seq": 65, "limit": 10}, seqs(60, 69)),
        ({"around_seq": 65, "limit": 1}, [65]),
        ({"around_seq": 1, "limit": 10}, seqs(1, 5)),
        ({"around_seq": 130, "limit": 10}, seqs(125, 130)),
        ({"around_seq": 500, "limit": 10}, seqs(126, 130)),
    ):
        assert (await page(**query))[0] == expected, query


@pytest.mark.parametrize("limit", [1, 7, 50, 65, 100])
async def test_paging_returns_every_message_once(conversation: Conversation, limit: int) -> None:
    for start, backwards in (({}, True), ({"before_seq": 131}, True), ({"after_seq": 0}, False)):
        found, cursor = await conversation.page(limit=limit, **start)
        while cursor is not None:
            page, cursor = await conversation.page(limit=limit, cursor=cursor)
            assert 0 < len(page) <= limit
            assert page == sorted(page)
            found = page + found if backwards else found + page
        assert found == seqs(1, COUNT)


async def test_a_page_that_ends_with_the_last_message_has_no_next(conversation: Conversation) -> None:
    for query in ({"before_seq": 51}, {"after_seq": 80}, {"before_seq": 1}, {"after_seq": 130}, {"around_seq": 65}):
        assert (await conversation.page(limit=50, **query))[1] is None, query


async def test_changes_lead_to_the_head(conversation: Conversation) -> None:
    for limit in (1, 49, 130, 131):
        position, found, complete = 0, [], False
        while not complete:
            answer = await conversation.changes(after=position, limit=limit)
            assert answer["conversation"] is None
            assert not answer["reset"]
            positions = [message["position"] for message in answer["messages"]]
            assert len(positions) <= limit
            found += positions
            position, complete = answer["position"], answer["complete"]
            assert complete or position == positions[-1]
        assert (found, position) == (seqs(1, COUNT), COUNT)
    nothing: dict[str, Any] = {
        "messages": [],
        "conversation": None,
        "position": COUNT,
        "complete": True,
        "reset": False,
    }
    assert await conversation.changes(after=COUNT) == nothing
    assert len((await conversation.changes(after=0))["messages"]) == 100
    assert await conversation.changes(after=COUNT + 1) == nothing | {"reset": True}


async def test_an_ack_takes_no_position_and_shows_in_the_tick(conversation: Conversation) -> None:
    fields = {"conversation_id": conversation.conversation_id}
    body = fields | {"client_message_id": str(uuid4()), "text": "One more"}
    assert (await conversation.alice.rest.post("/messages", body)).json()["status"] == "sent"
    async with conversation.bob.connect() as socket:
        await socket.command("ack", seq=COUNT + 1, **fields)
    answer = await conversation.changes(after=COUNT)
    assert (answer["position"], answer["complete"]) == (COUNT + 1, True)
    assert [message["status"] for message in answer["messages"]] == ["delivered"]
    answer = await conversation.changes(after=COUNT + 1)
    assert (answer["messages"], answer["position"], answer["reset"]) == ([], COUNT + 1, False)


async def test_the_list_of_conversations_is_ordered_by_newest_activity(
    web: list[WebProcess], new_person: NewPerson
) -> None:
    alice = await new_person("Alice", web[0])
    others = [await new_person(f"Person {number}", web[1]) for number in range(5)]
    sent = []
    for other in [*others, others[1]]:
        body = {"recipient_id": str(other.id), "client_message_id": str(uuid4()), "text": "Hello"}
        sent.append((await alice.rest.post("/messages", body)).json()["conversation_id"])
    expected = [sent[1], sent[4], sent[3], sent[2], sent[0]]
    for limit in (1, 2, 5, 6):
        assert await walked(alice, limit=limit) == expected


async def walked(person: Person, limit: int = 50, **query: Any) -> list[str]:
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await person.rest.get("/conversations", params={"limit": limit, **cursor, **query})).json()
        assert len(page["results"]) <= limit
        found += [conversation["id"] for conversation in page["results"]]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def test_archived_conversations_have_a_list_of_their_own(web: list[WebProcess], new_person: NewPerson) -> None:
    alice = await new_person("Alice", web[0])
    ids = []
    for number in range(3):
        other = await new_person(f"Person {number}", web[1])
        ids.append((await alice.rest.post("/conversations", {"user_id": str(other.id)})).json()["id"])

    def archive() -> None:
        for conversation_id in ids[:2]:
            set_participant(UUID(conversation_id), alice.id, archived_at=clock.now())

    await in_thread(archive)
    assert await walked(alice) == await walked(alice, archived="false") == [ids[2]]
    assert await walked(alice, limit=1, archived="true") == [ids[1], ids[0]]


async def test_the_list_can_be_narrowed_to_a_name(web: list[WebProcess], new_person: NewPerson) -> None:
    alice, bob, carol = await new_person("Alice", web[0]), await new_person("Bob Ölberg"), await new_person("Carol")
    for person in (bob, carol):
        body = {"recipient_id": str(person.id), "client_message_id": str(uuid4()), "text": "Hello"}
        await alice.rest.post("/messages", body)
    group_id = await make_group(alice, carol, name="The Bob fans")
    await alice.rest.put(f"/contacts/{carol.id}", {"alias": "Aunt 100%"})

    async def titles(words: str, person: Person = alice, **query: Any) -> list[str]:
        answer = await person.rest.get("/conversations", params={"q": words, **query})
        assert answer.status_code == 200, answer.text
        return [one["title"] or one["peer"]["name"] for one in answer.json()["results"]]

    assert sorted(await titles("")) == sorted(await titles(" ")) == ["Bob Ölberg", "Carol", "The Bob fans"]
    assert sorted(await titles("BOB")) == ["Bob Ölberg", "The Bob fans"]
    assert await titles("ölb") == ["Bob Ölberg"]
    assert await titles("aunt") == await titles("100%") == ["Carol"]
    assert await titles("aunt", carol) == await titles("_") == await titles("zzz") == []
    assert await titles("bob", archived="true") == []
    page = (await alice.rest.get("/conversations", params={"q": "bob", "limit": 1})).json()
    rest = (await alice.rest.get("/conversations", params={"q": "bob", "cursor": page["next"]})).json()
    assert {one["id"] for one in page["results"] + rest["results"]} >= {group_id}
    assert (len(page["results"]), len(rest["results"]), rest["next"]) == (1, 1, None)
    # A former member does not find a group by a title that it got after they had left.
    await remove(alice, group_id, carol)
    await change_group(alice, group_id, name="The secret club")
    assert await titles("secret", carol) == []
    assert await titles("fans", carol) == ["The Bob fans"]
    long = await alice.rest.get("/conversations", params={"q": "x" * 129})
    assert (long.status_code, long.json()["errors"][0]["code"]) == (400, "too_long")
