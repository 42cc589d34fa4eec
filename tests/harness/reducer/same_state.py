"""State + updates = fresh state: wrap what changes something in `async with same_state(alice, bob):`."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import NamedTuple, Self

from ops.prove.reducer.differences import differences
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.reducer.followers import SyncFollower
from tests.harness.reducer.fresh import fetch
from tests.harness.reducer.socket_follower import SocketFollower

# Shorter than the routers' poll, which would repair what was not published.
AGREE_SECONDS = 5.0
LOOK_AGAIN_SECONDS = 0.1


class Place(NamedTuple):
    """Where a client is in a conversation: its position, and the membership that belongs to."""

    position: int
    joined_seq: int
    left_at: str | None


class SameState:
    """Two clients of each person watch what is done inside; in the end both hold what a third one fetches.

    `process`: where they watch, best one that hears only what is published (POLL_SECONDS). blocks: as in `differences`;
    gaps: some positions have no update for these people, for instance while they are no members.
    """

    def __init__(
        self, people: Iterable[Person], process: WebProcess, *, blocks: bool = False, gaps: bool = False
    ) -> None:
        self.people = list(people)
        self.process = process
        self.blocks, self.gaps = blocks, gaps or blocks
        self.live = [SocketFollower(person, process) for person in self.people]
        self.polling = [SyncFollower(person, process) for person in self.people]
        self.before: list[dict[str, Place]] = []

    async def __aenter__(self) -> Self:
        for live, polling in zip(self.live, self.polling, strict=True):
            await live.__aenter__()
            await polling.sync()
        self.before = [places(live) for live in self.live]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                await self.agree()
                for live, before in zip(self.live, self.before, strict=True):
                    check_each_once(live, before, gaps=self.gaps)
        finally:
            for live in self.live:
                await live.__aexit__(kind, error, traceback)

    async def agree(self) -> None:
        """Wait until all clients hold what is there."""
        for live, polling in zip(self.live, self.polling, strict=True):
            await agree(live, polling, blocks=self.blocks)


async def agree(live: SocketFollower, polling: SyncFollower, *, blocks: bool, seconds: float = AGREE_SECONDS) -> None:
    """Wait until both clients of one person hold what a fetch answers; fail with what differs."""
    found: list[str] = []
    try:
        async with asyncio.timeout(seconds):
            while found := await disagreements(live, polling, blocks=blocks):
                await live.news(LOOK_AGAIN_SECONDS)
    except TimeoutError:
        raise AssertionError("\n".join(found)) from None


async def disagreements(live: SocketFollower, polling: SyncFollower, *, blocks: bool) -> list[str]:
    """Return how the two clients of one person differ from what is there now."""
    await polling.sync()
    fresh = await fetch(polling.rest)
    for follower in (live, polling):
        follower.look()
    found = [f"socket: {one}" for one in differences(live.account.view(), fresh, blocks=blocks)]
    found += [f"sync: {one}" for one in differences(polling.account.view(), fresh, blocks=blocks)]
    return found + [f"socket: {one} is under way" for one in live.work]


def places(live: SocketFollower) -> dict[str, Place]:
    """Return where a client is in each of its conversations."""
    windows = live.account.windows
    return {one: Place(w.position, w.my["joined_seq"], w.my["left_at"]) for one, w in windows.items()}


def check_each_once(live: SocketFollower, before: dict[str, Place], *, gaps: bool) -> None:
    """One change is one update: every position came exactly once since the conversations were at these.

    Who joined is told what came after that; who left, or went away and came back, is not asked.
    """
    assert not any(count > 1 for count in live.received.values()), live.received
    for one, place in places(live).items():
        told = {number for where, number in live.received if where == one}
        known = before.get(one, place._replace(position=min(told, default=1) - 1))
        wanted = set(range(known.position + 1, place.position + 1))
        stayed = known[1:] == place[1:]
        assert gaps or not stayed or wanted <= told, f"{one}: not told {wanted - told}"
