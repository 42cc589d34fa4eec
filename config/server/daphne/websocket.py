"""A WebSocket under Daphne: its pipe out, a bound on what is read ahead, and close codes that reach the client."""

import asyncio
import time
from typing import Any

from autobahn.websocket.protocol import WebSocketProtocol as AutobahnProtocol
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from django.conf import settings
from typing_extensions import override

from config.server.daphne.pipe import Pipe


def text_at(data: bytes, start: int) -> tuple[str, int] | None:
    """Return the text of the unfragmented text frame at `start` and where the frame ends; None for anything else.

    Anything else is not wholly there, of another kind, too large or not valid: autobahn's to judge.
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
    """What was read and not yet taken by the consumer. Full, it stops the reading; half empty, it starts it again."""

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
        # Nearly all that comes is whole text frames, for which autobahn's own reading takes ten times as long.
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
        # After our own close frame whatever comes is of no interest, and nobody may be there to take it.
        if self.state == AutobahnProtocol.STATE_OPEN:
            super().onMessage(payload, isBinary)

    @override
    def onClose(self, wasClean: bool, code: int, reason: str) -> None:
        if hasattr(self, "pipe"):
            self.pipe.lost()
            self.server.sockets.discard(self)
            super().onClose(wasClean, code, reason)

    @override
    def check_timeouts(self) -> None:
        if self.inbound.paused:
            # Its pongs lie unread behind what the consumer has not taken.
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
            # autobahn would drop the connection without a word on bad UTF-8, oversized frames and the like.
            failByDrop=False,
            # The close frame of a slow reader stands behind what it has not read yet. A second more: autobahn cuts the
            # moment at which its time is over to whole seconds.
            closeHandshakeTimeout=settings.SOCKET_CLOSE_SECONDS + 1,
            **options,
        )
