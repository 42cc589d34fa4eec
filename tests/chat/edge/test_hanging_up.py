"""A client that disconnects during its long poll frees its place within a second."""

import asyncio
import time
from collections.abc import Callable, Iterator

import pytest

from tests.chat.raw_poll import Polling, RawPoll, answered
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.types import NewPerson

PLACES = 3
FREE_SECONDS = 1.0
# A poll that is not allowed to wait is answered in a few milliseconds.
PROMPT_SECONDS = 0.4


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def narrow(request: pytest.FixtureRequest, servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    """A process of each server in which few polls may wait; one more is answered at once. `web` is for its worker."""
    settings = {"ASGI_SERVER": request.param, "SYNC_WAITING": str(PLACES)}
    process = WebProcess(servers.environment | settings)
    try:
        process.start()
        yield process
    finally:
        process.kill()


async def is_full(polling: Polling) -> bool:
    """Return whether one more poll is answered at once."""
    one_more = await polling.begin()
    full = bool(await answered(one_more, within=PROMPT_SECONDS))
    one_more.hang_up()
    return full


async def take(polling: Polling, until: float) -> RawPoll:
    """Return a waiting poll that began before this moment of time.monotonic()."""
    while time.monotonic() < until:
        poll = await polling.begin()
        if not await answered(poll, within=PROMPT_SECONDS):
            return poll
        status, body = await poll.answer()
        assert (status, body["conversations"]) == (200, [])
        poll.hang_up()
    raise AssertionError(f"no place was free within {FREE_SECONDS} s")


@pytest.mark.parametrize("cut", [RawPoll.hang_up, RawPoll.reset], ids=["FIN", "RST"])
async def test_a_client_that_disconnects_frees_its_place_within_a_second(
    narrow: WebProcess, new_person: NewPerson, cut: Callable[[RawPoll], None]
):
    async with Polling(await new_person("alice", narrow), narrow) as polling:
        polls = [await polling.begin() for _ in range(PLACES)]
        assert not await answered(*polls, within=PROMPT_SECONDS)
        assert await is_full(polling)
        for poll in polls:
            cut(poll)
        until = time.monotonic() + FREE_SECONDS
        polls = await asyncio.gather(*(take(polling, until) for _ in range(PLACES)))
        # These polls wait in the places that were freed; their answers are not just slow.
        assert await is_full(polling)
        assert not await answered(*polls, within=PROMPT_SECONDS)
