"""Long polls over raw TCP connections, which a test can cut."""

import asyncio
import socket
import struct
from typing import Any, Self

import orjson

from tests.harness.people import Person
from tests.harness.processes import WebProcess

WAIT_SECONDS = 15.0


class RawPoll:
    """One GET /sync?wait=25 on its own connection."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.received = b""

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def answer(self) -> tuple[int, dict[str, Any]]:
        """Return the status and the body of what is answered."""
        async with asyncio.timeout(WAIT_SECONDS):
            while b"\r\n\r\n" not in self.received:
                await self.more()
            head, _, body = self.received.partition(b"\r\n\r\n")
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
            while not is_whole(fields, body):
                await self.more()
                body = self.received.partition(b"\r\n\r\n")[2]
        return int(head.split(b" ")[1]), orjson.loads(unchunked(fields, body))

    async def has_answer(self, within: float) -> bool:
        """Tell whether the beginning of an answer comes within so many seconds."""
        try:
            async with asyncio.timeout(within):
                if not self.received:
                    await self.more()
        except TimeoutError:
            return False
        return True

    async def more(self) -> None:
        data = await asyncio.get_running_loop().sock_recv(self.socket, 65536)
        if not data:
            raise EOFError(f"cut after {self.received!r}")
        self.received += data

    def hang_up(self) -> None:
        """Close, with a FIN."""
        self.socket.close()

    def reset(self) -> None:
        """Close with an RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


class Polling:
    """One person who polls at one process. Leaving the context closes all remaining connections."""

    def __init__(self, person: Person, process: WebProcess) -> None:
        self.person, self.process = person, process
        self.since = ""
        self.polls: list[RawPoll] = []

    async def begin(self, *, body_bytes: int = 0) -> RawPoll:
        """Send a request, all but the body it announces."""
        connected = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        connected.setblocking(False)
        poll = RawPoll(connected)
        self.polls.append(poll)
        await asyncio.get_running_loop().sock_connect(connected, ("127.0.0.1", self.process.port))
        lines = [
            f"GET /api/v1/sync?since={self.since}&wait=25 HTTP/1.1",
            f"Host: 127.0.0.1:{self.process.port}",
            f"Authorization: Bearer {self.person.access}",
            *([f"Content-Length: {body_bytes}"] if body_bytes else []),
        ]
        await poll.send("\r\n".join([*lines, "", ""]).encode())
        return poll

    async def __aenter__(self) -> Self:
        self.since = (await self.person.rest.get("/sync")).json()["cursor"]
        return self

    async def __aexit__(self, *error: object) -> None:
        for poll in self.polls:
            poll.socket.close()


async def answered(*polls: RawPoll, within: float) -> set[RawPoll]:
    """Return the polls that are answered within so many seconds. This closes none of them."""
    async with asyncio.TaskGroup() as group:
        looks = {poll: group.create_task(poll.has_answer(within)) for poll in polls}
    return {poll for poll, look in looks.items() if look.result()}


def is_whole(fields: dict[bytes, bytes], body: bytes) -> bool:
    """Return whether the whole body has arrived."""
    if b"content-length" in fields:
        return len(body) >= int(fields[b"content-length"])
    return body.endswith(b"0\r\n\r\n")


def unchunked(fields: dict[bytes, bytes], body: bytes) -> bytes:
    """Return a chunked body without the sizes of its chunks."""
    if b"content-length" in fields:
        return body
    content = b""
    while not body.startswith(b"0\r\n"):
        size, _, body = body.partition(b"\r\n")
        content, body = content + body[: int(size, 16)], body[int(size, 16) + 2 :]
    return content
