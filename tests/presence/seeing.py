"""What many tests of presence do: read a person's status, watch people, wait for an update."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from tests.harness.people import Person
from tests.harness.rest import Rest
from tests.harness.sockets import SocketClient

ONLINE = {"status": "online", "last_seen_at": None}
HIDDEN = {"status": "offline", "last_seen_at": None}


async def status(viewer: Person | Rest, user_id: UUID) -> dict[str, Any]:
    """Return GET /users/{id}/status."""
    rest = viewer.rest if isinstance(viewer, Person) else viewer
    answer = await rest.get(f"/users/{user_id}/status")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def say(person: Person, said: str) -> dict[str, Any]:
    """PUT the person's own status."""
    answer = await person.rest.put(f"/users/{person.id}/status", {"status": said})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def watch(socket: SocketClient, *people: Person) -> list[dict[str, Any]]:
    """Watch these people and return their statuses, in the same order."""
    found = await socket.command("watch_presence", user_ids=[str(person.id) for person in people])
    assert [one["user_id"] for one in found["statuses"]] == [str(person.id) for person in people]
    return [{"status": one["status"], "last_seen_at": one["last_seen_at"]} for one in found["statuses"]]


async def presence(socket: SocketClient, person: Person, timeout: float = 15.0) -> dict[str, Any]:
    """Return the next `presence` about this person."""
    update = await socket.next_update("presence", timeout=timeout, where=lambda u: bool(u["user_id"] == str(person.id)))
    return {"status": update["status"], "last_seen_at": update["last_seen_at"]}


def updates_about(socket: SocketClient, person: Person) -> int:
    """Return how many `presence` updates about a person a socket got."""
    return sum(u["update"] == "presence" and u["user_id"] == str(person.id) for u in socket.updates)


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 15.0) -> None:
    """Ask until the condition holds; fail if it never does."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - the condition is about another process
            await asyncio.sleep(0.05)


async def write_to(socket: SocketClient, person: Person) -> str:
    """Send a person a message and return the conversation's id."""
    fields = {"recipient_id": str(person.id), "client_message_id": str(uuid4()), "text": "Hello"}
    conversation_id: str = (await socket.command("send_message", **fields))["message"]["conversation_id"]
    return conversation_id
