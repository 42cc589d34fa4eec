"""A former member still reads the messages they had, and no message that came or changed after they left."""

from typing import Any
from uuid import uuid4

import pytest

from tests.groups.calls import add, conversation, history, make_group, remove, say
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError


async def test_a_former_member_reads_old_messages_and_nobody_gets_a_receipt(
    alice: Person, bob: Person, charlie: Person, web: list[WebProcess]
):
    group_id = await make_group(alice, bob, charlie)
    unread = await say(alice, group_id, "Before", mentions=[str(bob.id)])
    await remove(alice, group_id, bob)
    await say(alice, group_id, "After")
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        path = f"/conversations/{group_id}"
        read = await bob.rest.post(f"{path}/read", {"seq": 1})
        assert read.json() == {"read_seq": 1, "delivered_seq": 1, "unread_count": 1}
        assert (await b.next_update("mine"))["unread_count"] == 1
        # They must not see messages from after they left.
        read = await bob.rest.post(f"{path}/read", {"seq": 1000})
        assert read.json() == {"read_seq": 3, "delivered_seq": 3, "unread_count": 0}
        mine = await b.next_update("mine", where=lambda update: update["my"]["read_seq"] == 3)
        assert (mine["unread_count"], mine["unread_mentions"]) == (0, 0)
        assert await b.command("read", conversation_id=group_id, seq=2) == {}
        with pytest.raises(CommandError, match="not_found"):
            await b.command("ack", conversation_id=group_id, seq=3)
        await a.command("ping")
        assert [one for one in a.updates if one["update"] == "receipt" and one.get("user_id") == str(bob.id)] == []
    assert (await bob.rest.post(f"{path}/delivered", {"seq": 3})).status_code == 404
    assert (await bob.rest.get("/conversations")).json()["results"][0]["unread_count"] == 0
    listed = (await alice.rest.get(f"/messages/{unread['id']}/receipts")).json()["results"]
    assert [one["user_id"] for one in listed] == [str(charlie.id)]


async def test_messages_between_two_memberships_are_not_readable(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    await remove(alice, group_id, bob)
    await say(alice, group_id, "Missed")
    await add(alice, group_id, bob)
    await say(alice, group_id, "Back")
    await remove(alice, group_id, bob)
    read = [(await bob.rest.post(f"/conversations/{group_id}/read", {"seq": seq})).json() for seq in (4, 5)]
    assert [(one["read_seq"], one["unread_count"]) for one in read] == [(4, 1), (5, 0)]


async def test_messages_that_changed_after_a_member_left_are_unavailable_to_them(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    edited = await say(alice, group_id, "Secret plan A")
    deleted = await say(alice, group_id, "Secret plan B")
    reacted = await say(bob, group_id, "Mine")
    reply = {"conversation_id": group_id, "client_message_id": str(uuid4()), "text": "Why?", "reply_to_seq": 2}
    await bob.rest.post("/messages", reply)
    await remove(bob, group_id, bob)
    await alice.rest.patch(f"/messages/{edited['id']}", {"text": "Secret plan C"})
    await alice.rest.delete(f"/messages/{deleted['id']}?for=everyone")
    await alice.rest.put(f"/messages/{reacted['id']}/reactions/👍")
    await alice.rest.put(f"/messages/{reacted['id']}/pin")
    _, *changed, answer, _ = messages = await history(bob, group_id)
    for before, after in zip([edited, deleted, reacted], changed, strict=True):
        assert after["unavailable"] is True
        same = ("id", "conversation_id", "seq", "sender_id", "kind", "sent_at")
        assert {name: after[name] for name in same} == {name: before[name] for name in same}
        assert (after["text"], after["edited_at"], after["deleted_at"], after["pinned_at"]) == (None,) * 4
        assert (after["reactions"], after["position"]) == ([], 6)
        assert (await bob.rest.get(f"/messages/{before['id']}")).json() == after
        assert (await bob.rest.get(f"/messages/{before['id']}/reactions")).status_code == 404
        body = {"conversation_ids": [group_id], "client_message_id": str(uuid4())}
        assert (await bob.rest.post(f"/messages/{before['id']}/forward", body)).status_code == 404
    assert answer["reply_to"]["preview"] is None
    assert [message["seq"] for message in messages if "unavailable" not in message] == [1, 5, 6]
    assert (await bob.rest.get(f"/conversations/{group_id}/pins")).json()["results"] == []
    assert (await bob.rest.get(f"/messages/{reacted['id']}/receipts")).status_code == 403
    await add(alice, group_id, bob)
    assert (await history(bob, group_id))[1]["text"] == "Secret plan C"


async def test_a_former_member_who_was_behind_gets_no_hole(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    said = [await say(alice, group_id, f"Plan {n}") for n in range(5)]
    await remove(alice, group_id, bob)
    for number in (0, 2, 3):
        await alice.rest.patch(f"/messages/{said[number]['id']}", {"text": "Secret"})
    pages = {message["seq"]: message for message in await history(bob, group_id)}

    async def changes(after: int, **query: int) -> dict[str, Any]:
        answer = await bob.rest.get(f"/conversations/{group_id}/changes", params={"after": after, **query})
        found: dict[str, Any] = answer.json()
        assert all(message == pages[message["seq"]] for message in found["messages"])
        return found

    # All messages that may have come after the position are there as in pages: unavailable if they changed since.
    for after, seqs in {0: [1, 3, 6, 7, 2, 4, 5], 3: [6, 7, 4, 5], 5: [6, 7, 4, 5], 6: [7], 7: []}.items():
        found = await changes(after)
        assert [message["seq"] for message in found["messages"]] == seqs, after
        assert (found["position"], found["complete"], found["reset"]) == (7, True, False)
    # In smaller answers they come together with the messages that were sent after them.
    first = await changes(0, limit=5)
    assert [message["seq"] for message in first["messages"]] == [1, 3, 2]
    assert (first["position"], first["complete"], first["reset"]) == (3, False, False)
    assert [message["seq"] for message in (await changes(3, limit=4))["messages"]] == [6, 7, 4, 5]
    # If there are more of them than fit into one answer, they are in the newest page.
    cut = await changes(3, limit=2)
    assert (cut["messages"], cut["reset"], cut["position"], cut["complete"]) == ([], True, 7, True)


async def test_a_deletion_after_leaving_changes_no_count(alice: Person, bob: Person):
    group_id = await make_group(alice, bob)
    messages = [await say(alice, group_id, text, mentions=[str(bob.id)]) for text in ("One", "Two", "Three")]
    assert (await alice.rest.delete(f"/messages/{messages[0]['id']}?for=everyone")).status_code == 200
    await remove(alice, group_id, bob)

    async def counts() -> tuple[int, int]:
        shown = await conversation(bob, group_id)
        return shown["unread_count"], shown["unread_mentions"]

    assert await counts() == (2, 2)
    assert (await alice.rest.delete(f"/messages/{messages[1]['id']}?for=everyone")).status_code == 200
    assert await counts() == (2, 2)
    # A member who was there learns of it.
    assert (await conversation(alice, group_id))["position"] == 7
