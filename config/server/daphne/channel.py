"""One HTTP connection under Daphne. The application waits while the client does not read; slow clients are cut."""

import asyncio
import weakref
from collections.abc import Iterable
from typing import Any

from daphne.http_protocol import HTTPFactory
from twisted.web.http import HTTPChannel
from typing_extensions import override

from config.http.refusal import LENGTH_DIGITS, whole_answer
from config.metrics.http import CUT
from config.server.daphne.http import LimitedRequest
from config.server.daphne.pipe import waiting_bytes
from config.server.pace import Pace, Phase, unconfirmed_bytes


class Channel(HTTPChannel):
    """One HTTP connection, which registers itself at its factory."""

    @override
    def connectionMade(self) -> None:
        self.pace = Pace(self._waiting)
        self.writable = asyncio.Event()
        self.writable.set()
        super().connectionMade()
        self.factory.channels.add(self)

    @override
    def dataReceived(self, data: bytes) -> None:
        self.pace.receive(len(data))
        super().dataReceived(data)

    @override
    def headerReceived(self, line: bytes) -> bool:
        name, _, length = line.partition(b":")
        if name.lower() == b"content-length" and len(length.strip()) > LENGTH_DIGITS and length.strip().isdigit():
            line = b"Content-Length: " + b"9" * LENGTH_DIGITS
        return bool(super().headerReceived(line))

    @override
    def allHeadersReceived(self) -> None:
        self.pace.enter(Phase.BODY)
        super().allHeadersReceived()

    @override
    def allContentReceived(self) -> None:
        self.pace.enter(Phase.ANSWER)
        super().allContentReceived()

    @override
    def requestDone(self, request: Any) -> None:
        # Before Twisted's method, because that may begin with the next request.
        self.pace.enter(Phase.IDLE)
        super().requestDone(request)

    @override
    def writeHeaders(self, *arguments: Any) -> None:
        before = waiting_bytes(self.transport)
        super().writeHeaders(*arguments)
        self.pace.written += waiting_bytes(self.transport) - before

    @override
    def write(self, data: bytes) -> None:
        self.pace.written += len(data)
        super().write(data)

    @override
    def writeSequence(self, iovec: Iterable[bytes]) -> None:
        self.write(b"".join(iovec))

    @override
    def pauseProducing(self) -> None:
        self.writable.clear()
        super().pauseProducing()

    @override
    def resumeProducing(self) -> None:
        self.writable.set()
        super().resumeProducing()

    @override
    def loseConnection(self) -> None:
        # From now on Twisted does not call resumeProducing.
        self.writable.set()
        super().loseConnection()

    @override
    def connectionLost(self, reason: Any) -> None:
        self.writable.set()
        self.factory.channels.discard(self)
        super().connectionLost(reason)

    def check_pace(self) -> None:
        """Cut the connection if its client is too slow."""
        if getattr(self.transport, "protocol", None) is not self:
            return  # it has become a WebSocket
        fault = self.pace.fault()
        if fault is None:
            return
        CUT.labels(fault).inc()
        if fault == "answer":
            self.transport.abortConnection()
            return
        self.pace.enter(Phase.ANSWER)
        if self.pace.received:
            self.transport.write(whole_answer("too_slow"))
        self.loseConnection()

    def _waiting(self) -> int:
        return waiting_bytes(self.transport) + unconfirmed_bytes(self.transport.socket)


class LimitedFactory(HTTPFactory):
    """Makes Channels, and knows the open ones."""

    protocol = Channel

    @override
    def __init__(self, server: Any) -> None:
        super().__init__(server)
        self.channels: weakref.WeakSet[Channel] = weakref.WeakSet()

    @override
    def buildProtocol(self, addr: Any) -> Any:
        channel = super().buildProtocol(addr)
        channel.requestFactory = LimitedRequest
        return channel

    def check_pace(self) -> None:
        """Cut the connections whose clients are too slow."""
        for channel in tuple(self.channels):
            channel.check_pace()

    def close_idle(self) -> None:
        """Close the connections on which no request is running. A WebSocket stays open: it keeps its request."""
        for channel in tuple(self.channels):
            if not channel.requests:
                channel.loseConnection()
