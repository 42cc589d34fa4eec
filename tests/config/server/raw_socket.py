"""A WebSocket client that reads only when a test reads, and that can send any bytes."""

import asyncio
import base64
import os
import socket
import struct
from contextlib import suppress
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import orjson

WAIT_SECONDS = 15.0
CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class RefusedError(Exception):
    """The answer to the upgrade was not 101."""


class Frame(NamedTuple):
    opcode: int
    payload: bytes

    @property
    def close_code(self) -> int:
        assert self.opcode == CLOSE, self
        return int(struct.unpack("!H", self.payload[:2])[0])


def encoded(opcode: int, payload: bytes, *, announced: int | None = None, final: bool = True) -> bytes:
    """Return a masked frame; `announced` lies about its length."""
    opcode |= 0x80 if final else 0
    length = len(payload) if announced is None else announced
    if length < 126:
        head = bytes((opcode, 0x80 | length))
    elif length < 65536:
        head = bytes((opcode, 0xFE)) + struct.pack("!H", length)
    else:
        head = bytes((opcode, 0xFF)) + struct.pack("!Q", length)
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


class RawSocket:
    """A TCP connection with a small receive buffer, upgraded by hand."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.buffer = b""

    @classmethod
    async def open(cls, url: str, token: str | None = None, **headers: str) -> Self:
        """Connect and upgrade; sign in if there is a token."""
        parts = urlsplit(url)
        connected = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connected.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connected, (parts.hostname, parts.port))
        raw = cls(connected)
        fields = {
            "Host": f"{parts.hostname}:{parts.port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
        } | headers
        lines = [f"GET {parts.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        try:
            await raw.upgrade("\r\n".join(lines).encode())
            if token is not None:
                await raw.send({"id": 1, "type": "authenticate", "token": token})
                assert "result" in orjson.loads((await raw.frame()).payload)
        except BaseException:
            raw.close()
            raise
        return raw

    async def upgrade(self, request: bytes) -> None:
        await self.send_bytes(request)
        answer = await self.until(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 101"):
            raise RefusedError(answer.split(b"\r\n")[0].decode())

    async def send_bytes(self, data: bytes) -> None:
        await asyncio.wait_for(asyncio.get_running_loop().sock_sendall(self.socket, data), WAIT_SECONDS)

    async def send(self, command: dict[str, Any]) -> None:
        await self.send_frame(TEXT, orjson.dumps(command))

    async def send_fragments(self, first: bytes, last: bytes) -> None:
        """Send one text message in two frames."""
        await self.send_frame(TEXT, first, final=False)
        await self.send_frame(CONTINUED, last)

    async def send_frame(
        self, opcode: int, payload: bytes, *, announced: int | None = None, final: bool = True
    ) -> None:
        """Send a frame."""
        await self.send_bytes(encoded(opcode, payload, announced=announced, final=final))

    async def frame(self) -> Frame:
        """Return the next frame that is not a ping."""
        while True:
            head = await self.exactly(2)
            length = head[1]
            if length == 126:
                length = struct.unpack("!H", await self.exactly(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", await self.exactly(8))[0]
            frame = Frame(head[0] & 15, await self.exactly(length))
            if frame.opcode == PING:
                await self.send_frame(PONG, frame.payload)
            else:
                return frame

    async def update(self) -> dict[str, Any]:
        """Return the next text frame, parsed."""
        frame = await self.frame()
        assert frame.opcode == TEXT, frame
        parsed: dict[str, Any] = orjson.loads(frame.payload)
        return parsed

    async def close_code(self) -> int:
        """Read on until the close frame and return its code."""
        while (frame := await self.frame()).opcode != CLOSE:
            pass
        with suppress(OSError):
            await self.send_frame(CLOSE, frame.payload[:2])
        return frame.close_code

    async def exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            await self.more()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    async def until(self, end: bytes) -> bytes:
        while end not in self.buffer:
            await self.more()
        taken, _, self.buffer = self.buffer.partition(end)
        return taken

    async def more(self) -> None:
        """Read some bytes. Raises EOFError when the server has cut the connection."""
        receiving = asyncio.get_running_loop().sock_recv(self.socket, 65536)
        try:
            data = await asyncio.wait_for(receiving, WAIT_SECONDS)
        except ConnectionError:
            data = b""
        if not data:
            raise EOFError
        self.buffer += data

    async def wait_cut(self) -> None:
        """Read until the server has cut the connection."""
        try:
            while True:
                await self.more()
        except EOFError:
            pass

    def close(self) -> None:
        self.socket.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        self.close()
