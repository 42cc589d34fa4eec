"""A client on a socket and one with only /sync, /changes and /delivered: the same state, and ticks that never fall."""

import asyncio
from random import Random

import pytest

from tests.chat.crowd import Crowd, deeds
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.reducer import SocketFollower, SyncFollower, agree
from tests.harness.types import NewPerson

PEOPLE = 5
# With time for the routers' poll: updates of two processes may arrive in the wrong order, and only the poll repairs it.
AGREE_SECONDS = 25.0
LOOKS = 10


async def polling(client: SyncFollower, acting: asyncio.Event) -> None:
    """Use only long polls while the others act."""
    while not acting.is_set():
        await client.sync(wait_seconds=1)
        await client.deliver()


async def acting(crowd: Crowd, actor: Person, names: list[str], times: int, dice: Random) -> None:
    for _ in range(times):
        await crowd.act(actor, dice.choice(names), dice)


async def everybody_acts(crowd: Crowd, names: list[str], times: int, seed: int) -> None:
    """Let all people act at the same time, each doing one thing after another."""
    share = times // len(crowd.people)
    await asyncio.gather(
        *(acting(crowd, person, names, share, Random(f"{seed} {number}")) for number, person in enumerate(crowd.people))
    )


async def watch(crowd: Crowd, live: SocketFollower, poller: SyncFollower, names: list[str], times: int) -> None:
    """Let people act while one person has two clients. Check now and then, and at the end, that both clients agree."""
    for look in range(LOOKS):
        ended = asyncio.Event()
        polls = asyncio.create_task(polling(poller, ended))
        try:
            await everybody_acts(crowd, names, times // LOOKS, seed=look)
        finally:
            ended.set()
            await polls
        await agree(live, poller, blocks="block" in names, seconds=AGREE_SECONDS)


@pytest.mark.parametrize(
    ("times", "blocks"),
    [
        (100, False),
        (100, True),
        pytest.param(1_000, False, marks=pytest.mark.big),
        pytest.param(1_000, True, marks=pytest.mark.big),
        pytest.param(10_000, False, marks=pytest.mark.big),
    ],
)
async def test_both_clients_reach_the_same_state_and_no_tick_falls(
    web: list[WebProcess], new_person: NewPerson, times: int, blocks: bool
) -> None:
    people = [await new_person(f"Person {number}", web[number % 2]) for number in range(PEOPLE)]
    crowd, alice = Crowd(people, web), people[0]
    poller = SyncFollower(alice, web[0])
    async with SocketFollower(alice, web[1], acks=True) as live:
        await watch(crowd, live, poller, deeds(blocks=blocks), times)
        assert min(poller.told.seen, poller.held.seen, live.held.seen) > times / 2
        there = {message["id"] for window in live.account.windows.values() for message in window.messages.values()}
        hidden = set[str]().union(*(window.hidden for window in live.account.windows.values()))
        own = {one for one, message in crowd.acknowledged.items() if message["sender_id"] == str(alice.id)}
        assert own <= there | hidden
    assert sum(crowd.refused.values()) < sum(crowd.done.values()) / 2, crowd.refused
