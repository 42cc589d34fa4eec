"""Requests under Daphne: bodies over the limit are refused before they are stored, and requests begin one by one."""

import logging
from typing import Any

from daphne.http_protocol import WebRequest
from django.conf import settings
from twisted.internet import reactor
from typing_extensions import override

from config.http.refusal import LINGER_SECONDS, whole_answer
from delivery.admission import admission

logger = logging.getLogger(__name__)


class LimitedRequest(WebRequest):
    """A request whose body may have up to API_BODY_BYTES."""

    _received = 0
    _refused = False

    async def room(self) -> None:
        """Wait until the client has taken most of what was written."""
        if self.channel is not None:
            await self.channel.writable.wait()

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
        # The connection may be lost before the request's turn.
        admission.admit(lambda: self.process() if self.channel is not None else None)

    @override
    def handle_reply(self, message: dict[str, Any]) -> None:
        if self.method == b"HEAD" and message["type"] == "http.response.body":
            # Daphne calls the write method of Twisted's class, which leaves out only the first part of the body. The
            # client would read the other parts as the next answer.
            message = message | {"body": b""}
        super().handle_reply(message)

    @override
    def handle_exception(self, exception: BaseException) -> None:
        try:
            if not self._response_started:
                super().handle_exception(exception)
                return
        except Exception:
            # It must not reach Daphne's loop over all connections, which would come to this one again and again.
            logger.exception("a failed request could not be answered")
        if self.channel is not None:
            self.channel.transport.abortConnection()

    def _refuse(self) -> None:
        if self._refused:
            return
        self._refused = True
        transport = self.channel.transport
        transport.write(whole_answer("too_large"))
        reactor.callLater(LINGER_SECONDS, transport.loseConnection)
