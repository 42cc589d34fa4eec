"""Things that a person may not know about are answered byte for byte like things that do not exist."""

from typing import Any
from uuid import uuid4

import pytest

from tests.authorisation.calls import OF_THE_CALL
from tests.chat.conftest import Talk
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError, SocketClient
from tests.harness.types import NewPerson

READS = ("", "/messages", "/messages?before_seq=2", "/messages?around_seq=1", "/changes?after=0", "/changes?after=9")


@pytest.fixture
async def charlie(web: list[WebProcess], new_person: NewPerson) -> Person:
    return await new_person("Charlie", web[1])


async def answers(person: Person, conversation_id: str) -> list[Any]:
    """Return all answers of REST to a person about a conversation, word for word."""
    said = [await person.rest.get(f"/conversations/{conversation_id}{path}") for path in READS]
    body = {"conversation_id": conversation_id, "client_message_id": str(uuid4()), "text": "Hello"}
    said.append(await person.rest.post("/messages", body))
    said.append(await person.rest.post("/messages", body | {"reply_to_seq": 1}))
    headers = [sorted((name, value) for name, value in one.headers.items() if name not in OF_THE_CALL) for one in said]
    return [(one.status_code, of_one, one.content) for one, of_one in zip(said, headers, strict=True)]


async def errors(socket: SocketClient, conversation_id: str) -> list[dict[str, Any]]:
    """Return the errors that a person gets on the socket for a conversation."""
    client_message_id = str(uuid4())
    found = []
    for command, fields in (
        ("send_message", {"client_message_id": client_message_id, "text": "Hello"}),
        ("send_message", {"client_message_id": client_message_id, "text": "Hello", "reply_to_seq": 1}),
        ("ack", {"seq": 1}),
        ("ack", {"seq": 0}),
    ):
        with pytest.raises(CommandError) as raised:
            await socket.command(command, conversation_id=conversation_id, **fields)
        found.append(raised.value.error.model_dump())
    return found


async def test_other_peoples_conversations_look_like_unknown_ones(talk: Talk, charlie: Person) -> None:
    theirs, nobodys = await answers(charlie, talk.conversation_id), await answers(charlie, str(uuid4()))
    assert theirs == nobodys
    assert {status for status, _, _ in theirs} == {404}
    async with charlie.connect() as socket:
        theirs, nobodys = await errors(socket, talk.conversation_id), await errors(socket, str(uuid4()))
        assert theirs == nobodys
        assert {error["code"] for error in theirs} == {"not_found"}
        assert socket.of_conversations == []
    assert (await charlie.rest.get("/conversations")).json() == {"results": [], "next": None}


async def test_a_conversation_without_a_message_is_unknown_to_the_other(
    web: list[WebProcess], new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    conversation_id = (await alice.rest.post("/conversations", {"user_id": str(bob.id)})).json()["id"]
    assert (await answers(bob, conversation_id)) == (await answers(bob, str(uuid4())))
    async with bob.connect() as socket:
        assert (await errors(socket, conversation_id)) == (await errors(socket, str(uuid4())))
    conversation = (await alice.rest.get(f"/conversations/{conversation_id}")).json()
    assert (conversation["last_seq"], conversation["last_message"]) == (0, None)
    sent = await bob.rest.post(
        "/messages", {"recipient_id": str(alice.id), "client_message_id": str(uuid4()), "text": "Hello"}
    )
    assert (sent.status_code, sent.json()["conversation_id"]) == (201, conversation_id)


async def test_opening_a_conversation_does_not_say_who_opened_it_first(
    web: list[WebProcess], new_person: NewPerson
) -> None:
    alice, bob, carol = await new_person("Alice", web[0]), await new_person("Bob", web[1]), await new_person("Carol")
    statuses = []
    for opener, person in ((alice, bob), (bob, alice), (alice, carol), (alice, bob), (bob, alice)):
        statuses.append((await opener.rest.post("/conversations", {"user_id": str(person.id)})).status_code)
    assert statuses == [201, 201, 201, 200, 200]
    # Carol has it already, because a message for her is there.
    body = {"recipient_id": str(carol.id), "client_message_id": str(uuid4()), "text": "Hello"}
    assert (await alice.rest.post("/messages", body)).status_code == 201
    assert (await carol.rest.post("/conversations", {"user_id": str(alice.id)})).status_code == 200


async def test_a_withheld_message_does_not_show_when_its_conversation_is_opened(
    web: list[WebProcess], new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    assert (await bob.rest.put(f"/blocks/{alice.id}")).status_code == 204
    body = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "Hello"}
    assert (await alice.rest.post("/messages", body)).status_code == 201
    assert (await bob.rest.post("/conversations", {"user_id": str(alice.id)})).status_code == 201


async def test_people_who_do_not_exist_cannot_be_written_to(talk: Talk, charlie: Person) -> None:
    body = {"client_message_id": str(uuid4()), "text": "Hello"}
    for nobody in (str(uuid4()), talk.conversation_id, str(charlie.device_id)):
        for path, fields in (("/messages", {"recipient_id": nobody} | body), ("/conversations", {"user_id": nobody})):
            answer = await charlie.rest.post(path, fields)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await charlie.rest.get("/conversations")).json()["results"] == []


async def test_other_peoples_devices_look_like_unknown_ones(talk: Talk, charlie: Person) -> None:
    theirs = await charlie.rest.delete(f"/devices/{talk.alice.device_id}")
    nobodys = await charlie.rest.delete(f"/devices/{uuid4()}")
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)


async def test_the_same_client_message_id_means_something_else_to_each_sender(talk: Talk, charlie: Person) -> None:
    client_message_id = str(uuid4())
    first = await talk.alice.rest.post(
        "/messages", {"recipient_id": str(talk.bob.id), "client_message_id": client_message_id, "text": "For bob"}
    )
    await talk.heard(first.json())
    for recipient, text in ((talk.alice, "For alice"), (talk.bob, "Another")):
        answer = await charlie.rest.post(
            "/messages", {"recipient_id": str(recipient.id), "client_message_id": client_message_id, "text": text}
        )
        assert (answer.status_code, answer.json()["text"]) == (201, text)
    await talk.receiving.next_update("change", where=lambda update: update["message"]["text"] == "Another")
