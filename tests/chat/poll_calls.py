"""Requests that many tests of polls make: send a poll, vote, read it."""

from typing import Any
from uuid import uuid4

import httpx2

from tests.harness.people import Person

Json = dict[str, Any]


def poll_body(**fields: Any) -> Json:
    """Return the body of a poll, without its target."""
    poll = {"question": "When?", "options": ["Today", "Tomorrow", "Never"]} | fields
    return {"client_message_id": str(uuid4()), "kind": "poll", "poll": poll}


async def ask(person: Person, to: Person | str, **fields: Any) -> Json:
    """Send a poll to a person or a conversation and return the message."""
    where = {"conversation_id": to} if isinstance(to, str) else {"recipient_id": str(to.id)}
    answer = await person.rest.post("/messages", poll_body(**fields) | where)
    assert answer.status_code == 201, answer.text
    message: Json = answer.json()
    return message


async def vote(person: Person, message: Json, *option_ids: int) -> httpx2.Response:
    return await person.rest.put(f"/messages/{message['id']}/votes", {"option_ids": list(option_ids)})


async def voted(person: Person, message: Json, *option_ids: int) -> Json:
    """Vote, which must succeed, and return the message."""
    answer = await vote(person, message, *option_ids)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def close(person: Person, message: Json) -> httpx2.Response:
    return await person.rest.post(f"/messages/{message['id']}/close_poll", {})


async def seen(person: Person, message: Json) -> Json:
    """Return the message as a person sees it now."""
    answer = await person.rest.get(f"/messages/{message['id']}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def counts(message: Json) -> list[int]:
    return [option["count"] for option in message["poll"]["options"]]


def mine(message: Json) -> list[int]:
    return [option["id"] for option in message["poll"]["options"] if option["mine"]]
