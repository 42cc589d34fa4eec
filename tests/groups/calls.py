"""Requests that many tests of groups make: make a group, send, add, remove, read."""

from typing import Any
from uuid import UUID, uuid4

import httpx2

from tests.harness.people import Person
from tests.harness.sockets import SocketClient


async def make_group(owner: Person, *members: Person | UUID, **fields: Any) -> str:
    """Make a group and return its id, which is also the id of its conversation."""
    body = {"name": "Team", "member_ids": [id_of(member) for member in members]} | fields
    answer = await owner.rest.post("/groups", body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["id"] == answer.json()["conversation_id"]
    group_id: str = answer.json()["id"]
    return group_id


def id_of(person: Person | UUID) -> str:
    return str(person.id if isinstance(person, Person) else person)


async def say(person: Person, group_id: str, text: str | None, **fields: Any) -> dict[str, Any]:
    """Send a message and return it."""
    body = {"conversation_id": group_id, "client_message_id": str(uuid4()), "text": text}
    answer = await person.rest.post("/messages", body | fields)
    assert answer.status_code == 201, answer.text
    message: dict[str, Any] = answer.json()
    return message


async def add(actor: Person, group_id: str, *people: Person | UUID) -> httpx2.Response:
    return await actor.rest.post(f"/groups/{group_id}/members", {"user_ids": [id_of(person) for person in people]})


async def remove(actor: Person, group_id: str, person: Person | UUID) -> httpx2.Response:
    """Remove a person, or leave if it is oneself."""
    return await actor.rest.delete(f"/groups/{group_id}/members/{id_of(person)}")


async def change_group(actor: Person, group_id: str, **fields: Any) -> dict[str, Any]:
    """Change a group, which must succeed, and return it."""
    answer = await actor.rest.patch(f"/groups/{group_id}", fields)
    assert answer.status_code == 200, answer.text
    group: dict[str, Any] = answer.json()
    return group


async def change_member(actor: Person, group_id: str, person: Person | UUID, **fields: Any) -> httpx2.Response:
    return await actor.rest.patch(f"/groups/{group_id}/members/{id_of(person)}", fields)


async def promote(owner: Person, group_id: str, person: Person) -> None:
    """Make a member an admin."""
    answer = await change_member(owner, group_id, person, role="admin")
    assert answer.status_code == 200, answer.text


async def member(reader: Person, group_id: str, person: Person) -> dict[str, Any]:
    """Return a member from the first page, as the reader sees them."""
    page = (await reader.rest.get(f"/groups/{group_id}/members")).json()["results"]
    [found] = [one for one in page if one["user"]["id"] == str(person.id)]
    return dict(found)


async def new_link(admin: Person, group_id: str, **fields: Any) -> dict[str, Any]:
    """Make an invite link and return it."""
    answer = await admin.rest.post(f"/groups/{group_id}/invite_links", fields)
    assert answer.status_code == 201, answer.text
    link: dict[str, Any] = answer.json()
    return link


async def links_of(admin: Person, group_id: str) -> list[dict[str, Any]]:
    """Return the links as an admin sees them."""
    answer = await admin.rest.get(f"/groups/{group_id}/invite_links")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["results"])


async def join(person: Person, link: dict[str, Any]) -> httpx2.Response:
    return await person.rest.post(f"/join/{link['token']}")


async def waiting(admin: Person, group_id: str) -> list[str]:
    """Return the people who wait to be let in, by id."""
    answer = await admin.rest.get(f"/groups/{group_id}/join_requests")
    assert answer.status_code == 200, answer.text
    return [one["user"]["id"] for one in answer.json()["results"]]


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
    """Return all messages that the reader sees, in ascending order, up to 100."""
    answer = await reader.rest.get(f"/conversations/{group_id}/messages", params={"limit": 100})
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def summary(messages: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """Return (seq, text or action) of messages."""
    return [(message["seq"], message["text"] or (message["system"] or {}).get("action", "")) for message in messages]


async def change_at(socket: SocketClient, position: int) -> dict[str, Any]:
    """Return the change of this position. Others may come before it, because updates of two requests may swap."""
    return await socket.next_update("change", where=lambda update: bool(update["position"] == position))
