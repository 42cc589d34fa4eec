"""The outgoing side of a WebSocket under Daphne: frames go directly to the socket if no bytes wait before them.

The frames that are written in one turn of the loop, for example a batch of messages, are sent with one call into the
kernel at the end of the turn.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from autobahn.websocket.protocol import WebSocketProtocol as AutobahnProtocol
from django.conf import settings
from twisted.internet import tcp
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from delivery.connection.stuck import StuckWatch

# More bytes than this for one socket are sent at once, not at the end of the turn.
HELD_BYTES = 16_384

_last: tuple[bytes, bytes] = (b"", b"\x81\x00")
_holding: list["Pipe"] = []


def flush_all() -> None:
    """Send the held frames of every pipe."""
    pipes = _holding.copy()
    _holding.clear()
    for pipe in pipes:
        pipe.flush()


def text_frame(payload: bytes) -> bytes:
    """Return a server's unmasked text frame. The last one is cached, so that a fan-out encodes once for all sockets."""
    global _last
    if payload is _last[0]:
        return _last[1]
    length = len(payload)
    if length < 126:
        head = bytes((0x81, length))
    elif length < 65536:
        head = b"\x81\x7e" + length.to_bytes(2)
    else:
        head = b"\x81\x7f" + length.to_bytes(8)
    frame = head + payload
    _last = (payload, frame)
    return frame


@implementer(IPushProducer)
class Pipe:
    """Implements delivery.connection.Pipe over one protocol of autobahn and its Twisted transport."""

    def __init__(self, protocol: Any) -> None:  # noqa: ANN401 - autobahn has no types
        self.writable = asyncio.Event()
        self.writable.set()
        self.on_room: Callable[[], None] | None = None
        self._protocol = protocol
        self._transport: Any = None
        self._direct: Callable[[bytes], int] | None = None
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._written = 0
        self._watch = StuckWatch(lambda: self._written, self.waiting, self._abort)

    def open(self, transport: Any) -> None:  # noqa: ANN401 - Twisted's typing does not know what is used here
        """Take over the transport of a socket that was just accepted."""
        self._transport = transport
        # Twisted's HTTPChannel is still registered after the upgrade.
        transport.unregisterProducer()
        transport.registerProducer(self, True)
        # A small buffer, because the kernel's default of several megabytes would hide a stuck client for half a minute.
        transport.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.SOCKET_SEND_BUFFER_BYTES)
        # Not with TLS: a TLS transport forwards attributes, so its `socket` is the one below it and sends plain text.
        if isinstance(transport, tcp.Connection) and not transport.TLS and may_write_directly(transport):
            self._direct = transport.socket.send

    @property
    def closed(self) -> bool:
        """Whether no frame can be written any more."""
        return bool(self._protocol.state != AutobahnProtocol.STATE_OPEN)

    def write(self, frame: bytes) -> None:
        """Write one text frame, even when the buffer is full. Does nothing on a closed pipe."""
        if self._protocol.state != AutobahnProtocol.STATE_OPEN:
            return
        encoded = text_frame(frame)
        self._written += len(encoded)
        if not self._held:
            if not _holding:
                asyncio.get_running_loop().call_soon(flush_all)
            _holding.append(self)
        self._held.append(encoded)
        self._held_bytes += len(encoded)
        if self._held_bytes >= HELD_BYTES:
            self.flush()

    def flush(self) -> None:
        """Send the held frames."""
        if not self._held:
            return
        rest = self._held[0] if len(self._held) == 1 else b"".join(self._held)
        self._held.clear()
        self._held_bytes = 0
        if self._protocol.state != AutobahnProtocol.STATE_OPEN:
            return
        transport = self._transport
        # Ping and close frames go through the transport. The order is kept, because the transport must be empty here.
        if self._direct is not None and not transport._tempDataLen and not transport.dataBuffer:  # noqa: SLF001
            try:
                sent = self._direct(rest)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError:
                # Abort here, because the reading side may never notice the error: see Reactor.
                transport.abortConnection()
                return
            if sent == len(rest):
                return
            rest = rest[sent:]
        transport.write(rest)
        self._watch.start()

    def close(self, code: int) -> None:
        """Close with a code, after the frames already written."""
        if not self.closed:
            self.flush()
            self._protocol.sendClose(code)

    def waiting(self) -> int:
        """Return how many bytes wait in this process."""
        return waiting_bytes(self._transport) + self._held_bytes

    def lost(self) -> None:
        """Free everything, because the socket was lost."""
        self._held.clear()
        self._held_bytes = 0
        self._watch.stop()
        self.writable.set()
        self.on_room = None

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Called by Twisted when more than 64 KiB wait, and at every write while they still wait."""
        self.writable.clear()

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Called by Twisted when no bytes wait any more."""
        self.writable.set()
        if self._transport.disconnecting:
            # Without this, Twisted would never close a socket that still has a producer.
            self._transport.unregisterProducer()
        elif self.on_room is not None:
            self.on_room()

    def stopProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Called by Twisted when the connection is lost."""
        self.lost()

    def _abort(self) -> None:
        self._transport.abortConnection()


def waiting_bytes(transport: Any) -> int:  # noqa: ANN401 - the fields are private to Twisted
    """Return how many bytes wait in a transport of Twisted."""
    return int(len(transport.dataBuffer) - transport.offset + transport._tempDataLen)  # noqa: SLF001


def may_write_directly(transport: Any) -> bool:  # noqa: ANN401 - the fields are private to Twisted
    """Return whether Twisted's private fields that show whether bytes wait have the types we know."""
    return isinstance(getattr(transport, "_tempDataLen", None), int) and isinstance(
        getattr(transport, "dataBuffer", None), bytes
    )
