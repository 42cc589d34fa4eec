"""Limits for signed-in people: what they may do in a time, and how much they may have."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest

from common.bridge import in_thread
from groups.models import InviteLink
from tests.chat.test_message_changes import say
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.sockets import CommandError
from tests.harness.types import NewPerson

LIMITS = {
    "LIMIT_READS": "3/hour",
    "LIMIT_SYNCS": "3/hour",
    "LIMIT_SOCKET_SENDS": "2/hour",
    "LIMIT_SOCKET_SYNCS": "2/hour",
    "SOCKETS_PER_PERSON": "3",
    "SYNC_WAITING_PER_PERSON": "2",
    "CONTACTS_PER_PERSON": "1",
    "BLOCKS_PER_PERSON": "1",
    "CONVERSATION_PINS": "2",
    "DRAFTS_BYTES": "10",
    "GROUP_INVITE_LINKS_LISTED": "2",
}


@pytest.fixture(scope="module")
def limited(servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    process = WebProcess(servers.environment | LIMITS)
    try:
        process.start()
        yield process
    finally:
        process.kill()


async def test_calls_over_the_limit_are_refused_and_say_when_to_come_again(
    limited: WebProcess, new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", limited), await new_person("Bob", limited)
    for left in ("2", "1", "0"):
        answer = await alice.rest.get("/users/me")
        assert answer.status_code == 200
        assert (answer.headers["RateLimit-Limit"], answer.headers["RateLimit-Remaining"]) == ("3", left)
        assert 0 < int(answer.headers["RateLimit-Reset"]) <= 3600
    refused = await alice.rest.get("/devices")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert (await alice.rest.get("/blocks")).status_code == 429
    assert (await alice.rest.patch("/users/me", {"about": "still here"})).status_code == 200
    assert (await bob.rest.get("/users/me")).status_code == 200


async def test_sync_has_a_limit_too(limited: WebProcess, new_person: NewPerson) -> None:
    alice = await new_person("Alice", limited)
    answers = [await alice.rest.get("/sync") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_commands_over_the_limit_are_refused_on_every_socket_of_a_person(
    limited: WebProcess, new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", limited), await new_person("Bob", limited)
    async with alice.connect(limited) as first, alice.connect(limited) as second, bob.connect(limited) as other:

        def message() -> dict[str, str]:
            return {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "Hello"}

        await first.command("send_message", **message())
        await second.command("send_message", **message())
        with pytest.raises(CommandError) as raised:
            await first.command("send_message", **message())
        assert raised.value.code == "rate_limited"
        assert raised.value.error.retry_after_seconds in range(1, 1801)
        await first.command("ping")
        await other.command("send_message", **message() | {"recipient_id": str(alice.id)})


async def test_a_person_may_hold_so_many_sockets(limited: WebProcess, new_person: NewPerson) -> None:
    alice, bob = await new_person("Alice", limited), await new_person("Bob", limited)
    sockets = [await alice.connect(limited) for _ in range(3)]
    with pytest.raises(CommandError, match="rate_limited"):
        await alice.connect(limited)
    async with bob.connect(limited) as other:
        await other.command("ping")
    await sockets[0].close()
    async with alice.connect(limited) as again:
        await again.command("ping")


async def test_long_polls_beyond_the_limit_are_answered_at_once(limited: WebProcess, new_person: NewPerson) -> None:
    alice = await new_person("Alice", limited)
    cursor = (await alice.rest.get("/sync")).json()["cursor"]
    polls = [asyncio.create_task(alice.rest_at(limited).get(f"/sync?since={cursor}&wait=10")) for _ in range(2)]
    done, _ = await asyncio.wait(polls, timeout=0.5)
    assert not done
    # The window of reads of /sync is used up by now, so the answer shows that the poll did not wait.
    refused = await alice.rest.get(f"/sync?since={cursor}&wait=10")
    assert refused.status_code == 429
    await alice.rest.patch("/users/me", {"about": "wakes the polls"})
    assert [answer.status_code for answer in await asyncio.gather(*polls)] == [200, 200]


@pytest.mark.parametrize("kind", ["contacts", "blocks"])
async def test_contacts_and_blocks_have_a_maximum_number(limited: WebProcess, new_person: NewPerson, kind: str) -> None:
    alice, bob, charlie = [await new_person(name, limited) for name in ("Alice", "Bob", "Charlie")]
    for _ in range(2):
        assert (await alice.rest.put(f"/{kind}/{bob.id}")).status_code == 204
    refused = await alice.rest.put(f"/{kind}/{charlie.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many")
    assert (await alice.rest.delete(f"/{kind}/{bob.id}")).status_code == 204
    assert (await alice.rest.put(f"/{kind}/{charlie.id}")).status_code == 204


async def test_pins_of_a_conversation_have_a_maximum_number(limited: WebProcess, new_person: NewPerson) -> None:
    alice, bob = await new_person("Alice", limited), await new_person("Bob", limited)
    first, second, third = [(await say(alice, bob, f"Message {number}"))["id"] for number in range(3)]
    for message_id in (first, second, second):
        assert (await alice.rest.put(f"/messages/{message_id}/pin")).status_code == 200
    refused = await bob.rest.put(f"/messages/{third}/pin")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many")
    assert (await alice.rest.delete(f"/messages/{first}?for=everyone")).status_code == 200
    assert (await bob.rest.put(f"/messages/{third}/pin")).status_code == 200


async def test_all_drafts_of_a_person_have_a_maximum_size_in_bytes(limited: WebProcess, new_person: NewPerson) -> None:
    alice, bob, charlie = [await new_person(name, limited) for name in ("Alice", "Bob", "Charlie")]
    one, other = [(await say(alice, peer, "Hi"))["conversation_id"] for peer in (bob, charlie)]

    async def put(person: Person, conversation_id: str, text: str, version: int) -> int:
        answer = await person.rest.put(f"/conversations/{conversation_id}/draft", {"text": text, "version": version})
        if answer.status_code == 409:
            assert answer.json()["code"] == "too_many"
        return answer.status_code

    assert await put(alice, one, "12345678", 1) == 200
    assert await put(alice, other, "\u20ac", 1) == 409
    assert await put(alice, other, "12", 1) == 200
    assert await put(alice, one, "123456789", 2) == 409
    assert await put(alice, one, "1234567", 2) == 200
    assert await put(bob, one, "1234567890", 1) == 200
    assert await put(bob, one, "", 2) == 204


async def test_links_that_expired_count_until_they_are_revoked(limited: WebProcess, new_person: NewPerson) -> None:
    alice = await new_person("Alice", limited)
    group_id = (await alice.rest.post("/groups", {"name": "Team"})).json()["id"]
    path = f"/groups/{group_id}/invite_links"
    links = [(await alice.rest.post(path, {"max_uses": 1})).json() for _ in range(2)]
    await in_thread(lambda: InviteLink.objects.filter(id=links[0]["id"]).update(uses=1))
    refused = await alice.rest.post(path, {})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert (await alice.rest.delete(f"{path}/{links[0]['id']}")).status_code == 204
    assert (await alice.rest.post(path, {})).status_code == 201
