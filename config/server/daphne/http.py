"""HTTP under Daphne: bodies over the limit are refused before they are stored, and idle connections can be closed."""

import weakref
from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest
from django.conf import settings
from twisted.internet import reactor
from twisted.web.http import HTTPChannel
from typing_extensions import override

from config.http.too_large import LENGTH_DIGITS, LINGER_SECONDS, problem


class LimitedRequest(WebRequest):
    """A request whose body may have up to API_BODY_BYTES."""

    _received = 0
    _refused = False

    @override
    def gotLength(self, length: int | None) -> None:
        super().gotLength(length)
        if length is not None and length > settings.API_BODY_BYTES:
            self._refuse()

    @override
    def handleContentChunk(self, data: bytes) -> None:
        self._received += len(data)
        if self._received > settings.API_BODY_BYTES:
            self._refuse()
        if not self._refused:
            super().handleContentChunk(data)

    @override
    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        if self._refused:
            self.channel.loseConnection()
            return
        # This does not call Twisted's method, which parses forms a second time and answers wrong ones with a bare 400.
        self.content.seek(0)
        self.args: dict[bytes, list[bytes]] = {}
        self.method, self.uri, self.clientproto = command, path, version
        self.path = path.partition(b"?")[0]
        self.process()

    @override
    def handle_reply(self, message: dict[str, Any]) -> None:
        if self.method == b"HEAD" and message["type"] == "http.response.body":
            # Daphne calls the write method of Twisted's class, which leaves out only the first part of the body. The
            # client would read the other parts as the next answer.
            message = message | {"body": b""}
        super().handle_reply(message)

    @override
    def handle_exception(self, exception: BaseException) -> None:
        # Daphne's method would begin a second answer. That raises, and Daphne's loop over all connections would stop
        # for ever.
        if not self._response_started:
            super().handle_exception(exception)
        elif self.channel is not None:
            self.channel.transport.abortConnection()

    def _refuse(self) -> None:
        if self._refused:
            return
        self._refused = True
        headers, body = problem()
        lines = [b"HTTP/1.1 413 Content Too Large", *(name + b": " + value for name, value in headers)]
        transport = self.channel.transport
        transport.write(b"\r\n".join([*lines, b"connection: close", b"", body]))
        reactor.callLater(LINGER_SECONDS, transport.loseConnection)


class Channel(HTTPChannel):
    """One HTTP connection, which registers itself at its factory."""

    @override
    def connectionMade(self) -> None:
        super().connectionMade()
        self.factory.channels.add(self)

    @override
    def headerReceived(self, line: bytes) -> bool:
        name, _, length = line.partition(b":")
        if name.lower() == b"content-length" and len(length.strip()) > LENGTH_DIGITS and length.strip().isdigit():
            line = b"Content-Length: " + b"9" * LENGTH_DIGITS
        return bool(super().headerReceived(line))


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

    def close_idle(self) -> None:
        """Close the connections on which no request is running. A WebSocket stays open: it keeps its request."""
        for channel in tuple(self.channels):
            if not channel.requests:
                channel.loseConnection()
