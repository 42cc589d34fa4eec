"""A player at a socket: sends messages that contain the time, notes acks and messages, acknowledges as clients do."""

import asyncio
import re
import time
from collections.abc import Callable
from uuid import UUID, uuid4

from ops.bench.cast import Player
from ops.bench.wire import ANSWER, Socket, open_socket

ACK_SECONDS = 0.2
_SENT_AT = re.compile(rb'"text" ?: ?"at=(\d+)"')
_SEQ = re.compile(rb'"seq" ?: ?(\d+)')
CHANGE = b'{"update":"change"'
ERROR = b'"error"'


class Talker:
    """A signed-in socket in one conversation.

    acked, received: for each message, the seconds since it was sent. acknowledging: "contract" (at once when idle, at
    most every 200 ms), "each" message, or "none".
    """

    def __init__(self, socket: Socket, conversation_id: UUID, acknowledging: str = "contract") -> None:
        self.acked: list[float] = []
        self.received: list[float] = []
        self.received_at = 0.0
        self.failures = 0
        self.on_ack: Callable[[], None] = lambda: None
        self.on_received: Callable[[float], None] = lambda _sent_at: None
        self._socket = socket
        self._id = str(conversation_id).encode()
        self._acknowledging = acknowledging
        self._sent: dict[int, float] = {}
        self._number = 0
        self._acknowledged_at, self._seq = 0.0, 0
        self._timer: asyncio.TimerHandle | None = None
        socket.on_frame = self._take

    @classmethod
    async def open(cls, port: int, player: Player, conversation_id: UUID, acknowledging: str = "contract") -> "Talker":
        """Connect a player."""
        return cls(await open_socket(port, player.token), conversation_id, acknowledging)

    def send(self) -> None:
        """Send one message."""
        self._number += 1
        now = time.perf_counter()
        self._sent[self._number] = now
        self._socket.send(
            b'{"id":%d,"type":"send_message","conversation_id":"%b","client_message_id":"%b","text":"at=%d"}'
            % (self._number, self._id, str(uuid4()).encode(), int(now * 1e9))
        )

    @property
    def waiting(self) -> bool:
        """Whether an ack is still to come."""
        return bool(self._sent)

    def close(self) -> None:
        """Leave."""
        if self._timer is not None:
            self._timer.cancel()
        self._socket.close()

    def _take(self, frame: bytes) -> None:
        if frame.startswith(CHANGE):
            self._message(frame)
        elif frame.startswith(ANSWER):
            sent_at = self._sent.pop(int(frame[6 : frame.index(b",")]), None)
            if sent_at is not None:
                self.failures += ERROR in frame[:40]
                self.acked.append(time.perf_counter() - sent_at)
                self.on_ack()

    def _message(self, frame: bytes) -> None:
        found = _SENT_AT.search(frame)
        if found is None:
            return
        self.received_at = time.perf_counter()
        sent_at = int(found[1]) / 1e9
        self.received.append(self.received_at - sent_at)
        self.on_received(sent_at)
        if self._acknowledging == "none":
            return
        seq = _SEQ.search(frame)
        assert seq is not None
        self._seq = max(self._seq, int(seq[1]))
        wait = 0.0 if self._acknowledging == "each" else self._acknowledged_at + ACK_SECONDS - self.received_at
        if wait <= 0:
            self._acknowledge()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(wait, self._acknowledge)

    def _acknowledge(self) -> None:
        self._timer = None
        self._acknowledged_at = time.perf_counter()
        self._socket.send(b'{"id":0,"type":"ack","conversation_id":"%b","seq":%d}' % (self._id, self._seq))
