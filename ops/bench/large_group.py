"""What a group of ten thousand costs its members, and what it costs others when a thousand people are added at once."""

import asyncio
import time
from typing import Any
from uuid import UUID

import httpx2
from django.conf import settings

from common.bridge import in_thread
from ops.bench import cast, seeding
from ops.bench.cast import Player
from ops.bench.figures import percentiles
from ops.bench.growth import Place, write
from ops.bench.talking import Talker
from ops.bench.timing import repeated

UNREAD_SHOWN = 999
ONLINE = 20
ADDITIONS = 10
PAIRS, PER_SECOND = 4, 25
PAGE = 100
ANSWER_SECONDS = 60
# The share of the seconds that each way of reading gets.
READING = 0.1


async def large_group(port: int, seconds: float, size: int) -> dict[str, Any]:
    """Read a group of 10·size members with `size` messages; then add size people at once, ten times."""
    members = 10 * size
    user_ids = await in_thread(seeding.crowd, settings.DATABASE_URL, members + ADDITIONS * size, 0, 1, members)
    people = await in_thread(cast.signed_in, user_ids[: ONLINE + 1])
    owner, reader = people[0], people[-1]
    async with client_of(port, owner) as client:
        (listed,) = (await client.get("conversations")).json()["results"]
        place = Place(owner, UUID(listed["id"]))
        await write(port, place, size)
        newest = (await client.get(f"conversations/{place.conversation_id}")).json()["last_message"]["id"]
        online = [await Talker.open(port, one, place.conversation_id) for one in people[1:-1]]
        reading = {
            "members, first page": await pages(client, f"groups/{place.conversation_id}/members", 0, seconds),
            "members, from the middle": await pages(
                client, f"groups/{place.conversation_id}/members", members // 2, seconds
            ),
            "receipts, first page": await pages(client, f"messages/{newest}/receipts", 0, seconds),
            "receipts, from the middle": await pages(client, f"messages/{newest}/receipts", members // 2, seconds),
            "conversation, all unread": await unread(port, reader, place, min(size, UNREAD_SHOWN), seconds),
        }
        strangers = user_ids[members:]
        additions = [strangers[n * size : (n + 1) * size] for n in range(ADDITIONS)]
        others = await others_while(port, client, place.conversation_id, additions, seconds)
    for talker in online:
        talker.close()
    return {"members": members} | reading | {"others": others}


def client_of(port: int, player: Player) -> httpx2.AsyncClient:
    """Return a client that calls the API as a player."""
    return httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{port}/api/v1/",
        headers={"Authorization": f"Bearer {player.token}"},
        trust_env=False,
        timeout=ANSWER_SECONDS,
    )


async def pages(client: httpx2.AsyncClient, path: str, after: int, seconds: float) -> dict[str, Any]:
    """Return the cost of the page that begins after `after`."""
    parameters: dict[str, Any] = {"limit": PAGE}
    for _ in range(after // PAGE):
        parameters["cursor"] = (await client.get(path, params=parameters)).json()["next"]

    async def page() -> bool:
        answer = await client.get(path, params=parameters)
        return answer.status_code == 200 and len(answer.json()["results"]) == PAGE

    return await repeated(page, READING * seconds)


async def unread(port: int, reader: Player, place: Place, count: int, seconds: float) -> dict[str, Any]:
    """Return the cost of GET of the conversation with its unread count, for a person who has read nothing."""
    async with client_of(port, reader) as client:

        async def conversation() -> bool:
            answer = await client.get(f"conversations/{place.conversation_id}")
            return answer.status_code == 200 and answer.json()["unread_count"] == count

        return await repeated(conversation, READING * seconds)


async def others_while(
    port: int, owner: httpx2.AsyncClient, group_id: UUID, additions: list[list[UUID]], seconds: float
) -> dict[str, Any]:
    """Return how long messages of other conversations take: while nothing else happens, and during the additions."""
    senders, receivers = await couples(port, port, PAIRS)
    alone = asyncio.create_task(asyncio.sleep(0.5 * seconds))
    await talk_until(alone, senders)
    before = taken(receivers)
    took: list[float] = []

    async def add_all() -> None:
        for people in additions:
            began = time.perf_counter()
            answer = await owner.post(f"groups/{group_id}/members", json={"user_ids": [str(one) for one in people]})
            answer.raise_for_status()
            took.append(time.perf_counter() - began)

    await talk_until(asyncio.create_task(add_all()), senders)
    during = taken(receivers)
    for talker in (*senders, *receivers):
        talker.close()
    return {
        "milliseconds to receipt, alone": before,
        "milliseconds to receipt, meanwhile": during,
        "milliseconds of an addition": percentiles(took),
        "p99 as a ratio": round(during["p99"] / before["p99"], 2),
    }


async def couples(port: int, other_port: int, count: int) -> tuple[list[Talker], list[Talker]]:
    """Connect pairs of people who know nobody else: senders to the one port, receivers to the other."""
    people = await in_thread(cast.players, 2 * count)
    senders, receivers = [], []
    for alice, bob in zip(people[::2], people[1::2], strict=True):
        conversation_id = await in_thread(cast.direct, alice, bob)
        senders.append(await Talker.open(port, alice, conversation_id, "none"))
        receivers.append(await Talker.open(other_port, bob, conversation_id))
    return senders, receivers


async def talk_until(task: asyncio.Task[Any], senders: list[Talker]) -> None:
    """Let all senders send at an even pace until a task has ended."""
    began, number = time.perf_counter(), 0
    while not task.done():
        for sender in senders:
            sender.send()
        number += 1
        await asyncio.sleep(max(began + number / PER_SECOND - time.perf_counter(), 0))
    await task
    while any(sender.waiting for sender in senders):  # noqa: ASYNC110 - the sockets note it
        await asyncio.sleep(0.02)


def taken(receivers: list[Talker]) -> dict[str, float]:
    """Return how long messages have taken so far, and begin anew."""
    received = [one for receiver in receivers for one in receiver.received]
    for receiver in receivers:
        receiver.received = []
    return percentiles(received)
