"""State + updates = fresh state: after any action, a client that applies updates has the state of one that fetches."""

from typing import Any
from uuid import uuid4

import pytest

from ops.prove.reducer import Account, Ticks, differences
from ops.prove.reducer.window import Window
from tests.chat.poll_calls import ask, close, voted
from tests.chat.test_message_changes import say
from tests.chat.watching import Watching
from tests.groups.calls import add, make_group, remove
from tests.groups.calls import say as say_in
from tests.harness.people import Person
from tests.harness.types import NewPerson


async def test_a_first_message(alice: Person, bob: Person, same_state: Watching) -> None:
    async with same_state(alice, bob):
        await say(alice, bob, "Hello")


async def test_everything_two_people_do(alice: Person, bob: Person, same_state: Watching) -> None:
    old = await say(alice, bob, "Before")
    path = f"/conversations/{old['conversation_id']}"
    async with same_state(alice, bob) as watching:
        message = await say(bob, alice, "Helo", mentions=[str(alice.id)])
        reply = await say(alice, bob, "What?", reply_to_seq=message["seq"])
        await watching.agree()
        await bob.rest.patch(f"/messages/{message['id']}", {"text": "Hello"})
        for person in (alice, bob):
            await person.rest.put(f"/messages/{old['id']}/reactions/👍")
        await alice.rest.put(f"/messages/{message['id']}/pin")
        await watching.agree()
        await alice.rest.delete(f"/messages/{old['id']}/reactions/👍")
        await alice.rest.delete(f"/messages/{message['id']}/pin")
        await watching.agree()
        await bob.rest.post(f"{path}/delivered", {"seq": reply["seq"]})
        await watching.agree()
        await bob.rest.post(f"{path}/read", {"seq": reply["seq"]})
        await watching.agree()
        await alice.rest.patch(path, {"muted_until": "2030-01-01T00:00:00Z", "pinned": True, "archived": True})
        await alice.rest.put(f"{path}/draft", {"text": "Well", "version": 1})
        await bob.rest.delete(f"/messages/{old['id']}?for=me")
        await watching.agree()
        await alice.rest.patch(f"/messages/{old['id']}", {"text": "Bob must not see this"})
        await bob.rest.delete(f"/messages/{message['id']}?for=everyone")
        await alice.rest.patch(path, {"archived": False, "marked_unread": True})
        await alice.rest.delete(f"{path}/draft")


async def test_polls(alice: Person, bob: Person, new_person: NewPerson, same_state: Watching) -> None:
    charlie = await new_person("Charlie")
    group_id = await make_group(alice, bob, charlie)
    secret, public = await ask(alice, group_id), await ask(bob, group_id, anonymous=False, multiple=True)
    async with same_state(alice, bob, charlie) as watching:
        await voted(bob, secret, 1)
        await voted(charlie, secret, 1)
        await voted(bob, public, 0, 2)
        await watching.agree()
        await voted(bob, secret, 2)
        await voted(charlie, secret)
        await voted(alice, public, 0)
        await watching.agree()
        await alice.rest.put(f"/messages/{secret['id']}/reactions/👍")
        assert (await close(alice, public)).is_success
        later = await ask(charlie, group_id)
        await watching.agree()
        await remove(bob, group_id, bob)
        await watching.agree()
        await voted(alice, secret, 0)
        await charlie.rest.delete(f"/messages/{later['id']}?for=everyone")


async def test_a_second_device_does_not_bring_back_what_the_first_one_hid(
    alice: Person, bob: Person, same_state: Watching
) -> None:
    message = await say(alice, bob, "Hide me")
    await bob.rest.delete(f"/messages/{message['id']}?for=me")
    async with same_state(alice, bob):
        await alice.rest.patch(f"/messages/{message['id']}", {"text": "Here again"})


async def test_saved_messages(alice: Person, same_state: Watching) -> None:
    async with same_state(alice):
        await say(alice, alice, "Milk")
        await say(alice, alice, "Bread")


async def test_forwards(alice: Person, bob: Person, new_person: NewPerson, same_state: Watching) -> None:
    charlie = await new_person("Charlie")
    message, target = await say(alice, bob, "News"), await say(bob, charlie, "Listen")
    body = {"conversation_ids": [target["conversation_id"]], "client_message_id": str(uuid4())}
    async with same_state(alice, bob, charlie):
        assert (await bob.rest.post(f"/messages/{message['id']}/forward", body)).status_code == 201


async def test_messages_withheld_by_a_block_and_messages_after_it(
    alice: Person, bob: Person, same_state: Watching
) -> None:
    await say(bob, alice, "Before")
    async with same_state(alice, bob, blocks=True) as watching:
        assert (await alice.rest.put(f"/blocks/{bob.id}")).is_success
        withheld = await say(bob, alice, "Withheld")
        await bob.rest.patch(f"/messages/{withheld['id']}", {"text": "Withheld and edited"})
        await watching.agree()
        assert (await alice.rest.delete(f"/blocks/{bob.id}")).is_success
        await say(bob, alice, "After")
        await say(alice, bob, "Answer")
        await bob.rest.delete(f"/messages/{withheld['id']}?for=everyone")


async def test_messages_that_changed_after_a_member_left(
    alice: Person, bob: Person, new_person: NewPerson, same_state: Watching
) -> None:
    group_id = await make_group(alice, bob)
    messages = [await say_in(alice, group_id, f"Before bob left {number}") for number in range(30)]
    async with same_state(alice, bob) as watching:
        await remove(bob, group_id, bob)
        await watching.agree()
        await alice.rest.patch(f"/messages/{messages[3]['id']}", {"text": "After bob left"})
    async with same_state(alice, bob):
        await add(alice, group_id, bob)


