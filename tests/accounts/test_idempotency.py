"""Idempotency-Key: one write and one answer, however often the request is sent."""

import asyncio
from uuid import uuid4

import pytest

from tests.chat.test_message_changes import say
from tests.groups.calls import make_group
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson


@pytest.fixture
async def alice(new_person: NewPerson, web: list[WebProcess]) -> Person:
    return await new_person("Alice", web[0])


async def test_the_same_key_gets_the_same_answer_and_another_body_a_conflict(
    alice: Person, new_person: NewPerson, web: list[WebProcess]
) -> None:
    bob, charlie = await new_person("Bob"), await new_person("Charlie")
    headers = {"Idempotency-Key": str(uuid4())}
    first = await alice.rest.post("/conversations", {"user_id": str(bob.id)}, headers=headers)
    again = await alice.rest_at(web[1]).post("/conversations", {"user_id": str(bob.id)}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await alice.rest.post("/conversations", {"user_id": str(charlie.id)}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert len((await alice.rest.get("/conversations")).json()["results"]) == 1
    # Keys belong to a person: the same key of another person is a different key.
    assert (await bob.rest.post("/conversations", {"user_id": str(charlie.id)}, headers=headers)).status_code == 201


async def test_only_one_of_many_requests_at_once_writes(
    alice: Person, new_person: NewPerson, web: list[WebProcess]
) -> None:
    bob = await new_person("Bob")
    headers = {"Idempotency-Key": str(uuid4())}
    clients = [alice.rest_at(web[number % 2]) for number in range(8)]
    calls = [client.post("/conversations", {"user_id": str(bob.id)}, headers=headers) for client in clients]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1


async def test_the_answer_of_a_refused_request_is_not_stored(alice: Person, new_person: NewPerson) -> None:
    bob = await new_person("Bob")
    headers = {"Idempotency-Key": str(uuid4())}
    assert (await alice.rest.post("/conversations", {"user_id": str(uuid4())}, headers=headers)).status_code == 404
    assert (await alice.rest.post("/conversations", {"user_id": str(bob.id)}, headers=headers)).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 129, "ä"])
async def test_an_invalid_key_is_refused(alice: Person, key: str) -> None:
    headers = {"Idempotency-Key": key.encode()}
    answer = await alice.rest.post("/conversations", {"user_id": str(alice.id)}, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")


async def test_an_id_in_capitals_is_the_same_path(alice: Person, new_person: NewPerson) -> None:
    bob = await new_person("Bob")
    group_id = await make_group(alice)
    headers = {"Idempotency-Key": str(uuid4())}
    first = await alice.rest.post(f"/groups/{group_id}/invite_links", {}, headers=headers)
    again = await alice.rest.post(f"/groups/{group_id.upper()}/invite_links", {}, headers=headers)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    other = await alice.rest.post(f"/groups/{group_id.upper()}/members", {"user_ids": [str(bob.id)]}, headers=headers)
    assert other.status_code == 200


@pytest.mark.parametrize("mark", ["read", "delivered"])
async def test_a_moved_watermark_is_answered_again_and_another_body_is_a_conflict(
    alice: Person, new_person: NewPerson, mark: str
) -> None:
    bob = await new_person("Bob")
    for text in ("One", "Two"):
        message = await say(bob, alice, text)
    path, headers = f"/conversations/{message['conversation_id']}/{mark}", {"Idempotency-Key": str(uuid4())}
    first = await alice.rest.post(path, {"seq": 1}, headers=headers)
    assert first.status_code == 200
    assert (await alice.rest.post(path, {"seq": 2}, headers=headers)).json()["code"] == "idempotency_conflict"
    again = await alice.rest.post(path, {"seq": 1}, headers=headers)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.json()["delivered_seq"] == 1
    # A refused request keeps nothing.
    elsewhere, other = f"/conversations/{uuid4()}/{mark}", {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        assert (await alice.rest.post(elsewhere, {"seq": 1}, headers=other)).status_code == 404


async def test_a_poll_is_closed_once(alice: Person, new_person: NewPerson) -> None:
    bob = await new_person("Bob")
    body = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "kind": "poll"}
    poll = {"question": "When?", "options": ["Now", "Later"]}
    message = (await alice.rest.post("/messages", body | {"poll": poll})).json()
    headers = {"Idempotency-Key": str(uuid4())}
    path = f"/messages/{message['id']}/close_poll"
    first = await alice.rest.post(path, headers=headers)
    assert first.json()["poll"]["closed"] is True
    assert (await alice.rest.put(f"/messages/{message['id']}/reactions/👍")).status_code == 200
    assert (await alice.rest.post(path, headers=headers)).json() == first.json()
