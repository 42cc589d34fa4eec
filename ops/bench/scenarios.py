"""The scenarios of docs/performance.md. Each makes its players, plays, and returns its figures."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from django.conf import settings

from common.bridge import in_thread
from ops.bench import cast, cut, floor, growth, large_group, rush, seeding, slow_readers
from ops.bench.figures import Figures, per_thousand, percentiles, processor_seconds, resident_bytes
from ops.bench.talking import Talker
from ops.bench.wire import answers_of, open_socket

SETTLE_SECONDS = 1.0
LOST_AFTER_SECONDS = 5.0


async def pair(port: int, seconds: float, _size: int) -> dict[str, Any]:
    """S1: one person writes ten messages a second to another person."""
    alice, bob = await in_thread(cast.players, 2)
    conversation_id = await in_thread(cast.direct, alice, bob)
    sender = await Talker.open(port, alice, conversation_id, "none")
    receiver = await Talker.open(port, bob, conversation_id)
    return await paced([sender], [receiver], 10, seconds)


async def pairs(port: int, seconds: float, _size: int, acknowledging: str = "contract") -> dict[str, Any]:
    """S2: in each of 20 pairs one person sends as soon as the message before is acknowledged."""
    people = await in_thread(cast.players, 40)
    senders, receivers = [], []
    for alice, bob in zip(people[::2], people[1::2], strict=True):
        conversation_id = await in_thread(cast.direct, alice, bob)
        senders.append(await Talker.open(port, alice, conversation_id, "none"))
        receivers.append(await Talker.open(port, bob, conversation_id, acknowledging))
    return await as_fast_as_acks(senders, receivers, 1, seconds)


async def pairs_each(port: int, seconds: float, size: int) -> dict[str, Any]:
    """S2, but clients acknowledge every message."""
    return await pairs(port, seconds, size, "each")


async def crowd(port: int, seconds: float, _size: int) -> dict[str, Any]:
    """S3: one person writes to a group of 100 others who are online: five a second, then with eight under way."""
    people = await in_thread(cast.players, 101)
    conversation_id = await in_thread(cast.group, people[0], people[1:])
    sender = await Talker.open(port, people[0], conversation_id, "none")
    members = [await Talker.open(port, one, conversation_id) for one in people[1:]]
    slow = await paced([sender], members, 5, seconds)
    for talker in (sender, *members):
        talker.acked, talker.received = [], []
    return {"five a second": slow, "eight on the way": await as_fast_as_acks([sender], members, 8, seconds)}


async def idle(port: int, _seconds: float, size: int) -> dict[str, Any]:
    """S4: what 1,000 open sockets cost in memory, for people with 20 conversations each."""
    people = await in_thread(cast.signed_in, await in_thread(seeding.crowd, settings.DATABASE_URL, size, 20))
    before = resident_bytes("server")
    sockets = [await open_socket(port, one.token) for one in people]
    await asyncio.sleep(SETTLE_SECONDS)
    after = resident_bytes("server")
    for socket in sockets:
        socket.close()
    return {"sockets": len(sockets), "kilobytes each": round((after - before) / len(sockets) / 1024, 1)}


async def back_again(port: int, _seconds: float, _size: int, missed: int = 500, times: int = 20) -> dict[str, Any]:
    """S5: the time from connecting until 500 missed messages of one conversation have arrived."""
    alice, bob = await in_thread(cast.players, 2)
    conversation_id = await in_thread(cast.direct, alice, bob)
    sender = await Talker.open(port, alice, conversation_id, "none")
    await as_fast_as_acks([sender], [], 8, 60, count=missed)
    took = []
    for _ in range(times):
        began = time.perf_counter()
        socket = await open_socket(port, bob.token)
        answers = answers_of(socket)
        socket.send(b'{"id":1,"type":"sync"}')
        found, after = 0, 0
        await answers.get()
        while found < missed:
            request = {"id": 2, "type": "changes", "conversation_id": conversation_id, "after": after, "limit": missed}
            socket.send(orjson.dumps(request))
            page = orjson.loads(await answers.get())["result"]
            found, after = found + len(page["messages"]), page["position"]
        took.append(time.perf_counter() - began)
        socket.close()
    return {"messages": missed, "milliseconds": percentiles(took)}


async def paced(senders: list[Talker], receivers: list[Talker], per_second: float, seconds: float) -> dict[str, Any]:
    """Let each sender send at an even pace, then report."""
    used: Figures = {}
    with processor_seconds(used):
        began = time.perf_counter()
        for number in range(int(per_second * seconds)):
            await asyncio.sleep(max(began + number / per_second - time.perf_counter(), 0))
            for sender in senders:
                sender.send()
        await all_received(senders, receivers)
        took = time.perf_counter() - began
    return report(senders, receivers, took, used)


async def as_fast_as_acks(
    senders: list[Talker], receivers: list[Talker], on_the_way: int, seconds: float, count: int = 0
) -> dict[str, Any]:
    """Let each sender keep so many messages under way, for some seconds or until it sent `count`; then report."""
    used: Figures = {}
    with processor_seconds(used):
        began = time.perf_counter()
        for sender in senders:
            sender.on_ack = again(sender, began + seconds, count - on_the_way)
            for _ in range(on_the_way):
                sender.send()
        await all_received(senders, receivers, began + seconds)
        took = time.perf_counter() - began
    return report(senders, receivers, took, used)


def again(sender: Talker, until: float, left: int) -> Callable[[], None]:
    """Return a function that sends a message for each ack, until a time or until none is left (0 or less: no limit)."""
    counted = left > 0

    def send() -> None:
        nonlocal left
        left -= 1
        if time.perf_counter() < until and (not counted or left >= 0):
            sender.send()

    return send


async def all_received(senders: list[Talker], receivers: list[Talker], not_before: float = 0.0) -> None:
    """Return when every message was acked and has reached its receivers, or none came for LOST_AFTER_SECONDS."""
    known, since = -1, time.perf_counter()
    while True:
        await asyncio.sleep(0.02)  # between two looks at what the sockets noted
        now = time.perf_counter()
        seen = sum(len(one.received) for one in receivers) + sum(len(one.acked) for one in senders)
        if seen != known:
            known, since = seen, now
        if now < not_before and any(one.waiting for one in senders):
            continue
        if not any(one.waiting for one in senders) and expected(senders, receivers) == sum(
            len(one.received) for one in receivers
        ):
            return
        if now - since > LOST_AFTER_SECONDS:
            return


def expected(senders: list[Talker], receivers: list[Talker]) -> int:
    """Return how many messages the receivers should get in total."""
    acked = sum(len(sender.acked) for sender in senders)
    return acked * len(receivers) // len(senders)


def report(senders: list[Talker], receivers: list[Talker], seconds: float, used: Figures) -> dict[str, Any]:
    """Return rates, times and losses."""
    acked = [one for sender in senders for one in sender.acked]
    received = [one for receiver in receivers for one in receiver.received]
    return {
        "acked": len(acked),
        "acked per second": round(len(acked) / seconds, 1),
        "deliveries per second": round(len(received) / seconds, 1),
        "milliseconds to ack": percentiles(acked),
        "milliseconds to receipt": percentiles(received),
        "milliseconds to the last member": percentiles(last_of_each(receivers)),
        "lost": expected(senders, receivers) - len(received),
        "refused": sum(sender.failures for sender in senders),
        "processor seconds per 1,000": per_thousand(used, len(acked)),
    }


def last_of_each(receivers: list[Talker]) -> list[float]:
    """Return, for each message, how long it took to its last receiver."""
    if len({len(one.received) for one in receivers}) != 1:
        return []
    return [max(times) for times in zip(*(one.received for one in receivers), strict=True)]


# Takes the port of the first web process, the seconds to play, and the size: how many people or messages to make.
Scenario = Callable[[int, float, int], Coroutine[Any, Any, dict[str, Any]]]
SCENARIOS: dict[str, Scenario] = {
    "floor": floor.floor,
    "s1": pair,
    "s2": pairs,
    "s2-each": pairs_each,
    "s3": crowd,
    "s4": idle,
    "s5": back_again,
    "s6": rush.rush,
    "growth": growth.growth,
    "large-group": large_group.large_group,
    "cut": cut.cut,
    "slow-readers": slow_readers.slow_readers,
}