async def test_changes_of_the_account_are_sent_as_parts(alice: Person, bob: Person, same_state: Watching) -> None:
    async with same_state(alice):
        await alice.rest.patch("/users/me", {"about": "Away"})
        await alice.rest.put(f"/contacts/{bob.id}", {"alias": "Bobby"})
        await alice.rest.patch("/users/me/privacy", {"about": "nobody"})
        await alice.sign_in_again()


async def test_read_receipts_switched_off(alice: Person, bob: Person, same_state: Watching) -> None:
    await bob.rest.patch("/users/me/privacy", {"read_receipts": False})
    message = await say(alice, bob, "Read this")
    async with same_state(alice, bob) as watching:
        await bob.rest.post(f"/conversations/{message['conversation_id']}/read", {"seq": 1})
        await watching.agree()
        await say(alice, bob, "And this")
        await say(bob, alice, "I did")


def conversation(**fields: Any) -> dict[str, Any]:
    my = {"joined_seq": 0, "read_seq": 0, "delivered_seq": 0, "left_at": None}
    receipts = {"delivered_to_all_seq": 0, "read_by_all_seq": 0}
    empty = {"kind": "direct", "position": 1, "last_seq": 0, "messages": [], "last_message": None}
    return empty | {"my": my, "receipts": receipts} | fields


def test_the_comparison_finds_what_differs() -> None:
    held = {"account": {}, "one": conversation()}
    assert differences(held, held) == []
    assert differences(held, {"account": {"blocks": []}, "one": conversation()}) != []
    assert differences(held, {"account": {}}) == ["one is held but not there"]
    assert differences(held, {"account": {}, "one": conversation(position=2)}) != []
    assert differences(held, {"account": {}, "one": conversation(position=2)}, blocks=True) == []
    assert differences(held, {"account": {}, "one": conversation(position=0)}, blocks=True) != []
    message = {"seq": 1, "text": "Hello", "status": "sent"}
    assert differences(held, {"account": {}, "one": conversation(messages=[message])}) != []


@pytest.fixture
def client() -> Account:
    """Alice's client, with one empty conversation."""
    account = Account(uuid4())
    shared = {"id": "one", "title": None, "avatar": None, "participant_count": 2, "message_ttl_seconds": None}
    one = conversation(**shared, group_id=None, request=False, last_activity_at="")
    account.windows["one"] = Window(account.me, one, position=0)
    return account


def change(position: int, seq: int, cause: str = "sent", **fields: Any) -> dict[str, Any]:
    message = {"id": f"message {seq}", "seq": seq, "position": position, "sender_id": "bob", "reply_to": None}
    message |= {"reactions": [], "system": None, "sent_at": "", "deleted_at": None, "mentions": []}
    content = {"message": message | fields, "conversation": None, "cause": {"kind": cause, "user_id": "bob"}}
    return {"update": "change", "conversation_id": "one", "position": position, **content}


def test_a_client_holds_what_comes_too_early_and_drops_what_is_old(client: Account) -> None:
    window = client.windows["one"]
    for position in (3, 1, 2, 2, 5):
        client.take_update(change(position, position))
    assert (window.position, sorted(window.messages), sorted(window.held)) == (3, [1, 2, 3], [5])
    pulled = [change(position, position, text="pulled")["message"] for position in (3, 4)]
    window.take_changes({"messages": pulled, "conversation": None, "position": 4, "complete": True})
    assert (window.position, sorted(window.messages), window.held) == (5, [1, 2, 3, 4, 5], {})
    assert "text" not in window.messages[3]
    assert (window.view()["unread_count"], window.view()["receipts"]["read_by_all_seq"]) == (5, 5)


def test_a_client_applies_nothing_between_two_answers_of_one_pull(client: Account) -> None:
    window = client.windows["one"]
    later = {"last_seq": 2, "position": 3, "id": "one", "kind": "direct", "participant_count": 2, "title": None}
    state = later | {"avatar": None, "message_ttl_seconds": None, "group_id": None}
    first = {"messages": [change(1, 1)["message"]], "conversation": state, "position": 1, "complete": False}
    window.take_changes(first)
    # Message 2 was sent at position 2 and is edited at 3, while only message 1 has been pulled.
    client.take_update(change(2, 2, "edited", text="Too early"))
    assert (window.position, sorted(window.messages)) == (1, [1])
    second = {"messages": [change(3, 2)["message"]], "conversation": None, "position": 3, "complete": True}
    window.take_changes(second)
    assert (window.position, sorted(window.messages), window.held) == (3, [1, 2], {})


def test_a_client_lets_no_number_fall(client: Account) -> None:
    window = client.windows["one"]
    for seq in (3, 2):
        client.take_update(
            {"update": "receipt", "conversation_id": "one", "user_id": "bob", "delivered_seq": seq, "read_seq": seq - 1}
        )
    assert window.receipts == {"delivered_to_all_seq": 3, "read_by_all_seq": 2}
    ticks = Ticks("a client")
    ticks.look(window.view())
    with pytest.raises(AssertionError, match="fell from 2 to 1"):
        ticks.look(window.view() | {"receipts": {"delivered_to_all_seq": 3, "read_by_all_seq": 1}})


def test_a_client_brings_back_nothing_it_hid(client: Account) -> None:
    window = client.windows["one"]
    client.take_update(change(1, 1))
    window.hide(["message 1"])
    client.take_update(change(2, 1, "edited", text="Here again"))
    assert (window.position, window.messages) == (2, {})
