"""Ears: sockets and long polls that keep, byte for byte, what they were told."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Self

import httpx2
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.harness.people import Person
from tests.harness.processes import WebProcess

WAIT_SECONDS = 20.0


class Ear:
    """One socket of a person: `updates` has every frame that was no reply, as it came."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.updates: list[bytes] = []
        self.replies: dict[int, asyncio.Future[bytes]] = {}
        self.asked = 0
        self.arrived = asyncio.Condition()
        self.reader = asyncio.create_task(self.read())

    @classmethod
    async def open(cls, person: Person, process: WebProcess) -> Self:
        """Connect and sign in."""
        ear = cls(await connect(process.ws_url, max_size=None, proxy=None, compression=None))
        assert b'"result"' in await ear.ask("authenticate", {"token": person.access})
        return ear

    async def read(self) -> None:
        with suppress(ConnectionClosed):
            async for frame in self.socket:
                raw = frame.encode() if isinstance(frame, str) else frame
                number = orjson.loads(raw).get("id")
                if number is not None:
                    self.replies.pop(number).set_result(raw)
                    continue
                async with self.arrived:
                    self.updates.append(raw)
                    self.arrived.notify_all()

    async def ask(self, command: str, fields: dict[str, object]) -> bytes:
        """Send a command and return its reply as it came, an error too."""
        self.asked += 1
        reply = self.replies[self.asked] = asyncio.get_running_loop().create_future()
        await self.socket.send(orjson.dumps({"id": self.asked, "type": command, **fields}).decode())
        return await asyncio.wait_for(reply, WAIT_SECONDS)

    async def hear(self, token: str) -> None:
        """Return when an update with this token has come."""
        await heard(self.arrived, lambda: self.updates, token)

    async def close(self) -> None:
        await self.socket.close()
        await self.reader


class Polls:
    """One person's long polls, one after the other: `answers` has every body."""

    def __init__(self, person: Person, process: WebProcess, since: str) -> None:
        self.answers: list[bytes] = []
        self.since = since
        self.url = f"{process.url}/api/v1/sync"
        self.headers = {"Authorization": f"Bearer {person.access}"}
        self.arrived = asyncio.Condition()
        self.polling = asyncio.create_task(self.poll())

    async def poll(self) -> None:
        async with httpx2.AsyncClient(headers=self.headers, timeout=40, trust_env=False) as client:
            while True:
                answer = await client.get(self.url, params={"since": self.since, "wait": 25})
                assert answer.status_code == 200, answer.text
                self.since = answer.json()["cursor"]
                async with self.arrived:
                    self.answers.append(answer.content)
                    self.arrived.notify_all()

    async def hear(self, token: str) -> None:
        """Return when an answer with this token has come."""
        await heard(self.arrived, lambda: self.answers, token)

    async def close(self) -> None:
        self.polling.cancel()
        with suppress(asyncio.CancelledError):
            await self.polling


async def heard(arrived: asyncio.Condition, said: Callable[[], list[bytes]], token: str) -> None:
    """Wait until something that was said has the token in it."""
    try:
        async with asyncio.timeout(WAIT_SECONDS), arrived:
            await arrived.wait_for(lambda: any(token.encode() in one for one in said()))
    except TimeoutError:
        raise AssertionError(f"{token} did not come; there were: {said()[-5:]}") from None
