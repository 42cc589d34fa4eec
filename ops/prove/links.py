"""One connection through the proxy: its two halves, and the ways in which it breaks."""

import asyncio
import contextlib
import socket
import struct
from collections import deque
from random import Random
from typing import NamedTuple, cast

from typing_extensions import override

# How much is held back in one direction. More than that stays with the sender.
HELD_BYTES = 1024 * 1024
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Address(NamedTuple):
    """Where a listener leads: a host and port, or the path of a Unix socket."""

    host: str = ""
    port: int = 0
    path: str = ""


class Half(asyncio.Protocol):
    """One end of a link. What arrives here goes to `other`."""

    def __init__(self, link: "Link") -> None:
        self.link = link
        self.transport: asyncio.Transport | None = None
        self.other: Half
        self.held: deque[bytes | None] = deque()
        self.held_bytes = 0
        self.stuck = self.ended = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not inherit from asyncio.Transport.
        self.transport = cast("asyncio.Transport", transport)
        self.link.made(self)

    @override
    def data_received(self, data: bytes) -> None:
        self.carry(data)

    @override
    def eof_received(self) -> bool:
        self.carry(None)
        return True

    def carry(self, data: bytes | None) -> None:
        """Pass on what arrived, at once or later. None stands for the end of the data."""
        if self.link.swallows:
            return
        connecting = self.other.transport is None and not self.link.connected
        if not self.link.delay and not self.held and not connecting:
            self.deliver(data)
            return
        self.held.append(data)
        self.held_bytes += len(data or b"")
        if self.held_bytes > HELD_BYTES:
            self.pause()
        if not connecting:
            asyncio.get_running_loop().call_later(self.link.delay, self.deliver_held)

    def deliver_held(self) -> None:
        """Pass on the data that has waited longest."""
        if not self.held:
            return
        data = self.held.popleft()
        self.held_bytes -= len(data or b"")
        if self.held_bytes <= HELD_BYTES:
            self.resume()
        self.deliver(data)

    def deliver(self, data: bytes | None) -> None:
        """Pass on the data now."""
        transport = self.other.transport
        if transport is None or transport.is_closing() or self.link.swallows or self.ended:
            return
        if data is not None:
            transport.write(data)
            return
        self.ended = True
        if self.other.ended:
            self.close()
            self.other.close()
        else:
            with contextlib.suppress(OSError, RuntimeError):
                transport.write_eof()

    @override
    def pause_writing(self) -> None:
        self.other.pause()

    @override
    def resume_writing(self) -> None:
        self.other.resume()

    def pause(self) -> None:
        """Stop reading from this end for now."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.pause_reading()

    def resume(self) -> None:
        """Read from this end again, unless it is stuck or the other end is not connected yet."""
        if self.transport is not None and not self.transport.is_closing() and not self.stuck:
            self.transport.resume_reading()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.link.lost(self, exc)

    def close(self) -> None:
        """Close this end once everything is written. Does nothing if it is closed."""
        if self.transport is not None:
            self.transport.close()

    def abort(self) -> None:
        """Close this end with a RST. Does nothing if it is closed."""
        if self.transport is None:
            return
        with contextlib.suppress(OSError):
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.transport.abort()


class Link:
    """A connection of a client (`front`) to a server (`back`). It is in `links` while it lives."""

    def __init__(self, links: "set[Link]", address: Address) -> None:
        self.front, self.back = Half(self), Half(self)
        self.front.other, self.back.other = self.back, self.front
        self.links, self.address = links, address
        self.delay = 0.0
        self.swallows = self.vanished = self.connected = False
        self.connecting: asyncio.Task[None] | None = None

    def made(self, half: Half) -> None:
        """Note that one end is connected."""
        if half is self.front:
            self.links.add(self)
            self.connecting = asyncio.get_running_loop().create_task(self.connect())

    def lost(self, half: Half, error: Exception | None) -> None:
        """End the other end in the way in which this one ended, unless the other side must not notice."""
        half.transport = None
        if self.vanished and half is self.front:
            return
        if half.other.transport is None:
            self.links.discard(self)
        elif self.swallows and not self.vanished:
            # The other end will notice when the network works again.
            return
        elif error is not None:
            half.other.abort()
        else:
            half.other.close()

    def reset(self, _random: Random | None = None) -> None:
        """Reset both ends."""
        self.front.abort()
        self.back.abort()
        self.links.discard(self)

    def half_close(self, random: Random) -> None:
        """End one direction; the other direction goes on."""
        random.choice((self.front, self.back)).carry(None)

    def vanish(self, _random: Random) -> None:
        """Take the client away without the server noticing."""
        self.vanished = self.swallows = True
        self.front.abort()

    def stop_reading(self, _random: Random) -> None:
        """Read nothing from the server."""
        self.back.stuck = True
        self.back.pause()

    def read_again(self) -> None:
        """Read from the server again."""
        self.back.stuck = False
        self.back.resume()

    async def connect(self) -> None:
        """Connect to the server. If the server is not there, the client's connection is reset."""
        loop = asyncio.get_running_loop()
        try:
            if self.address.path:
                await loop.create_unix_connection(lambda: self.back, self.address.path)
            else:
                await loop.create_connection(lambda: self.back, self.address.host, self.address.port)
        except OSError:
            self.reset()
        else:
            self.connected = True
            if self.front.transport is None:
                self.back.abort()
            # Pass on what the client sent meanwhile: uvloop starts reading whatever connection_made says.
            while self.front.held:
                self.front.deliver_held()
