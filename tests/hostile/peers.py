"""What attackers do again and again: requests and sockets from an address of their own, with their answers counted."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import httpx2
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.harness.rest import NO_CERTIFICATES

# Every address of 127.0.0.0/8 is this machine: the attacker has one of their own.
ATTACKER = "127.0.0.9"
Answers = Counter[str]


class Aim(NamedTuple):
    """The server, the attackers' own tokens and a conversation and message of theirs, and the number of a victim."""

    port: int
    tokens: list[str]
    conversation_id: str
    message_id: str
    victim: str


def client(token: str = "") -> httpx2.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    limits = httpx2.Limits(max_connections=None)
    transport = httpx2.AsyncHTTPTransport(local_address=ATTACKER, verify=NO_CERTIFICATES, limits=limits)
    return httpx2.AsyncClient(transport=transport, headers=headers, timeout=30, trust_env=False)


def api(aim: Aim, path: str) -> str:
    return f"http://127.0.0.1:{aim.port}/api/v1{path}"


async def over_and_over(until: float, beside: int, act: Callable[[], Awaitable[str]]) -> Answers:
    """Repeat an act so many times beside each other; count what came of it."""
    answers: Answers = Counter()

    async def repeat() -> None:
        while time.monotonic() < until:
            try:
                answers[await act()] += 1
            except (httpx2.HTTPError, WebSocketException, OSError) as error:
                answers[type(error).__name__] += 1
                await asyncio.sleep(0.05)  # a refused connection is tried again

    await asyncio.gather(*(repeat() for _ in range(beside)))
    return answers


async def flood(aim: Aim, token: str, until: float, frame: Callable[[], bytes]) -> Answers:
    """Send frames on one socket, each after the answer to the one before; connect again when it is closed."""
    answers: Answers = Counter()
    while time.monotonic() < until:
        try:
            async with await signed_in(aim, token) as socket:
                while time.monotonic() < until:
                    await socket.send(frame().decode())
                    answers[await answer_of(socket, until)] += 1
                    await asyncio.sleep(0.02)  # 50 a second, more than the bucket lets through for long
        except (WebSocketException, OSError) as error:
            answers[f"closed {getattr(getattr(error, 'rcvd', None), 'code', '')}"] += 1
            await asyncio.sleep(0.2)  # as a client's first pause would be
    return answers


async def signed_in(aim: Aim, token: str) -> ClientConnection:
    socket = await connect(
        f"ws://127.0.0.1:{aim.port}/ws/messages", proxy=None, local_addr=(ATTACKER, 0), max_size=None
    )
    await socket.send(json.dumps({"id": 0, "type": "authenticate", "token": token}))
    return socket


async def answer_of(socket: ClientConnection, until: float) -> str:
    """Return the code of the next reply, whatever updates come before it."""
    while True:
        try:
            reply = orjson.loads(await asyncio.wait_for(socket.recv(), max(0.1, until - time.monotonic())))
        except TimeoutError:
            return "no answer"
        if "update" not in reply:
            return str(reply.get("error", {}).get("code", "done"))
