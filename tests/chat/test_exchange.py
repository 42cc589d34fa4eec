"""The whole way of one message: two people, two processes, real sockets."""

from uuid import uuid4

from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson


async def test_two_people_on_two_processes_exchange_messages_live_and_in_order(
    web: list[WebProcess], new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        first = await a.command("send_message", recipient_id=str(bob.id), client_message_id=str(uuid4()), text="0")
        conversation_id = first["message"]["conversation_id"]
        for number in range(1, 20):
            socket = a if number % 2 == 0 else b
            await socket.command(
                "send_message", conversation_id=conversation_id, client_message_id=str(uuid4()), text=str(number)
            )
        for socket in (a, b):
            changes = [await socket.next_update("change") for _ in range(20)]
            # Updates of two processes may overtake each other, those of one process may not. A client orders them.
            for parity in (0, 1):
                positions = [change["position"] for change in changes if change["position"] % 2 == parity]
                assert positions == sorted(positions)
            changes.sort(key=lambda change: change["position"])
            assert [change["message"]["text"] for change in changes] == [str(number) for number in range(20)]
            assert [change["position"] for change in changes] == list(range(1, 21))
    for person in (alice, bob):
        page = (await person.rest.get(f"/conversations/{conversation_id}/messages")).json()
        assert [message["seq"] for message in page["results"]] == list(range(1, 21))
        assert page["next"] is None


async def test_a_direct_conversation_appears_for_the_other_with_its_first_message(
    web: list[WebProcess], new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    opened = await alice.rest.post("/conversations", {"user_id": str(bob.id)})
    assert opened.status_code == 201
    conversation = opened.json()
    assert conversation["peer"]["name"] == "Bob"
    assert (await ids(alice), await ids(bob)) == ([conversation["id"]], [])
    assert (await bob.rest.get(f"/conversations/{conversation['id']}")).status_code == 404
    body = {"conversation_id": conversation["id"], "client_message_id": str(uuid4()), "text": "Hello"}
    async with bob.connect(web[1]) as b:
        assert (await alice.rest.post("/messages", body)).status_code == 201
        assert (await b.next_update("change"))["message"]["text"] == "Hello"
    assert await ids(bob) == [conversation["id"]]
    again = await bob.rest.post("/conversations", {"user_id": str(alice.id)})
    assert (again.status_code, again.json()["id"]) == (200, conversation["id"])
    assert again.json()["unread_count"] == 1


async def ids(person: Person) -> list[str]:
    return [conversation["id"] for conversation in (await person.rest.get("/conversations")).json()["results"]]


async def test_a_message_sent_again_is_the_same_message(web: list[WebProcess], new_person: NewPerson) -> None:
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    body = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "Once"}
    first = await alice.rest.post("/messages", body)
    again = await alice.rest_at(web[1]).post("/messages", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    async with alice.connect(web[1]) as a:
        assert (await a.command("send_message", **body))["message"] == first.json()
    other = await alice.rest.post("/messages", body | {"text": "Twice"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")


async def test_an_ack_turns_sent_into_delivered(web: list[WebProcess], new_person: NewPerson) -> None:
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        sent = await a.command("send_message", recipient_id=str(bob.id), client_message_id=str(uuid4()), text="Hi")
        conversation_id = sent["message"]["conversation_id"]
        assert sent["message"]["status"] == "sent"
        await b.next_update("change")
        assert await b.command("ack", conversation_id=conversation_id, seq=1) == {}
        receipt = await a.next_update("receipt")
        assert (receipt["user_id"], receipt["delivered_seq"], receipt["read_seq"]) == (str(bob.id), 1, 0)
    page = (await alice.rest.get(f"/conversations/{conversation_id}/messages")).json()
    assert page["results"][0]["status"] == "delivered"


async def test_saved_messages_are_a_conversation_with_oneself(web: list[WebProcess], new_person: NewPerson) -> None:
    alice = await new_person("Alice", web[0])
    body = {"recipient_id": str(alice.id), "client_message_id": str(uuid4()), "text": "Milk"}
    assert (await alice.rest.post("/messages", body)).json()["status"] == "read"
    [conversation] = (await alice.rest.get("/conversations")).json()["results"]
    assert (conversation["participant_count"], conversation["unread_count"]) == (1, 0)
    assert conversation["peer"]["id"] == str(alice.id)
