"""Bob blocks Alice: only she sees the messages that she writes, from the first one on and for ever."""

from uuid import uuid4

import pytest

from tests.chat.blocking import all_answers, block, read_all, status, unblock, until_received
from tests.chat.test_message_changes import next_change, say
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError
from tests.harness.types import NewPerson

CANARY = "canary-7f3a"


async def test_someone_blocked_is_answered_as_usual_and_the_blocker_sees_nothing(
    alice: Person, bob: Person, web: list[WebProcess]
) -> None:
    before = await say(alice, bob, "Before")
    await read_all(bob, before["conversation_id"])
    await block(bob, alice)
    path = f"/conversations/{before['conversation_id']}"
    async with alice.connect(web[1]) as a, bob.connect(web[0]) as b0, bob.connect(web[1]) as b1:
        withheld = await say(alice, bob, CANARY)
        assert (withheld["seq"], withheld["status"]) == (2, "sent")
        result = await a.command(
            "send_message", conversation_id=before["conversation_id"], client_message_id=str(uuid4()), text=CANARY
        )
        assert [(await next_change(a, "sent"))["message"]["text"] for _ in range(2)] == [CANARY] * 2
        edited = f"{CANARY} edited"
        assert (await alice.rest.patch(f"/messages/{withheld['id']}", {"text": edited})).json()["text"] == edited
        assert (await next_change(a, "edited"))["message"]["text"] == edited
        assert (await alice.rest.delete(f"/messages/{result['message']['id']}?for=everyone")).status_code == 200
        assert (await next_change(a, "deleted"))["position"] == 5
        reply = await say(alice, bob, CANARY, reply_to_seq=2)
        assert reply["reply_to"]["preview"]["text"] == edited
        for socket in (b0, b1):
            await until_received(bob, socket)
            received = [update for update in socket.of_conversations if update["update"] != "head"]
            # The poll may still bring what bob himself read before, but nothing that came since.
            assert all(update["update"] == "mine" and update["my"]["delivered_seq"] == 1 for update in received), (
                received
            )
            assert all(update["unread_count"] == update["unread_mentions"] == 0 for update in received)
            assert CANARY not in repr(socket.updates)
    ids = [withheld["id"], result["message"]["id"], reply["id"]]
    assert CANARY not in await all_answers(bob, before["conversation_id"], ids)
    for one in ids:
        for method, of in (("GET", ""), ("GET", "/reactions"), ("PUT", "/pin"), ("PUT", "/reactions/👍")):
            assert (await bob.rest.request(method, f"/messages/{one}{of}")).json()["code"] == "not_found"
        assert (await bob.rest.delete(f"/messages/{one}?for=me")).json()["code"] == "not_found"
    assert [m["id"] for m in (await bob.rest.get(f"{path}/messages")).json()["results"]] == [before["id"]]
    seen = (await bob.rest.get(path)).json()
    assert (seen["last_message"]["id"], seen["unread_count"]) == (before["id"], 0)
    changes = (await bob.rest.get(f"{path}/changes?after=1")).json()
    assert changes == {"messages": [], "conversation": None, "position": 1, "complete": True, "reset": False}


async def test_withheld_messages_change_nothing_in_the_blockers_list(
    alice: Person, bob: Person, new_person: NewPerson
) -> None:
    before = await say(alice, bob, "Before")
    path = f"/conversations/{before['conversation_id']}"
    await say(await new_person("Carol"), bob, "Later")
    for _ in range(2):
        await block(bob, alice)
        listed = (await bob.rest.get("/conversations")).json()
        cursor = (await bob.rest.get("/sync")).json()["cursor"]
        withheld = await say(alice, bob, CANARY)
        await say(alice, bob, CANARY)
        await alice.rest.patch(f"/messages/{withheld['id']}", {"text": f"{CANARY} edited"})
        assert (await bob.rest.get("/conversations")).json() == listed
        assert (await bob.rest.get(path)).json() in listed["results"]
        assert (await bob.rest.get("/sync", params={"since": cursor})).json()["conversations"] == []
        known = next(one for one in listed["results"] if one["id"] == before["conversation_id"])
        changes = (await bob.rest.get(f"{path}/changes", params={"after": known["position"]})).json()
        assert (changes["messages"], changes["position"], changes["reset"]) == ([], known["position"], False)
        await unblock(bob, alice)
        assert (await bob.rest.get("/conversations")).json()["results"][0]["id"] != before["conversation_id"]
        seen = await say(alice, bob, "Seen")
        first = (await bob.rest.get("/conversations")).json()["results"][0]
        assert (first["id"], first["last_seq"]) == (seen["conversation_id"], seen["seq"])
        changes = (await bob.rest.get(f"{path}/changes", params={"after": known["position"]})).json()
        assert ([one["id"] for one in changes["messages"]], changes["position"]) == ([seen["id"]], first["position"])
        await say(await new_person("Dave"), bob, "Later still")


