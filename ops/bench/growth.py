"""How the costs of one person's acts grow with the messages in the database, and with the members of their group."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from uuid import UUID

import httpx2
import orjson
from django.conf import settings
from django.db.models import Sum

from chat.models import Conversation, Participant
from common.bridge import in_thread
from ops.bench import cast, seeding
from ops.bench.cast import Player
from ops.bench.leaving import after_leaving
from ops.bench.talking import Talker
from ops.bench.timing import READING, Action, repeated
from ops.bench.wire import Socket, answers_of, open_socket

MESSAGES = (100, 10_000, 1_000_000)
MEMBERS = (2, 100, 10_000)
MESSAGES_OF_OTHERS = 50
PAGE = 50
# The share of the seconds that sending gets.
SENDING = 0.1


class Place(NamedTuple):
    """The person who is online, and where they read and write."""

    player: Player
    conversation_id: UUID


async def growth(port: int, seconds: float, size: int) -> dict[str, Any]:
    """One person is alone and online: they read, then send, in ever larger databases, then in ever larger groups.

    At the end there are size² messages and 10·size members. Then a person reads who left a group early.
    """
    by_messages = {
        str(count): await costs(port, await in_thread(amid, count), seconds) for count in MESSAGES if count <= size**2
    }
    by_members = {}
    for count in (count for count in MEMBERS if count <= 10 * size):
        place = await in_thread(in_group, count)
        await write(port, place, PAGE)
        by_members[str(count)] = await costs(port, place, seconds)
    later = await after_leaving(port, seconds, size)
    return {"messages": by_messages, "members": by_members, "messages after leaving": later}


def amid(messages: int) -> Place:
    """Fill the database up to `messages` messages: half of them in the conversation, half in others."""
    there = Conversation.objects.aggregate(there=Sum("last_seq"))["there"] or 0
    others = (messages - there) // 2 // MESSAGES_OF_OTHERS
    seeding.history(settings.DATABASE_URL, others, MESSAGES_OF_OTHERS, 0)
    reader = seeding.history(settings.DATABASE_URL, 1, messages - there - others * MESSAGES_OF_OTHERS, 1)
    return Place(cast.signed_in([reader])[0], Participant.objects.get(user_id=reader).conversation_id)


def in_group(members: int) -> Place:
    """Make a group in which all other members are offline."""
    owner = seeding.crowd(settings.DATABASE_URL, members, 0, 1, members)[0]
    return Place(cast.signed_in([owner])[0], Participant.objects.get(user_id=owner).conversation_id)


def position_of(conversation_id: UUID) -> int:
    """Return the position of a conversation: the number of its changes."""
    return Conversation.objects.get(pk=conversation_id).position


async def write(port: int, place: Place, count: int) -> None:
    """Send `count` messages, one after the other."""
    talker = await Talker.open(port, *place, "none")
    send = sending(talker)
    for _ in range(count):
        await send()
    talker.close()


async def costs(port: int, place: Place, seconds: float) -> dict[str, Any]:
    """Return what a page, a sync, the latest changes and a send cost."""
    position = await in_thread(position_of, place.conversation_id)
    socket = await open_socket(port, place.player.token)
    ask = asking(socket)
    cursor = (await ask({"type": "sync"}))["cursor"]
    sync = {"type": "sync", "since": cursor}
    changes = {"type": "changes", "conversation_id": place.conversation_id, "after": position - PAGE, "limit": PAGE}
    address = f"/api/v1/conversations/{place.conversation_id}/messages"
    headers = {"Authorization": f"Bearer {place.player.token}"}
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False) as client:

        async def page() -> bool:
            answer = await client.get(address, params={"limit": PAGE})
            return answer.status_code == 200 and len(orjson.loads(answer.content)["results"]) == PAGE

        async def nothing_new() -> bool:
            return not (await ask(sync))["conversations"]

        async def latest() -> bool:
            return len((await ask(changes))["messages"]) == PAGE

        figures = {
            f"page of {PAGE}": await repeated(page, READING * seconds),
            "sync, nothing new": await repeated(nothing_new, READING * seconds),
            f"{PAGE} changes": await repeated(latest, READING * seconds),
        }
    socket.close()
    talker = await Talker.open(port, *place, "none")
    figures["send"] = await repeated(sending(talker), SENDING * seconds)
    talker.close()
    return figures


def asking(socket: Socket) -> Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]:
    """Return a function that sends a command and waits for its result. The result is empty if it was refused."""
    answers = answers_of(socket)

    async def ask(command: dict[str, Any]) -> dict[str, Any]:
        socket.send(orjson.dumps({"id": 1} | command))
        result: dict[str, Any] = orjson.loads(await answers.get()).get("result", {})
        return result

    return ask


def sending(talker: Talker) -> Action:
    """Return a function that sends one message and waits for its acknowledgement."""
    acked = asyncio.Event()
    talker.on_ack = acked.set

    async def send() -> bool:
        failures = talker.failures
        acked.clear()
        talker.send()
        await acked.wait()
        return talker.failures == failures

    return send
