"""Two people talk while others attack the server, which has its default limits: they hardly notice, and can sign in."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from statistics import quantiles
from typing import Any
from uuid import UUID, uuid4

import psutil
import pytest

from accounts import otp
from ops.stage.raised import RAISED_LIMITS
from ops.supervisor.commands import ROOT
from tests.harness.people import Person, sign_up
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest
from tests.harness.servers import clean_environment
from tests.harness.sockets import SocketClient
from tests.harness.stack import Stack, private_servers
from tests.hostile.attacks import ATTACKS

pytestmark = [pytest.mark.big, pytest.mark.alone]
ATTACKERS = 20
SECONDS = 10.0
EVERY_SECONDS = 0.1
MOST_TIMES_SLOWER = 3.0
MOST_MEGABYTES = 150
# A code may be asked for again after a minute, whoever asked for the last one.
ASK_AGAIN_SECONDS = 61.0


class Talk:
    """Alice writes to bob ten times a second; `took` are the milliseconds until bob has it."""

    def __init__(self, alice: SocketClient, bob: SocketClient, conversation_id: str) -> None:
        self.alice, self.bob = alice, bob
        self.conversation_id = conversation_id

    async def p99(self, seconds: float) -> float:
        """Let them talk for so long; return the 99th percentile."""
        until, took = time.monotonic() + seconds, []
        while time.monotonic() < until:
            began = time.monotonic()
            took.append(asyncio.ensure_future(self.one()))
            await asyncio.sleep(max(0, began + EVERY_SECONDS - time.monotonic()))
        return quantiles(await asyncio.gather(*took), n=100)[98]

    async def one(self) -> float:
        text, began = str(uuid4()), time.perf_counter()
        sent = self.alice.command(
            "send_message", conversation_id=self.conversation_id, client_message_id=str(uuid4()), text=text
        )
        heard = self.bob.next_update("change", timeout=30, where=lambda change: change["message"]["text"] == text)
        await asyncio.gather(sent, heard)
        return 1000 * (time.perf_counter() - began)


@pytest.fixture
def process() -> Iterator[WebProcess]:
    """A web process with the limits that a new server has."""
    servers = private_servers()
    stack = Stack(servers, 1, {}, worker=True)
    for one in stack.processes:
        for name in RAISED_LIMITS:
            del one.environment[name]
    try:
        stack.start()
        yield stack.web[0]
    finally:
        stack.kill()
        servers.remove()


@pytest.fixture
async def people(process: WebProcess) -> AsyncIterator[list[Person]]:
    """The two who talk, and the attackers."""
    made = [await sign_up(process, f"Person {number}") for number in range(2 + ATTACKERS)]
    yield made
    for person in made:
        await person.leave()


async def attacked(name: str, aim: dict[str, Any]) -> str:
    """Let the attacker attack; return what they were answered."""
    child = await asyncio.create_subprocess_exec(
        *("nice", sys.executable, "-m", "tests.hostile.attacks", name, str(SECONDS)),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT, env=clean_environment({}),
    )  # fmt: skip
    output, _ = await child.communicate(json.dumps(aim).encode())
    assert child.returncode == 0
    return output.decode().strip()


def megabytes(process: WebProcess) -> float:
    return float(psutil.Process(process.pid).memory_info().rss) / 2**20


async def aim_at(process: WebProcess, attackers: list[Person], victim: Person) -> dict[str, Any]:
    """Give the attackers a group of theirs and a message in it."""
    owner, *others = attackers
    group = (await owner.rest.post("/groups", {"name": "Ours", "member_ids": [str(one.id) for one in others]})).json()
    body = {"conversation_id": group["conversation_id"], "client_message_id": str(uuid4()), "text": "Here"}
    message = (await owner.rest.post("/messages", body)).json()
    return {
        "port": process.port,
        "tokens": [one.access for one in attackers],
        "conversation_id": group["conversation_id"],
        "message_id": message["id"],
        "victim": victim.phone_number,
    }


async def signs_in(process: WebProcess, person: Person) -> None:
    """Let somebody sign in on a new device as the client does, waiting if that is what the answer says."""
    rest = Rest(process)
    asked = await rest.post("/auth/otp", {"phone_number": person.phone_number})
    if asked.status_code == 429:
        wait = asked.json()["retry_after_seconds"]
        assert wait <= ASK_AGAIN_SECONDS
        await asyncio.sleep(wait)
        asked = await rest.post("/auth/otp", {"phone_number": person.phone_number})
    assert asked.status_code == 202, asked.text
    challenge = asked.json()["challenge_id"]
    code = otp.code_of(UUID(challenge))
    device = {"name": "New", "platform": "web"}
    answer = await rest.post("/auth/verify", {"challenge_id": challenge, "code": code, "device": device})
    assert answer.status_code == 200, answer.text
    await rest.close()


async def test_those_who_talk_hardly_notice_an_attack(process: WebProcess, people: list[Person]):
    alice, bob, *attackers = people
    body = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "First"}
    conversation_id = (await alice.rest.post("/messages", body)).json()["conversation_id"]
    aim = await aim_at(process, attackers, alice)
    async with alice.connect() as sending, bob.connect() as hearing:
        talk = Talk(sending, hearing, conversation_id)
        await talk.p99(2)
        before, memory = await talk.p99(SECONDS), megabytes(process)
        slower, grown = {}, {}
        for name in ATTACKS:
            meanwhile, answers = await asyncio.gather(talk.p99(SECONDS), attacked(name, aim))
            slower[name], grown[name] = meanwhile / before, megabytes(process) - memory
            # The figures that `pytest -s` shows.
            print(f"{name}: p99 {meanwhile:.0f} ms after {before:.0f} before, {grown[name]:+.0f} MB; {answers}")  # noqa: T201
    assert {name: times for name, times in slower.items() if times > MOST_TIMES_SLOWER} == {}
    assert {name: more for name, more in grown.items() if more > MOST_MEGABYTES} == {}
    await asyncio.gather(signs_in(process, alice), signs_in(process, bob))