async def test_the_blocked_persons_ticks_stay_at_sent_for_ever(alice: Person, bob: Person) -> None:
    before = await say(alice, bob, "Before")
    await block(bob, alice)
    withheld = await say(alice, bob, CANARY)
    async with alice.connect() as a:
        await read_all(bob, before["conversation_id"])
        received = await a.next_update("receipt", where=lambda update: update["read_seq"] == 1)
        assert received["delivered_seq"] == 1
        await until_received(alice, a)
        assert max(update["read_seq"] for update in a.updates if update["update"] == "receipt") == 1
    assert (await status(alice, before), await status(alice, withheld)) == ("read", "sent")
    shown = (await alice.rest.get(f"/conversations/{before['conversation_id']}")).json()["receipts"]
    assert shown == {"delivered_to_all_seq": 1, "read_by_all_seq": 1}
    await unblock(bob, alice)
    after = await say(alice, bob, "After")
    answered = await say(bob, alice, "Yes?", reply_to_seq=after["seq"])
    await read_all(bob, before["conversation_id"])
    assert [await status(alice, message) for message in (before, withheld, after)] == ["read", "sent", "read"]
    assert CANARY not in await all_answers(bob, before["conversation_id"], [withheld["id"], answered["id"]])


async def test_what_was_hidden_stays_hidden_after_unblocking(alice: Person, bob: Person) -> None:
    before = await say(alice, bob, "Before")
    await block(bob, alice)
    withheld = await say(alice, bob, CANARY)
    await unblock(bob, alice)
    async with bob.connect() as b, alice.connect() as a:
        reply = await say(alice, bob, "After", reply_to_seq=withheld["seq"])
        change = await next_change(b, "sent")
        assert (change["message"]["id"], change["position"]) == (reply["id"], 3)
        pinned = await alice.rest.put(f"/messages/{withheld['id']}/pin")
        assert pinned.json()["pinned_at"] is not None
        await alice.rest.put(f"/messages/{withheld['id']}/reactions/👍")
        await alice.rest.patch(f"/messages/{withheld['id']}", {"text": f"{CANARY} again"})
        for kind in ("pinned", "reacted", "edited"):
            assert (await next_change(a, kind))["message"]["id"] == withheld["id"]
        await until_received(bob, b)
        assert [update["position"] for update in b.updates if update["update"] == "change"] == [3]
    assert (await bob.rest.get(f"/messages/{reply['id']}")).json()["reply_to"]["preview"] is None
    assert (await alice.rest.get(f"/messages/{reply['id']}")).json()["reply_to"]["preview"]["text"] == f"{CANARY} again"
    assert CANARY not in await all_answers(bob, before["conversation_id"], [withheld["id"]])
    assert (await bob.rest.get(f"/conversations/{before['conversation_id']}")).json()["unread_count"] == 2
    answer = {"recipient_id": str(alice.id), "client_message_id": str(uuid4()), "text": "What?", "reply_to_seq": 2}
    assert (await bob.rest.post("/messages", answer)).json()["errors"][0]["code"] == "unknown_message"


async def test_a_conversation_begun_by_a_blocked_person_is_invisible_to_the_blocker(
    alice: Person, bob: Person, web: list[WebProcess]
) -> None:
    await block(bob, alice)
    async with bob.connect(web[1]) as b:
        withheld = await say(alice, bob, CANARY)
        path = f"/conversations/{withheld['conversation_id']}"
        assert (await bob.rest.get("/conversations")).json()["results"] == []
        message = {"client_message_id": str(uuid4()), "text": "Hm"}
        for method, asked, body in (
            ("GET", path, None),
            ("GET", f"{path}/messages", None),
            ("GET", f"{path}/changes?after=0", None),
            ("GET", f"{path}/pins", None),
            ("PATCH", path, {"pinned": True}),
            ("PUT", f"{path}/draft", {"text": "Hm", "version": 1}),
            ("POST", f"{path}/read", {"seq": 1}),
            ("POST", f"{path}/delivered", {"seq": 1}),
            ("POST", "/messages", message | {"conversation_id": withheld["conversation_id"]}),
        ):
            answer = await bob.rest.request(method, asked, **({"json": body} if body else {}))
            assert answer.json()["code"] == "not_found", asked
        await until_received(bob, b)
        assert b.of_conversations == []
        await unblock(bob, alice)
        assert (await bob.rest.get("/conversations")).json()["results"] == []
        first = await say(alice, bob, "Hello")
        change = await next_change(b, "sent")
        assert (change["message"]["id"], change["position"]) == (first["id"], 2)
    [shown] = (await bob.rest.get("/conversations")).json()["results"]
    assert (shown["last_message"]["id"], shown["unread_count"]) == (first["id"], 1)


