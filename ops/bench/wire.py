"""The generator's WebSocket: as much of RFC 6455 as it needs, so that it costs little."""

import asyncio
import base64
import os
import socket as sockets
import struct
from collections.abc import Callable
from typing import Any, cast

from typing_extensions import override

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
MASKED = 0x80
# A mask of zeros is allowed and leaves the payload as it is.
ZEROS = b"\0\0\0\0"
# How answers to commands begin. Updates may come before them and between them.
ANSWER = b'{"id":'
# Linger for no time, so that closing a socket resets the connection.
NO_LINGER = struct.pack("ii", 1, 0)
# The size of the kernel's buffer of a socket: while nobody reads, and after that.
UNREAD_BYTES, READ_BYTES = 32_768, 262_144


class Socket(asyncio.Protocol):
    """One connection to /ws/messages; `on_frame` gets each text frame. Use `open_socket`."""

    def __init__(self, host: str) -> None:
        self.on_frame: Callable[[bytes], None] = lambda _frame: None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._host = host
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not inherit from asyncio.Transport.
        self._transport = transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /ws/messages HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    @override
    def data_received(self, data: bytes) -> None:
        data = self._buffer + data if self._buffer else data
        if not self.opened.done():
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._buffer = head
                return
            if not head.startswith(b"HTTP/1.1 101 "):
                self.opened.set_exception(ConnectionError(head.decode(errors="replace")))
                return
            self.opened.set_result(None)
        self._buffer = self._frames(data)

    def _frames(self, data: bytes) -> bytes:
        """Pass on whole frames and return the rest."""
        at = 0
        while len(data) - at >= 2:
            kind, length, start = data[at], data[at + 1], at + 2
            if length == 126:
                length, start = int.from_bytes(data[at + 2 : at + 4]), at + 4
            elif length == 127:
                length, start = int.from_bytes(data[at + 2 : at + 10]), at + 10
            if len(data) < start + length:
                break
            at = start + length
            if kind == TEXT:
                self.on_frame(data[start:at])
            elif kind == PING:
                self._write(PONG, data[start:at])
            elif kind == CLOSE:
                self.close()
        return data[at:]

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed before it was open"))
        if not self.closed.done():
            self.closed.set_result(None)

    def send(self, text: bytes) -> None:
        """Write one text frame without waiting."""
        self._write(TEXT, text)

    def close(self) -> None:
        """Drop the connection."""
        if self._transport is not None:
            self._transport.close()

    def reset(self) -> None:
        """Cut the connection with a TCP reset, as a dying proxy or a changing network does."""
        if self._transport is not None and not self.closed.done():
            self._set(sockets.SO_LINGER, NO_LINGER)
            self._transport.abort()

    def stop_reading(self) -> None:
        """Leave what comes in the kernel's buffer, which is made as small as possible."""
        if self._transport is not None and not self.closed.done():
            self._set(sockets.SO_RCVBUF, UNREAD_BYTES)
            self._transport.pause_reading()

    def read_on(self) -> None:
        """Read again after `stop_reading`."""
        if self._transport is not None and not self.closed.done():
            self._set(sockets.SO_RCVBUF, READ_BYTES)
            self._transport.resume_reading()

    def _set(self, option: int, value: int | bytes) -> None:
        assert self._transport is not None
        self._transport.get_extra_info("socket").setsockopt(sockets.SOL_SOCKET, option, value)

    def _write(self, kind: int, payload: bytes) -> None:
        assert self._transport is not None
        length = len(payload)
        head = bytes((kind, MASKED | length)) if length < 126 else bytes((kind, MASKED | 126)) + length.to_bytes(2)
        self._transport.write(head + ZEROS + payload)


async def open_socket(port: int, token: str) -> Socket:
    """Connect to a web process of this machine and sign in. Raises ConnectionError if the server refuses."""
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(f"127.0.0.1:{port}"), "127.0.0.1", port)
    await socket.opened
    answers = answers_of(socket)
    socket.send(b'{"id":0,"type":"authenticate","token":"%b"}' % token.encode())
    answered = asyncio.ensure_future(answers.get())
    either: list[asyncio.Future[Any]] = [answered, socket.closed]
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if not answered.done():
        answered.cancel()
        raise ConnectionError("closed before it was signed in")
    answer = answered.result()
    if b'"result"' not in answer:
        raise ConnectionError(answer.decode())
    return socket


def answers_of(socket: Socket) -> asyncio.Queue[bytes]:
    """Return a queue of the answers to commands. Updates are dropped."""
    answers: asyncio.Queue[bytes] = asyncio.Queue()
    socket.on_frame = lambda frame: answers.put_nowait(frame) if frame.startswith(ANSWER) else None
    return answers
