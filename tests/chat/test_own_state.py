"""The state of a conversation that one person's devices share, and what reading changes."""

from collections.abc import AsyncIterator
from time import time_ns
from uuid import uuid4

import pytest

from chat.models import Draft
from common.bridge import in_thread
from common.parsing import MAX_SEQ
from tests.chat.test_message_changes import say
from tests.chat.watching import Watching
from tests.harness.people import Person
from tests.harness.processes import WebProcess


@pytest.fixture(autouse=True)
async def watched(alice: Person, bob: Person, same_state: Watching) -> AsyncIterator[None]:
    """Check in each test that a client that applies updates has the same state as one that fetches everything."""
    async with same_state(alice, bob):
        yield


async def test_settings_are_sent_to_ones_own_devices(alice: Person, bob: Person, web: list[WebProcess]) -> None:
    message = await say(alice, bob, "Hi")
    path = f"/conversations/{message['conversation_id']}"
    async with bob.connect(web[0]) as other_device, alice.connect(web[1]) as a:
        body = {"muted_until": "2030-01-01T00:00:00Z", "pinned": True, "archived": True, "marked_unread": True}
        my = (await bob.rest.patch(path, body)).json()["my"]
        assert my["muted_until"] == "2030-01-01T00:00:00.000Z"
        assert my["pinned_at"] is not None and my["archived_at"] is not None and my["marked_unread"]  # noqa: PT018
        assert (await other_device.next_update("mine"))["my"] == my
        assert (await bob.rest.patch(path, {"pinned": True})).json()["my"] == my
        assert [c["id"] for c in (await bob.rest.get("/conversations?archived=true")).json()["results"]] == [
            message["conversation_id"]
        ]
        assert (await bob.rest.get("/conversations")).json()["results"] == []
        my = (await bob.rest.patch(path, {"muted_until": None, "archived": False})).json()["my"]
        assert (my["muted_until"], my["archived_at"]) == (None, None)
        assert await other_device.next_update("mine") is not None
        await a.command("ping")
        assert [update for update in a.updates if update["update"] == "mine"] == []


async def test_the_newest_draft_wins(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Hi")
    path = f"/conversations/{message['conversation_id']}"
    stored = (await bob.rest.put(f"{path}/draft", {"text": "Dear", "version": 2})).json()
    assert (await bob.rest.get(path)).json()["my"]["draft"] == stored
    older = await bob.rest.put(f"{path}/draft", {"text": "Hey", "version": 1})
    assert (older.status_code, older.json()["code"], older.json()["draft"]) == (409, "draft_outdated", stored)
    assert (await bob.rest.put(f"{path}/draft", {"text": "Dear", "version": 2})).json() == stored
    async with bob.connect() as b:
        assert (await bob.rest.delete(f"{path}/draft")).status_code == 204
        assert (await b.next_update("mine"))["my"]["draft"] is None
    late = await bob.rest.put(f"{path}/draft", {"text": "Late", "version": 2})
    assert (late.status_code, late.json()["draft"]["text"], late.json()["draft"]["version"]) == (409, "", 3)
    assert (await alice.rest.get(path)).json()["my"]["draft"] is None


async def test_no_version_of_a_draft_blocks_drafts_for_ever(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Hi")
    path = f"/conversations/{message['conversation_id']}/draft"
    for version in (MAX_SEQ, MAX_SEQ - 1, MAX_SEQ // 2):
        refused = await bob.rest.put(path, {"text": "Dear", "version": version})
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
        assert [(wrong["field"], wrong["code"]) for wrong in refused.json()["errors"]] == [("version", "out_of_range")]
    # A version may count, or be a time in milliseconds or in microseconds; after each there is a higher one.
    for version in (1, time_ns() // 1_000_000, time_ns() // 1_000):
        for next_version in (version, version + 1, version + 2):
            stored = await bob.rest.put(path, {"text": f"Dear {next_version}", "version": next_version})
            assert (stored.status_code, stored.json()["version"]) == (200, next_version)


async def test_a_stored_version_that_is_too_far_ahead_gives_way(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Hi")
    path = f"/conversations/{message['conversation_id']}/draft"
    assert (await bob.rest.put(path, {"text": "Dear", "version": 1})).status_code == 200
    own_draft = Draft.objects.filter(conversation_id=message["conversation_id"], user_id=bob.id)
    await in_thread(lambda: own_draft.update(version=MAX_SEQ))
    stored = await bob.rest.put(path, {"text": "Hello", "version": 2})
    assert (stored.status_code, stored.json()["version"]) == (200, 2)


async def test_reading_moves_both_watermarks_and_both_sides_get_an_update(alice: Person, bob: Person) -> None:
    for text in ("1", "2", "3"):
        message = await say(alice, bob, text)
    path = f"/conversations/{message['conversation_id']}"
    async with alice.connect() as a, bob.connect() as b:
        answer = (await bob.rest.post(f"{path}/read", {"seq": 2})).json()
        assert answer == {"read_seq": 2, "delivered_seq": 2, "unread_count": 1}
        receipt = await a.next_update("receipt")
        assert (receipt["user_id"], receipt["delivered_seq"], receipt["read_seq"]) == (str(bob.id), 2, 2)
        assert (await b.next_update("mine"))["unread_count"] == 1
        assert await b.command("read", conversation_id=message["conversation_id"], seq=9) == {}
        assert (await b.next_update("mine"))["unread_count"] == 0
    lower = (await bob.rest.post(f"{path}/read", {"seq": 1})).json()
    assert lower == {"read_seq": 3, "delivered_seq": 3, "unread_count": 0}
    statuses = [m["status"] for m in (await alice.rest.get(f"{path}/messages")).json()["results"]]
    assert statuses == ["read"] * 3
    receipts = (await alice.rest.get(f"/messages/{message['id']}/receipts")).json()["results"]
    assert [(r["user_id"], r["state"]) for r in receipts] == [(str(bob.id), "read")]


async def test_sending_a_message_counts_as_reading(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Ping")
    assert (await bob.rest.get("/conversations")).json()["results"][0]["unread_count"] == 1
    body = {"conversation_id": message["conversation_id"], "client_message_id": str(uuid4()), "text": "Pong"}
    await bob.rest.post("/messages", body)
    [conversation] = (await bob.rest.get("/conversations")).json()["results"]
    assert (conversation["unread_count"], conversation["my"]["read_seq"]) == (0, 2)