async def test_a_person_may_not_write_to_somebody_they_block(alice: Person, bob: Person, new_person: NewPerson) -> None:
    charlie = await new_person("Charlie")
    before = await say(alice, bob, "Before")
    await block(bob, alice)
    await block(charlie, alice)
    source = await say(bob, charlie, "Else")
    to_alice = {"client_message_id": str(uuid4()), "text": "Hi"}
    for sender, body in (
        (bob, to_alice | {"recipient_id": str(alice.id)}),
        (bob, to_alice | {"conversation_id": before["conversation_id"]}),
        (charlie, to_alice | {"recipient_id": str(alice.id)}),
    ):
        assert (await sender.rest.post("/messages", body)).json()["code"] == "not_allowed"
    forward = {"conversation_ids": [before["conversation_id"]], "client_message_id": str(uuid4())}
    assert (await bob.rest.post(f"/messages/{source['id']}/forward", forward)).json()["code"] == "not_allowed"
    # The refused message made no conversation either.
    assert len((await charlie.rest.get("/conversations")).json()["results"]) == 1
    async with bob.connect() as b:
        with pytest.raises(CommandError) as refusal:
            await b.command("send_message", **to_alice | {"recipient_id": str(alice.id)})
        assert refusal.value.code == "not_allowed"
    await unblock(bob, alice)
    assert (await say(bob, alice, "After"))["seq"] == 2


async def test_someone_blocked_changes_nothing_the_blocker_sees_but_takes_back_their_own(
    alice: Person, bob: Person
) -> None:
    own, others = await say(alice, bob, "Mine"), await say(bob, alice, "Yours")
    await block(bob, alice)
    async with bob.connect() as b:
        for one in (own, others):
            for method, of in (("PUT", "reactions/👍"), ("DELETE", "reactions/👍"), ("PUT", "pin"), ("DELETE", "pin")):
                refused = await alice.rest.request(method, f"/messages/{one['id']}/{of}")
                assert refused.json()["code"] == "not_allowed"
        assert (await alice.rest.delete(f"/messages/{own['id']}?for=everyone")).json() == {"position": 3}
        assert (await next_change(b, "deleted"))["message"]["id"] == own["id"]
        assert len([update for update in b.updates if update["update"] == "change"]) == 1
    assert (await bob.rest.put(f"/messages/{others['id']}/reactions/👍")).status_code == 200


async def test_messages_that_a_blocked_person_forwards_are_withheld_too(
    alice: Person, bob: Person, new_person: NewPerson
) -> None:
    charlie = await new_person("Charlie")
    before, source = await say(alice, bob, "Before"), await say(alice, charlie, CANARY)
    await block(bob, alice)
    async with bob.connect() as b:
        forward = {"conversation_ids": [before["conversation_id"]], "client_message_id": str(uuid4())}
        answer = await alice.rest.post(f"/messages/{source['id']}/forward", forward)
        assert (answer.status_code, answer.json()["results"][0]["status"]) == (201, "sent")
        await until_received(bob, b)
        assert CANARY not in repr(b.updates)
    assert CANARY not in await all_answers(bob, before["conversation_id"], [answer.json()["results"][0]["id"]])
    assert await status(alice, answer.json()["results"][0]) == "sent"


async def test_a_block_on_one_side_leaves_others_alone(alice: Person, bob: Person, new_person: NewPerson) -> None:
    charlie = await new_person("Charlie")
    await block(bob, alice)
    async with bob.connect() as b, charlie.connect() as c:
        for socket, receiver in ((c, charlie), (b, bob)):
            sender = alice if receiver is charlie else charlie
            sent = await say(sender, receiver, "Hello")
            assert (await next_change(socket, "sent"))["message"]["id"] == sent["id"]
            await read_all(receiver, sent["conversation_id"])
            assert await status(sender, sent) == "read"
