"""The way out of a WebSocket under Daphne: frames go to the socket itself as long as nothing waits before them."""

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

_last: tuple[bytes, bytes] = (b"", b"\x81\x00")


def text_frame(payload: bytes) -> bytes:
    """Return a server's unmasked text frame. The last one is kept: a fan-out encodes once for all sockets."""
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
        self._written = 0
        self._watch = StuckWatch(lambda: self._written, self.waiting, self._abort)

    def open(self, transport: Any) -> None:  # noqa: ANN401 - Twisted's typing does not know what is used here
        """Take over the transport of a socket that has just been accepted."""
        self._transport = transport
        # Twisted's HTTPChannel is still registered after the upgrade.
        transport.unregisterProducer()
        transport.registerProducer(self, True)
        # The kernel's own megabytes would hide a stuck client for half a minute.
        transport.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.SOCKET_SEND_BUFFER_BYTES)
        # A TLS transport forwards attributes: its `socket` is the one below, and would send clear text.
        if isinstance(transport, tcp.Connection) and not transport.TLS and can_write_directly(transport):
            self._direct = transport.socket.send

    @property
    def closed(self) -> bool:
        """Whether nothing can be written any more."""
        return bool(self._protocol.state != AutobahnProtocol.STATE_OPEN)

    def write(self, frame: bytes) -> None:
        """Write one text frame, whether there is room or not; nothing on a closed pipe."""
        if self._protocol.state != AutobahnProtocol.STATE_OPEN:
            return
        transport, rest = self._transport, text_frame(frame)
        self._written += len(rest)
        # Ping and close frames go through the transport: the order is kept because it must be empty here.
        if self._direct is not None and not transport._tempDataLen and not transport.dataBuffer:  # noqa: SLF001
            try:
                sent = self._direct(rest)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError:
                # The transport finds out by itself, on its reading side.
                return
            if sent == len(rest):
                return
            rest = rest[sent:]
        transport.write(rest)
        self._watch.start()

    def close(self, code: int) -> None:
        """Close with a code, behind what was written."""
        if not self.closed:
            self._protocol.sendClose(code)

    def waiting(self) -> int:
        """Return how many bytes wait in this process."""
        transport = self._transport
        return int(len(transport.dataBuffer) - transport.offset + transport._tempDataLen)  # noqa: SLF001

    def lost(self) -> None:
        """Let go of everything: the socket is gone."""
        self._watch.stop()
        self.writable.set()
        self.on_room = None

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Twisted's word that more than 64 KiB wait; said again on every write while they do."""
        self.writable.clear()

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Twisted's word that nothing waits any more."""
        self.writable.set()
        if self._transport.disconnecting:
            # A closed socket with a producer would never go.
            self._transport.unregisterProducer()
        elif self.on_room is not None:
            self.on_room()

    def stopProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Twisted's word that the connection is lost."""
        self.lost()

    def _abort(self) -> None:
        self._transport.abortConnection()


def can_write_directly(transport: Any) -> bool:  # noqa: ANN401 - the fields are private to Twisted
    """Return whether the private fields that tell "nothing waits" are as we know them."""
    return isinstance(getattr(transport, "_tempDataLen", None), int) and isinstance(
        getattr(transport, "dataBuffer", None), bytes
    )
