"""Three to five clients on two processes, as hypothesis drives them: each in the end holds what is there."""

import asyncio
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import booleans, integers, lists, sampled_from, tuples
from typing_extensions import override

from tests.chat.crowd import DEEDS, Crowd
from tests.harness.people import sign_up
from tests.harness.processes import WebProcess
from tests.harness.reducer import SocketFollower, SyncFollower, agree

AGREE_SECONDS = 25.0
NAMES = sorted(DEEDS)
# Who acts, which action, and the seed of all other choices.
DOINGS = tuples(integers(0, 4), sampled_from(NAMES), integers(0, 999))


class Clients(RuleBasedStateMachine):
    """People with a client on a socket and one without; they act one after another, or several at once."""

    def __init__(self, web: list[WebProcess], runner: asyncio.Runner) -> None:
        super().__init__()
        self.web, self.runner = web, runner
        self.crowd = Crowd([], web)
        self.live: list[SocketFollower] = []
        self.polling: list[SyncFollower] = []
        self.away: set[int] = set()
        # A person who blocks does not get all updates, and neither does the blocked one: see `differences`.
        self.blocks = False

    def run(self, what: Any) -> Any:
        return self.runner.run(what)

    @initialize(count=integers(3, 5), blocks=booleans())
    def everybody_connects(self, count: int, blocks: bool) -> None:
        self.blocks = blocks
        self.run(self.connect_all(count))

    async def connect_all(self, count: int) -> None:
        signing_up = (sign_up(self.web[number % 2], f"Person {number}") for number in range(count))
        self.crowd.people += await asyncio.gather(*signing_up)
        self.live = [SocketFollower(p, self.web[n % 2], acks=n > 1) for n, p in enumerate(self.crowd.people)]
        self.polling = [SyncFollower(p, self.web[(n + 1) % 2]) for n, p in enumerate(self.crowd.people)]
        for live, polling in zip(self.live, self.polling, strict=True):
            await live.__aenter__()
            await polling.sync()
        # Otherwise an earlier example, and above all a block in it, would affect this one.
        assert not any(polling.account.windows for polling in self.polling), "these people are not new"

    async def act(self, who: int, deed: str, seed: int) -> None:
        if deed == "block" and not self.blocks:
            deed = "write"
        await self.crowd.act(self.crowd.people[who % len(self.crowd.people)], deed, Random(seed))

    @rule(doing=DOINGS)
    def somebody_acts(self, doing: tuple[int, str, int]) -> None:
        self.run(self.act(*doing))

    @rule(doings=lists(DOINGS, min_size=2, max_size=6))
    def some_act_at_once(self, doings: list[tuple[int, str, int]]) -> None:
        async def all_of_them() -> None:
            await asyncio.gather(*(self.act(*doing) for doing in doings))

        self.run(all_of_them())

    @rule(who=integers(0, 4))
    def somebody_goes_offline(self, who: int) -> None:
        who %= len(self.live)
        if who not in self.away:
            self.away.add(who)
            self.run(self.live[who].disconnect())

    @precondition(lambda self: bool(self.away))
    @rule(elsewhere=booleans())
    def somebody_comes_back(self, elsewhere: bool) -> None:
        who = min(self.away)
        self.away.discard(who)
        self.run(self.live[who].connect(self.web[(who + elsewhere) % 2]))

    @rule()
    def all_agree(self) -> None:
        self.run(self.agree_all())

    async def agree_all(self) -> None:
        connected = [number for number in range(len(self.live)) if number not in self.away]
        pairs = [(self.live[number], self.polling[number]) for number in connected]
        await asyncio.gather(*(agree(*pair, blocks=self.blocks, seconds=AGREE_SECONDS) for pair in pairs))

    @override
    def teardown(self) -> None:
        try:
            while self.away:
                self.somebody_comes_back(elsewhere=True)
            self.all_agree()
        finally:
            self.run(self.leave())

    async def leave(self) -> None:
        for who, live in enumerate(self.live):
            if who not in self.away:
                await live.disconnect()
        for person in self.crowd.people:
            await person.leave()


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all that hypothesis tries."""
    with asyncio.Runner() as made:
        yield made


@pytest.mark.parametrize(
    ("examples", "steps"), [(6, 15), pytest.param(40, 30, marks=pytest.mark.big)], ids=["few", "many"]
)
def test_every_client_holds_what_is_there_whatever_is_done(
    web: list[WebProcess], runner: asyncio.Runner, examples: int, steps: int
) -> None:
    class TheseClients(Clients):
        def __init__(self) -> None:
            super().__init__(web, runner)

    run_state_machine_as_test(
        TheseClients,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            # hypothesis cannot repeat the order of things that happen at once, so it would shrink long and in vain.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
