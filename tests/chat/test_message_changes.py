"""Edits, deletions, reactions, pins, forwards: one change has one position; a request without a change has none."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from tests.chat.watching import Watching
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError, SocketClient
from tests.harness.types import NewPerson


async def say(person: Person, to: Person, text: str, **fields: Any) -> dict[str, Any]:
    body = {"recipient_id": str(to.id), "client_message_id": str(uuid4()), "text": text}
    answer = await person.rest.post("/messages", body | fields)
    assert answer.status_code == 201, answer.text
    message: dict[str, Any] = answer.json()
    return message


async def changes_after(person: Person, message: dict[str, Any], after: int) -> dict[str, Any]:
    answer = await person.rest.get(f"/conversations/{message['conversation_id']}/changes?after={after}")
    assert answer.status_code == 200, answer.text
    changes: dict[str, Any] = answer.json()
    return changes


@pytest.fixture(autouse=True)
async def watched(alice: Person, bob: Person, same_state: Watching) -> AsyncIterator[None]:
    """Check in each test that a client that applies updates has the same state as one that fetches everything."""
    async with same_state(alice, bob):
        yield


async def next_change(socket: SocketClient, kind: str) -> dict[str, Any]:
    return await socket.next_update("change", where=lambda update: update["cause"]["kind"] == kind)


async def test_an_edit_is_one_change(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Helo")
    async with bob.connect() as b:
        edited = await alice.rest.patch(f"/messages/{message['id']}", {"text": "Hello"})
        assert (edited.status_code, edited.json()["text"], edited.json()["position"]) == (200, "Hello", 2)
        assert edited.json()["edited_at"] is not None
        change = await next_change(b, "edited")
        assert (change["position"], change["message"]["text"]) == (2, "Hello")
        assert change["cause"] == {"kind": "edited", "user_id": str(alice.id)}
    again = await alice.rest.patch(f"/messages/{message['id']}", {"text": "Hello"})
    assert again.json()["position"] == 2
    changes = await changes_after(bob, message, 1)
    assert [m["text"] for m in changes["messages"]] == ["Hello"]
    assert (changes["position"], changes["complete"]) == (2, True)


async def test_only_the_sender_edits_and_deletes(alice: Person, bob: Person, new_person: NewPerson) -> None:
    message = await say(alice, bob, "Mine")
    charlie = await new_person("Charlie")
    for person, status in ((bob, 403), (charlie, 404)):
        assert (await person.rest.patch(f"/messages/{message['id']}", {"text": "Yours"})).status_code == status
        assert (await person.rest.delete(f"/messages/{message['id']}?for=everyone")).status_code == status
        assert (await person.rest.get(f"/messages/{message['id']}/receipts")).status_code == status
    assert (await charlie.rest.put(f"/messages/{message['id']}/reactions/👍")).status_code == 404
    assert (await charlie.rest.put(f"/messages/{message['id']}/pin")).status_code == 404
    assert (await charlie.rest.get(f"/messages/{message['id']}")).status_code == 404
    assert (await changes_after(alice, message, 0))["position"] == 1


async def test_a_deleted_message_stays_as_a_tombstone_without_content(alice: Person, bob: Person) -> None:
    body = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "Secret"}
    message = (await alice.rest.post("/messages", body)).json()
    await bob.rest.put(f"/messages/{message['id']}/reactions/👍")
    async with bob.connect() as b:
        deleted = await alice.rest.delete(f"/messages/{message['id']}?for=everyone")
        assert deleted.json() == {"position": 3}
        change = await next_change(b, "deleted")
        assert (change["message"]["text"], change["message"]["reactions"]) == (None, [])
        assert change["message"]["deleted_at"] is not None
    assert (await alice.rest.delete(f"/messages/{message['id']}?for=everyone")).json() == {"position": 3}
    for call in (
        alice.rest.patch(f"/messages/{message['id']}", {"text": "Again"}),
        bob.rest.put(f"/messages/{message['id']}/reactions/👍"),
        bob.rest.put(f"/messages/{message['id']}/pin"),
        bob.rest.post(
            f"/messages/{message['id']}/forward",
            {"conversation_ids": [message["conversation_id"]], "client_message_id": str(uuid4())},
        ),
    ):
        answer = await call
        assert (answer.status_code, answer.json()["code"]) == (409, "message_deleted")
    replay = await alice.rest.post("/messages", body)
    assert (replay.status_code, replay.json()["id"], replay.json()["text"]) == (200, message["id"], None)
    unread = (await bob.rest.get(f"/conversations/{message['conversation_id']}")).json()["unread_count"]
    assert unread == 0


async def test_deleting_for_me_hides_it_from_me_alone(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Old")
    await say(alice, bob, "New")
    async with bob.connect() as b:
        assert (await bob.rest.delete(f"/messages/{message['id']}?for=me")).status_code == 204
        mine = await b.next_update("mine")
        assert (mine["hidden_message_ids"], mine["unread_count"]) == ([message["id"]], 1)
    assert (await bob.rest.delete(f"/messages/{message['id']}?for=me")).status_code == 204
    path = f"/conversations/{message['conversation_id']}/messages"
    assert [m["text"] for m in (await bob.rest.get(path)).json()["results"]] == ["New"]
    assert [m["text"] for m in (await alice.rest.get(path)).json()["results"]] == ["Old", "New"]
    assert (await bob.rest.get(f"/messages/{message['id']}")).status_code == 404
    assert (await changes_after(alice, message, 0))["position"] == 2


async def test_later_changes_show_nothing_to_those_who_deleted_it_for_themselves(
    alice: Person, bob: Person, web: list[WebProcess]
) -> None:
    message = await say(alice, bob, "Old")
    async with alice.connect(web[0]) as a, bob.connect(web[0]) as b0, bob.connect(web[1]) as b1:
        assert (await bob.rest.delete(f"/messages/{message['id']}?for=me")).status_code == 204
        await alice.rest.patch(f"/messages/{message['id']}", {"text": "Edited"})
        await alice.rest.put(f"/messages/{message['id']}/reactions/👍")
        for kind, position in (("edited", 2), ("reacted", 3)):
            assert (await next_change(a, kind))["message"]["text"] == "Edited"
            for socket in (b0, b1):
                change = await next_change(socket, kind)
                assert (change["position"], change["message"]) == (position, None)


async def test_each_emoji_counts_once_per_person(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Party?")
    path = f"/messages/{message['id']}/reactions"
    async with alice.connect() as a:
        first = await bob.rest.put(f"{path}/🎉")
        assert first.json()["reactions"] == [{"emoji": "🎉", "count": 1, "mine": True}]
        change = await next_change(a, "reacted")
        assert change["message"]["reactions"] == [{"emoji": "🎉", "count": 1}]
        assert change["cause"] == {"kind": "reacted", "user_id": str(bob.id), "emoji": "🎉", "removed": False}
        again = await bob.rest.put(f"{path}/🎉")
        assert again.json()["position"] == first.json()["position"] == 2
        assert (await a.command("react", message_id=message["id"], emoji="🎉"))["position"] == 3
        reactions = (await bob.rest.get(path)).json()["results"]
        assert [reaction["user_id"] for reaction in reactions] == [str(bob.id), str(alice.id)]
        removed = await bob.rest.delete(f"{path}/🎉")
        assert removed.json()["reactions"] == [{"emoji": "🎉", "count": 1, "mine": False}]
        for wrong in ("ok", "🎉🎉", "a", "1"):
            assert (await bob.rest.put(f"{path}/{wrong}")).status_code == 400
        with pytest.raises(CommandError) as refusal:
            await a.command("react", message_id=message["id"], emoji="no")
        assert refusal.value.code == "invalid"


async def test_a_pin_is_for_all(alice: Person, bob: Person) -> None:
    first, second = await say(alice, bob, "One"), await say(bob, alice, "Two")
    for message in (first, second):
        assert (await bob.rest.put(f"/messages/{message['id']}/pin")).json()["pinned_at"] is not None
    pinned_again = await alice.rest.put(f"/messages/{second['id']}/pin")
    assert pinned_again.json()["position"] == 4
    path = f"/conversations/{first['conversation_id']}/pins"
    assert [m["text"] for m in (await alice.rest.get(path)).json()["results"]] == ["Two", "One"]
    page = (await alice.rest.get(f"{path}?limit=1")).json()
    assert [m["text"] for m in (await alice.rest.get(f"{path}?limit=1&cursor={page['next']}")).json()["results"]] == [
        "One"
    ]
    assert (await alice.rest.delete(f"/messages/{second['id']}/pin")).json()["pinned_at"] is None
    assert [m["text"] for m in (await bob.rest.get(path)).json()["results"]] == ["One"]


async def test_a_reply_shows_its_source_to_who_may_see_it(alice: Person, bob: Person) -> None:
    source = await say(alice, bob, "Coffee?")
    async with alice.connect() as a:
        reply = await say(bob, alice, "Yes", reply_to_seq=source["seq"])
        preview = {"sender_id": str(alice.id), "kind": "text", "text": "Coffee?"}
        assert reply["reply_to"] == {"message_id": source["id"], "seq": 1, "preview": preview}
        assert (await next_change(a, "sent"))["message"]["reply_to"]["preview"] is None
    await alice.rest.delete(f"/messages/{source['id']}?for=everyone")
    assert (await bob.rest.get(f"/messages/{reply['id']}")).json()["reply_to"]["preview"] is None


async def test_forwarding_takes_the_content_and_its_origin_along(
    alice: Person, bob: Person, new_person: NewPerson
) -> None:
    charlie = await new_person("Charlie")
    entities = [{"type": "bold", "offset": 0, "length": 4}]
    message = await say(alice, bob, "News", entities=entities)
    target = await say(bob, charlie, "Listen")
    body = {"conversation_ids": [target["conversation_id"]], "client_message_id": str(uuid4())}
    forwarded = await bob.rest.post(f"/messages/{message['id']}/forward", body)
    assert forwarded.status_code == 201
    [copy] = forwarded.json()["results"]
    assert (copy["text"], copy["entities"], copy["forwarded_from"]) == ("News", entities, str(alice.id))
    again = await bob.rest.post(f"/messages/{message['id']}/forward", body)
    assert (again.status_code, again.json()["results"]) == (200, [copy])
    further = {"conversation_ids": [target["conversation_id"]], "client_message_id": str(uuid4())}
    [second] = (await charlie.rest.post(f"/messages/{copy['id']}/forward", further)).json()["results"]
    assert second["forwarded_from"] == str(alice.id)


async def test_locations_and_contacts_are_messages_too(alice: Person, bob: Person) -> None:
    place = {"latitude": 52.52, "longitude": 13.4, "name": "Berlin"}
    sent = await say(alice, bob, None, kind="location", location=place)  # type: ignore[arg-type]
    assert (sent["kind"], sent["location"], sent["text"]) == ("location", place, None)
    card = {"name": "Carla", "phone_number": "+4915112345678"}
    sent = await say(alice, bob, None, kind="contact", contact=card)  # type: ignore[arg-type]
    assert sent["contact"] == card
    wrong = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "kind": "location", "text": "Here"}
    assert (await alice.rest.post("/messages", wrong)).status_code == 400
