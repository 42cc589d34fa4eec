"""Web processes with other settings, people who talk while somebody misbehaves, clients that watch what is done."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.chat.watching import Watching
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.reducer import SameState
from tests.harness.servers import Servers
from tests.harness.sockets import SocketClient
from tests.harness.types import NewPerson

FRIENDLY_ORIGIN = "https://app.example"
STRICT = {
    "SOCKET_AUTHENTICATE_SECONDS": "0.5",
    "ACCESS_TOKEN_SECONDS": "2",
    "RATE_LIMITS": "on",
    "SOCKET_COMMANDS_PER_SECOND": "0.5",
    "SOCKET_COMMANDS_BURST": "10",
    "ALLOWED_ORIGINS": FRIENDLY_ORIGIN,
}


@pytest.fixture(scope="session")
def strict(servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    """One more process of the session's installation; people sign up at `web`, which also has the worker."""
    process = WebProcess(servers.environment | STRICT)
    try:
        process.start()
        yield process
    finally:
        process.kill()


@pytest.fixture(scope="session")
def quiet(servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    """One more process, which hears only what is published: no poll repairs what was not."""
    process = WebProcess(servers.environment | {"POLL_SECONDS": "3600", "SOCKET_COMMANDS_BURST": "100000"})
    try:
        process.start()
        yield process
    finally:
        process.kill()


@pytest.fixture
def same_state(quiet: WebProcess) -> Watching:
    """State + updates = fresh state, for each of some people and whatever is done inside."""

    def watching(*people: Person, blocks: bool = False, gaps: bool = False) -> SameState:
        return SameState(people, quiet, blocks=blocks, gaps=gaps)

    return watching


class Talk:
    """Alice at the first process and bob at the second; `count` messages of alice have arrived."""

    def __init__(self, alice: Person, bob: Person, sending: SocketClient, receiving: SocketClient) -> None:
        self.alice, self.bob = alice, bob
        self.sending, self.receiving = sending, receiving
        self.count = 0
        self.conversation_id = ""

    async def goes_on(self) -> None:
        """Send one more and see it arrive next: nobody was disturbed, and nothing came in between."""
        fields = {"recipient_id": str(self.bob.id), "client_message_id": str(uuid4()), "text": f"Message {self.count}"}
        sent = (await self.sending.command("send_message", **fields))["message"]
        self.conversation_id = sent["conversation_id"]
        await self.heard(sent)
        assert sent["seq"] == self.count

    async def heard(self, sent: dict[str, Any]) -> None:
        """See one message arrive next, one that alice sent in the test itself."""
        change = await self.receiving.next_update("change")
        self.count += 1
        assert (change["message"]["id"], change["position"]) == (sent["id"], self.count)


@pytest.fixture
async def talk(web: list[WebProcess], new_person: NewPerson) -> AsyncIterator[Talk]:
    """Two people in a conversation; the test says `await talk.goes_on()` after each bad thing it did."""
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    async with alice.connect(web[0]) as sending, bob.connect(web[1]) as receiving:
        talking = Talk(alice, bob, sending, receiving)
        await talking.goes_on()
        pids = [process.pid for process in web]
        logs = [process.log_text() for process in web]
        yield talking
        await talking.goes_on()
        assert [process.pid for process in web if process.child and process.child.poll() is None] == pids
        for process, before in zip(web, logs, strict=True):
            assert "Traceback" not in process.log_text()[len(before) :], process.log_text()[len(before) :]


@pytest.fixture
async def client(web: list[WebProcess], talk: Talk) -> AsyncIterator[httpx2.AsyncClient]:
    """Alice's client, which takes whatever is answered."""
    headers = {"Authorization": f"Bearer {talk.alice.access}"}
    async with httpx2.AsyncClient(base_url=web[1].url, headers=headers, trust_env=False, timeout=30) as opened:
        yield opened
