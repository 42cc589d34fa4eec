"""Sending polls, voting and closing. One vote is one change, and a request that changes nothing takes no position."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from common.bridge import in_thread
from tests.chat.in_process import update
from tests.chat.poll_calls import ask, close, counts, mine, poll_body, seen, vote, voted
from tests.chat.test_message_changes import changes_after, next_change, say
from tests.groups.calls import make_group
from tests.harness.people import Person
from tests.harness.sockets import CommandError
from tests.harness.types import NewPerson


async def test_a_poll_is_shown_with_its_options(alice: Person, bob: Person) -> None:
    message = await ask(alice, bob, multiple=True, anonymous=False)
    options = [
        {"id": number, "text": text, "count": 0, "mine": False}
        for number, text in enumerate(["Today", "Tomorrow", "Never"])
    ]
    shown = {"question": "When?", "multiple": True, "anonymous": False, "closes_at": None, "voters": 0, "closed": False}
    assert message["poll"] == shown | {"options": options}
    assert (message["kind"], message["text"]) == ("poll", None)
    assert (await seen(bob, message))["poll"] == message["poll"]


async def test_a_poll_over_the_socket(alice: Person, bob: Person) -> None:
    at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    async with alice.connect() as a, bob.connect() as b:
        body = poll_body(closes_at=at) | {"recipient_id": str(bob.id)}
        sent = (await a.command("send_message", **body))["message"]
        received = (await next_change(b, "sent"))["message"]
        assert received["poll"]["options"][0] == {"id": 0, "text": "Today", "count": 0}
        assert (sent["id"], mine(sent), counts(sent)) == (received["id"], [], [0, 0, 0])
        assert datetime.fromisoformat(received["poll"]["closes_at"]) - datetime.fromisoformat(at) < timedelta(seconds=1)
        assert (await a.command("send_message", **body))["message"]["seq"] == 1
        with pytest.raises(CommandError) as refusal:
            await a.command("send_message", **poll_body(options=["One"]), recipient_id=str(bob.id))
        assert refusal.value.code == "invalid"


async def test_an_invalid_poll_is_refused(alice: Person) -> None:
    for fields, field in (
        ({"question": ""}, "poll.question"),
        ({"question": " "}, "poll.question"),
        ({"question": "?" * 301}, "poll.question"),
        ({"question": "\x00"}, "poll.question"),
        ({"options": ["One"]}, "poll.options"),
        ({"options": [str(number) for number in range(13)]}, "poll.options"),
        ({"options": ["Same", "Same"]}, "poll.options"),
        ({"options": ["Good", ""]}, "poll.options.1"),
        ({"options": ["Good", "?" * 101]}, "poll.options.1"),
        ({"closes_at": "tomorrow"}, "poll.closes_at"),
        ({"closes_at": "2020-01-01T00:00:00Z"}, "poll.closes_at"),
        ({"votes": 3}, "poll.votes"),
    ):
        answer = await alice.rest.post("/messages", poll_body(**fields) | {"recipient_id": str(alice.id)})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    # The refused poll made no conversation either.
    assert (await alice.rest.get("/conversations")).json()["results"] == []


async def test_a_poll_has_no_other_content(alice: Person) -> None:
    to = {"recipient_id": str(alice.id)}
    for body in (
        poll_body() | {"text": "Well?"},
        poll_body() | {"kind": "text", "text": "Well?"},
        {"client_message_id": str(uuid4()), "kind": "poll"},
        poll_body() | {"entities": [{"type": "bold", "offset": 0, "length": 1}]},
    ):
        assert (await alice.rest.post("/messages", body | to)).status_code == 400


async def test_a_vote_replaces_the_vote_before(alice: Person, bob: Person) -> None:
    message = await ask(alice, bob, multiple=True, anonymous=False)
    async with alice.connect() as a:
        first = await voted(bob, message, 2, 0)
        assert (counts(first), mine(first), first["poll"]["voters"], first["position"]) == ([1, 0, 1], [0, 2], 1, 2)
        change = await next_change(a, "voted")
        assert change["cause"] == {"kind": "voted", "user_id": str(bob.id), "option_ids": [0, 2]}
        assert change["message"]["poll"]["options"][2] == {"id": 2, "text": "Never", "count": 1}
        assert (await voted(bob, message, 0, 2))["position"] == 2
        second = await voted(bob, message, 1, 2)
        assert (counts(second), mine(second), second["position"]) == ([0, 1, 1], [1, 2], 3)
        third = await voted(alice, message, 1)
        assert (counts(third), mine(third), third["poll"]["voters"]) == ([0, 2, 1], [1], 2)
        taken_back = await voted(bob, message)
        assert (counts(taken_back), mine(taken_back), taken_back["poll"]["voters"]) == ([0, 1, 0], [], 1)
        assert (await voted(bob, message))["position"] == taken_back["position"] == 5
    changes = await changes_after(bob, message, 1)
    assert ([counts(m) for m in changes["messages"]], changes["position"]) == ([[0, 1, 0]], 5)


async def test_invalid_votes_are_refused(alice: Person, bob: Person, new_person: NewPerson) -> None:
    message, text = await ask(alice, bob), await say(alice, bob, "No poll")
    path = f"/messages/{message['id']}/votes"
    for option_ids in ([3], [-1], [0, 1], [0, 0], ["0"], [True], 0, None, [32768], [2**70]):
        answer = await bob.rest.put(path, {"option_ids": option_ids})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), option_ids
    charlie = await new_person("Charlie")
    for answer in (
        await vote(bob, text, 0),
        await bob.rest.get(f"/messages/{text['id']}/votes"),
        await close(alice, text),
        await vote(charlie, message, 0),
        await charlie.rest.get(path),
        await close(charlie, message),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    edit = await alice.rest.patch(f"/messages/{message['id']}", {"text": "Well?"})
    assert (edit.status_code, edit.json()["code"]) == (403, "not_allowed")
    assert (counts(await seen(bob, message)), (await seen(bob, message))["position"]) == ([0, 0, 0], 1)


async def test_a_deleted_poll_has_nothing_left(alice: Person, bob: Person) -> None:
    message = await ask(alice, bob, anonymous=False)
    await voted(bob, message, 1)
    async with bob.connect() as b:
        await alice.rest.delete(f"/messages/{message['id']}?for=everyone")
        assert (await next_change(b, "deleted"))["message"]["poll"] is None
    assert (await seen(bob, message))["poll"] is None
    for answer in (await vote(bob, message, 0), await close(alice, message)):
        assert (answer.status_code, answer.json()["code"]) == (409, "message_deleted")
    assert (await bob.rest.get(f"/messages/{message['id']}/votes")).json() == {"results": [], "next": None}


async def test_votes_and_reactions_of_an_expired_poll_are_gone(alice: Person, bob: Person) -> None:
    message = await ask(alice, bob, anonymous=False)
    await voted(bob, message, 1)
    await bob.rest.put(f"/messages/{message['id']}/reactions/👍")
    places = [f"/messages/{message['id']}/{what}" for what in ("votes", "reactions")]
    assert [len((await alice.rest.get(place)).json()["results"]) for place in places] == [1, 1]
    where = ("conversation_id = %s AND seq = %s", UUID(message["conversation_id"]), message["seq"])
    await in_thread(update, "chat_message", "expires_at = now()", *where)
    assert [(await alice.rest.get(place)).json() for place in places] == [{"results": [], "next": None}] * 2


async def test_the_sender_and_the_admins_of_a_group_may_close_a_poll(
    alice: Person, bob: Person, new_person: NewPerson
) -> None:
    dave = await new_person("Dave")
    group_id = await make_group(alice, bob, dave)
    message, other = await ask(bob, group_id, anonymous=False), await ask(bob, group_id)
    await voted(dave, message, 1)
    answer = await close(dave, message)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    async with dave.connect() as d:
        closed = (await close(bob, message)).json()
        assert (closed["poll"]["closed"], counts(closed)) == (True, [0, 1, 0])
        change = await next_change(d, "voted")
        assert (change["cause"], change["message"]["poll"]["closed"]) == (
            {"kind": "voted", "user_id": str(bob.id)},
            True,
        )
        assert (await close(alice, message)).json()["position"] == closed["position"]
        assert (await close(alice, other)).json()["poll"]["closed"] is True
        assert (await next_change(d, "voted"))["cause"] == {"kind": "voted", "user_id": None}
    for person, option_ids in ((dave, [0]), (dave, []), (alice, [1])):
        answer = await vote(person, message, *option_ids)
        assert (answer.status_code, answer.json()["code"]) == (409, "poll_closed")
    # Closing again works, because the first answer may have been lost.
    assert (await voted(dave, message, 1))["position"] == closed["position"]


async def test_a_poll_closes_at_its_time_without_a_position(alice: Person, bob: Person) -> None:
    at = datetime.now(UTC) + timedelta(seconds=1.5)
    body = poll_body(closes_at=at.isoformat()) | {"recipient_id": str(bob.id)}
    message = (await alice.rest.post("/messages", body)).json()
    before = await voted(bob, message, 1)
    async with asyncio.timeout(20):
        while not (now := await seen(bob, message))["poll"]["closed"]:  # noqa: ASYNC110 - the clock's
            await asyncio.sleep(0.1)
    assert datetime.now(UTC) > at
    assert (now["position"], counts(now), mine(now)) == (before["position"], [0, 1, 0], [1])
    answer = await vote(bob, message, 0)
    assert (answer.status_code, answer.json()["code"]) == (409, "poll_closed")
    assert (await voted(bob, message, 1))["position"] == (await close(alice, message)).json()["position"] == 2
    again = await alice.rest.post("/messages", body)
    assert (again.status_code, again.json()["id"]) == (200, message["id"])
    fresh = {"client_message_id": str(uuid4()), "conversation_id": message["conversation_id"], "recipient_id": None}
    answer = await alice.rest.post("/messages", body | fresh)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "poll.closes_at")


async def test_a_forwarded_poll_is_a_new_poll(alice: Person, bob: Person) -> None:
    at = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="milliseconds")
    message = await ask(alice, bob, multiple=True, closes_at=at)
    target = await say(bob, bob, "Note")
    await voted(alice, message, 0, 1)
    closed = (await close(alice, message)).json()
    body = {"conversation_ids": [target["conversation_id"]], "client_message_id": str(uuid4())}
    forwarded = await bob.rest.post(f"/messages/{message['id']}/forward", body)
    assert forwarded.status_code == 201, forwarded.text
    [copy] = forwarded.json()["results"]
    assert (copy["kind"], copy["forwarded_from"], counts(copy)) == ("poll", str(alice.id), [0, 0, 0])
    kept = ("question", "multiple", "anonymous", "closes_at")
    assert {name: copy["poll"][name] for name in kept} == {name: closed["poll"][name] for name in kept}
    assert (copy["poll"]["closed"], copy["poll"]["voters"]) == (False, 0)
    assert counts(await voted(bob, copy, 2)) == [0, 0, 1]
    assert counts(await seen(alice, message)) == [1, 1, 0]
    assert (await bob.rest.post(f"/messages/{message['id']}/forward", body)).json()["results"][0]["id"] == copy["id"]
