"""Blocks of tests: what both sides do, and everything that they can be shown."""

from typing import Any
from uuid import uuid4

from tests.harness.people import Person
from tests.harness.sockets import SocketClient


async def block(bob: Person, alice: Person) -> None:
    assert (await bob.rest.put(f"/blocks/{alice.id}")).status_code == 204


async def unblock(bob: Person, alice: Person) -> None:
    assert (await bob.rest.delete(f"/blocks/{alice.id}")).status_code == 204


async def status(sender: Person, message: dict[str, Any]) -> str:
    """Return a message's status, which must be the same in all answers to its sender."""
    path = f"/conversations/{message['conversation_id']}"
    page = (await sender.rest.get(f"{path}/messages?around_seq={message['seq']}")).json()["results"]
    changes = (await sender.rest.get(f"{path}/changes?after=0")).json()["messages"]
    last = (await sender.rest.get(path)).json()["last_message"]
    seen = [(await sender.rest.get(f"/messages/{message['id']}")).json(), *page, *changes, last]
    [found] = {one["status"] for one in seen if one["id"] == message["id"]}
    receipts = (await sender.rest.get(f"/messages/{message['id']}/receipts")).json()["results"]
    assert [receipt["state"] for receipt in receipts] == [found]
    return str(found)


async def read_all(reader: Person, conversation_id: str) -> None:
    """Ack and read up to existing messages, and far beyond the last one, over REST and over the socket."""
    async with reader.connect() as socket:
        for seq in (1, 2, 3, 10_000):
            await socket.command("ack", conversation_id=conversation_id, seq=seq)
            await socket.command("read", conversation_id=conversation_id, seq=seq)
        await reader.rest.post(f"/conversations/{conversation_id}/read", {"seq": 10_000})


async def all_answers(reader: Person, conversation_id: str, message_ids: list[str]) -> str:
    """Return everything the reader can get, as text."""
    path = f"/conversations/{conversation_id}"
    texts = [
        (await reader.rest.get(asked)).text
        for asked in (
            "/conversations",
            "/conversations?archived=true",
            path,
            *(f"{path}/messages{query}" for query in ("", "?after_seq=0", "?before_seq=1000", "?around_seq=2")),
            f"{path}/changes?after=0",
            f"{path}/pins",
            *(f"/messages/{one}{of}" for one in message_ids for of in ("", "/reactions", "/receipts")),
        )
    ]
    async with reader.connect() as socket:
        texts.append(repr(await socket.command("sync")))
    return "\n".join(texts)


async def until_received(sender: Person, receiver: SocketClient) -> None:
    """Return when the receiver has got all earlier updates, by sending them another update and waiting for it."""
    await sender.rest.patch("/users/me", {"about": str(uuid4())})
    await receiver.next_update("account", where=lambda update: "profile" in update["changed"])
