"""Bob blocks Alice: her edits are taken as usual for her, and he keeps the old text."""

import asyncio
from typing import Any
from uuid import uuid4

from tests.chat.blocking import all_answers, block, unblock, until_received
from tests.chat.in_process import other_session
from tests.chat.test_message_changes import changes_after, next_change, say
from tests.chat.watching import Watching
from tests.delivery.local import until
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson

CANARY = "canary-51ab"
LOCK = "SELECT 1 FROM chat_participant WHERE conversation_id = %s AND user_id = %s FOR NO KEY UPDATE"
WAITERS = "SELECT pid FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"


async def edit(person: Person, message: dict[str, Any], text: str) -> dict[str, Any]:
    answer = await person.rest.patch(f"/messages/{message['id']}", {"text": text})
    assert answer.status_code == 200, answer.text
    edited: dict[str, Any] = answer.json()
    return edited


async def read(person: Person, message: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await person.rest.get(f"/messages/{message['id']}")).json()
    return found


async def test_the_sender_sees_the_edit_everywhere_and_the_blocker_nothing(
    alice: Person, bob: Person, web: list[WebProcess]
) -> None:
    message, other = await say(alice, bob, "Before"), await say(bob, alice, "Yes?")
    answer = await say(bob, alice, "I saw it", reply_to_seq=message["seq"])
    path = f"/conversations/{message['conversation_id']}"
    await block(bob, alice)
    # A block is the last thing that changes what these requests answer.
    listed, cursor = (await bob.rest.get("/conversations")).json(), (await bob.rest.get("/sync")).json()["cursor"]
    held = await read(bob, message)
    async with alice.connect(web[1]) as a, bob.connect(web[0]) as b:
        for text in (f"{CANARY} 1", f"{CANARY} 2"):
            edited = await edit(alice, message, text)
            assert (edited["text"], edited["edited_at"] is None, edited["status"]) == (text, False, "read")
            change = await next_change(a, "edited")
            assert (change["message"]["text"], change["position"]) == (text, edited["position"])
        position = (await a.command("edit_message", message_id=message["id"], text=f"{CANARY} 3"))["position"]
        assert position == edited["position"] + 1
        # The same words again change nothing.
        assert (await edit(alice, message, f"{CANARY} 3"))["position"] == position
        await until_received(bob, b)
        assert [update for update in b.updates if update["update"] == "change"] == []
    for known in (0, answer["position"], edited["position"]):
        changes = await changes_after(alice, message, known)
        assert changes["position"] == position
        assert [(one["text"], one["position"]) for one in changes["messages"] if one["id"] == message["id"]] == [
            (f"{CANARY} 3", position)
        ]
    assert (await changes_after(alice, message, position))["messages"] == []
    assert (await read(alice, answer))["reply_to"]["preview"]["text"] == f"{CANARY} 3"
    assert (await alice.rest.get(f"{path}/messages")).text.count(f"{CANARY} 3") == 2
    assert await read(bob, message) == held
    assert (await bob.rest.get("/conversations")).json() == listed
    assert (await bob.rest.get("/sync", params={"since": cursor})).json()["conversations"] == []
    assert (await changes_after(bob, message, 3)) == {
        "messages": [], "conversation": None, "position": 3, "complete": True, "reset": False
    }  # fmt: skip
    # Whoever has not fetched the message yet gets it as it was.
    assert (await changes_after(bob, message, 0))["messages"][0]["text"] == "Before"
    assert CANARY not in await all_answers(bob, message["conversation_id"], [message["id"], other["id"], answer["id"]])
    # A repeated send is answered with the message as its sender sees it.
    body = {"recipient_id": str(bob.id), "client_message_id": message["client_message_id"], "text": "Before"}
    repeated = await alice.rest.post("/messages", body)
    assert (repeated.status_code, repeated.json()["text"]) == (200, f"{CANARY} 3")


async def test_the_edit_stays_hidden_after_unblocking_until_the_next_one(
    alice: Person, bob: Person, same_state: Watching
) -> None:
    message = await say(alice, bob, "Before")
    await block(bob, alice)
    async with same_state(alice, bob, blocks=True) as watching:
        await edit(alice, message, CANARY)
        await watching.agree()
        await unblock(bob, alice)
        assert (await read(bob, message))["text"] == "Before"
        # A later change of the message shows everybody their own words with it.
        async with alice.connect() as a, bob.connect() as b:
            assert (await bob.rest.put(f"/messages/{message['id']}/reactions/👍")).json()["text"] == "Before"
            for socket, text in ((a, CANARY), (b, "Before")):
                change = await next_change(socket, "reacted")
                assert (change["message"]["text"], change["position"]) == (text, change["message"]["position"])
        await watching.agree()
        await edit(alice, message, "For all")
        await watching.agree()
        assert [(await read(one, message))["text"] for one in (alice, bob)] == ["For all"] * 2


async def test_only_the_sender_forwards_the_edit_and_deleting_ends_it(
    alice: Person, bob: Person, new_person: NewPerson
) -> None:
    charlie = await new_person("Charlie")
    message = await say(alice, bob, "Before")
    to_charlie = [(await say(one, charlie, "Hi"))["conversation_id"] for one in (alice, bob)]
    await block(bob, alice)
    await edit(alice, message, CANARY)
    for person, to, text in ((alice, to_charlie[0], CANARY), (bob, to_charlie[1], "Before")):
        forward = {"conversation_ids": [to], "client_message_id": str(uuid4())}
        answer = (await person.rest.post(f"/messages/{message['id']}/forward", forward)).json()
        assert answer["results"][0]["text"] == text
    assert (await alice.rest.delete(f"/messages/{message['id']}?for=everyone")).status_code == 200
    for one in (alice, bob):
        found = await read(one, message)
        assert (found["text"], found["deleted_at"] is None) == (None, False)


async def test_participants_are_locked_in_the_order_of_receipts(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Before")
    await block(bob, alice)
    first, second = sorted((alice.id, bob.id))
    with other_session() as receipts:
        receipts.execute(LOCK, [message["conversation_id"], first])
        editing = asyncio.create_task(edit(alice, message, CANARY))
        await until(lambda: bool(receipts.execute(WAITERS).fetchall()))
        # A deadlock if the edit had this row already.
        receipts.execute(f"{LOCK} NOWAIT", [message["conversation_id"], second])
        receipts.rollback()
        assert (await editing)["text"] == CANARY
