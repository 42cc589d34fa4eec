"""A WebSocket under Daphne: its outgoing pipe, a bound on frames read ahead, and close codes that reach the client."""

import asyncio
import logging
import time
from typing import Any

from autobahn.websocket.protocol import WebSocketProtocol as AutobahnProtocol
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from django.conf import settings
from typing_extensions import override

from config.server.daphne.pipe import Pipe

logger = logging.getLogger(__name__)


def text_at(data: bytes, start: int) -> tuple[str, int] | None:
    """Return (text, end) of the unfragmented text frame at `start`; None for anything else.

    Anything else is incomplete, another kind of frame, too large or invalid. autobahn then decides what to do.
    """
    if len(data) < start + 6 or data[start] != 0x81:
        return None
    length, at = data[start + 1] - 128, start + 2
    if length == 126:
        length, at = int.from_bytes(data[at : at + 2]), at + 2
        if length < 126:
            return None
    elif not 0 <= length < 126:
        return None
    end = at + 4 + length
    if end > len(data) or length > settings.SOCKET_FRAME_BYTES:
        return None
    mask = data[at : at + 4] * (length // 4 + 1)
    payload = int.from_bytes(data[at + 4 : end]) ^ int.from_bytes(mask[:length])
    try:
        return payload.to_bytes(length).decode(), end
    except UnicodeDecodeError:
        return None


class Inbound(asyncio.Queue[dict[str, Any]]):
    """The frames that the consumer has not read yet. A full queue pauses reading from the socket until half empty."""

    def __init__(self, protocol: "SocketProtocol") -> None:
        super().__init__()
        self._protocol = protocol
        self.paused = False

    @override
    def put_nowait(self, item: dict[str, Any]) -> None:
        super().put_nowait(item)
        if not self.paused and self.qsize() >= settings.SOCKET_INBOUND_FRAMES:
            self.paused = True
            self._protocol.transport.pauseProducing()

    @override
    async def get(self) -> dict[str, Any]:
        item = await super().get()
        if self.paused and self.qsize() <= settings.SOCKET_INBOUND_FRAMES // 2:
            self.paused = False
            self._protocol.transport.resumeProducing()
        return item


class SocketProtocol(WebSocketProtocol):
    """Daphne's protocol with a pipe."""

    pipe: Pipe
    inbound: Inbound

    @override
    def onConnect(self, request: Any) -> Any:
        self.pipe = Pipe(self)
        self.inbound = Inbound(self)
        return super().onConnect(request)

    @override
    def onOpen(self) -> None:
        self.pipe.open(self.transport)
        super().onOpen()

    @override
    def dataReceived(self, data: bytes) -> None:
        # Read whole text frames here: nearly all frames are such, and autobahn takes ten times as long for them.
        start = 0
        if self.state == AutobahnProtocol.STATE_OPEN and not (self.data or self.current_frame or self.inside_message):
            while not self.muted and (found := text_at(data, start)) is not None:
                text, start = found
                self.last_ping = time.time()
                self.inbound.put_nowait({"type": "websocket.receive", "text": text})
        if start < len(data):
            super().dataReceived(data[start:])

    @override
    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        # Ignore frames after our own close frame: nobody needs them, and the consumer may have ended.
        if self.state == AutobahnProtocol.STATE_OPEN:
            super().onMessage(payload, isBinary)

    @override
    def onClose(self, wasClean: bool, code: int, reason: str) -> None:
        if hasattr(self, "pipe"):
            self.pipe.lost()
            self.server.sockets.discard(self)
            super().onClose(wasClean, code, reason)

    @override
    def handle_exception(self, exception: BaseException) -> None:
        try:
            super().handle_exception(exception)
        except Exception:
            # It must not reach Daphne's loop over all connections, which would come to this one again and again.
            logger.exception("a failed socket could not be closed")
            self.transport.abortConnection()

    @override
    def check_timeouts(self) -> None:
        if self.inbound.paused:
            # Reading is paused, so the client's pongs wait unread behind frames that the consumer has not read.
            self.last_ping = time.time()
        super().check_timeouts()

    @override
    def onAutoPingTimeout(self) -> None:
        if self.inbound.paused:
            self.autoPingTimeoutCall = None
        else:
            super().onAutoPingTimeout()


class SocketFactory(WebSocketFactory):
    """Makes SocketProtocols."""

    protocol = SocketProtocol

    @override
    def setProtocolOptions(self, **options: Any) -> None:
        super().setProtocolOptions(
            # Otherwise autobahn would drop the connection without a close code, for example after bad UTF-8 or an
            # oversized frame.
            failByDrop=False,
            # A slow reader gets the close frame only after all that it has not read yet. One second more, because
            # autobahn rounds the end of the timeout down to whole seconds.
            closeHandshakeTimeout=settings.SOCKET_CLOSE_SECONDS + 1,
            **options,
        )
