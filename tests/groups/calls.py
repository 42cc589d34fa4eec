"""What tests of groups do over and over: make one, say something, add, remove, look."""

from typing import Any
from uuid import UUID, uuid4

import httpx2

from tests.harness.people import Person
from tests.harness.sockets import SocketClient


async def make_group(owner: Person, *members: Person | UUID, **fields: Any) -> str:
    """Make a group and return its id, which is its conversation's too."""
    body = {"name": "Team", "member_ids": [id_of(member) for member in members]} | fields
    answer = await owner.rest.post("/groups", body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["id"] == answer.json()["conversation_id"]
    group_id: str = answer.json()["id"]
    return group_id


def id_of(person: Person | UUID) -> str:
    return str(person.id if isinstance(person, Person) else person)


async def say(person: Person, group_id: str, text: str) -> dict[str, Any]:
    """Send a message and return it."""
    body = {"conversation_id": group_id, "client_message_id": str(uuid4()), "text": text}
    answer = await person.rest.post("/messages", body)
    assert answer.status_code == 201, answer.text
    message: dict[str, Any] = answer.json()
    return message


async def add(actor: Person, group_id: str, *people: Person | UUID) -> httpx2.Response:
    return await actor.rest.post(f"/groups/{group_id}/members", {"user_ids": [id_of(person) for person in people]})


async def remove(actor: Person, group_id: str, person: Person | UUID) -> httpx2.Response:
    """Remove somebody, or leave when it is oneself."""
    return await actor.rest.delete(f"/groups/{group_id}/members/{id_of(person)}")


async def members_of(reader: Person, group_id: str) -> dict[str, str]:
    """Return the role of every member, by id, read in pages."""
    roles: dict[str, str] = {}
    parameters: dict[str, Any] = {"limit": 40}
    while True:
        page = (await reader.rest.get(f"/groups/{group_id}/members", params=parameters)).json()
        assert roles.keys().isdisjoint(member["user"]["id"] for member in page["results"])
        roles |= {member["user"]["id"]: member["role"] for member in page["results"]}
        if page["next"] is None:
            return roles
        parameters["cursor"] = page["next"]


async def conversation(reader: Person, group_id: str) -> dict[str, Any]:
    answer = await reader.rest.get(f"/conversations/{group_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def history(reader: Person, group_id: str) -> list[dict[str, Any]]:
    """Return all messages the reader sees, ascending, up to 100."""
    answer = await reader.rest.get(f"/conversations/{group_id}/messages", params={"limit": 100})
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def summary(messages: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """Return (seq, text or action) of messages."""
    return [(message["seq"], message["text"] or (message["system"] or {}).get("action", "")) for message in messages]


async def change_at(socket: SocketClient, position: int) -> dict[str, Any]:
    """Return the change of this position. Others may come before it: what is published of two requests may swap."""
    return await socket.next_update("change", where=lambda update: bool(update["position"] == position))
