"""The process's link to the bus: one channel, the slots it has joined, and a canary that shows that the bus works."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from delivery.ending import end
from delivery.envelopes import Packed
from delivery.layer import REDIS_AWAY, forget_listener, on_subscriber_connected, publishing
from delivery.topics import ROUTER_CHANNEL_PREFIX, slot_topic

logger = logging.getLogger(__name__)

MIN_ROUND_SECONDS = 0.05


class Link:
    """Keeps one channel in the wanted slots. A slot that is no longer wanted is left at the next round.

    up: whether updates that other processes publish reach this process.
    wanted(): the slots to join.
    receive(items): called with the envelopes of each message.
    changed(reason): called when `up` changed, and when lost subscriptions work again. The reason is empty unless
    updates may have been missed.
    own_origin: messages with this origin are ignored, because this process has already delivered them.
    """

    def __init__(
        self,
        wanted: Callable[[], set[int]],
        receive: Callable[[list[Packed]], Awaitable[None]],
        changed: Callable[[str], None],
    ) -> None:
        self.up = False
        self.own_origin: bytes | None = None
        self._receive = receive
        self._changed = changed
        self._wanted = wanted
        self._joined: set[int] = set()
        self._joining = asyncio.Lock()
        self._channel: str | None = None
        # Not None: subscriptions were lost, and were made again some time after the canary of this number was sent.
        self._suspect_after: int | None = None
        self._sent_canary = self._returned_canary = 0
        self._was_up = False
        self._reported_away = False
        self._check_now = asyncio.Event()
        self._returned = asyncio.Event()
        self._received = 0
        self._busy = False
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Subscribe, and wait at most as long as Redis may take to answer. If Redis is away, go on trying."""
        on_subscriber_connected(self._on_subscriber_connected)
        first = asyncio.Event()
        self._tasks = [asyncio.create_task(self._watch(first))]
        await first.wait()

    async def stop(self) -> None:
        """End; no message is received any more."""
        forget_listener(self._on_subscriber_connected)
        await end(self._tasks)
        self._tasks = []
        self.up = False
        try:
            async with asyncio.timeout(settings.REDIS_TIMEOUT_SECONDS):
                await get_channel_layer().flush()
        except REDIS_AWAY:
            pass

    async def settle(self) -> None:
        """Join all wanted slots. While Redis is away this does nothing; they are joined when Redis is back."""
        if self.up and not self._wanted() <= self._joined:
            try:
                await self._join_wanted()
            except REDIS_AWAY:
                self.suspect()

    def suspect(self) -> None:
        """Check at once whether Redis works. Called by code that got an error from Redis."""
        self._check_now.set()

    def _on_subscriber_connected(self) -> None:
        self._suspect_after = self._sent_canary
        self._check_now.set()

    async def _watch(self, first: asyncio.Event) -> None:
        while True:
            self._check_now.clear()
            try:
                await self._round()
            except REDIS_AWAY as error:
                self._mark_away(error)
            except Exception as error:
                logger.exception("the router cannot use Redis")
                self._mark_away(error)
            first.set()
            try:
                async with asyncio.timeout(settings.CANARY_SECONDS):
                    await self._check_now.wait()
                # Every failed publish asks for a check. Without this pause that would be a busy loop against a dead
                # server.
                await asyncio.sleep(MIN_ROUND_SECONDS)
            except TimeoutError:
                pass

    async def _round(self) -> None:
        async with asyncio.timeout(2 * settings.REDIS_TIMEOUT_SECONDS):
            if self._channel is None:
                await self._open()
            await self._join_wanted()
        await self._send_canary()
        # Only the return of a canary sent after the new connection was made proves that the subscriptions work.
        while self._suspect_after is not None and self._returned_canary <= self._suspect_after:
            await self._send_canary()
        suspect, self._suspect_after = self._suspect_after is not None, None
        missed = self._was_up and (suspect or not self.up)
        if not self.up or missed:
            self._mark_up("redis" if missed or self._reported_away else "")

    async def _open(self) -> None:
        layer = get_channel_layer()
        try:
            channel = await layer.new_channel(ROUTER_CHANNEL_PREFIX)
        except BaseException:
            # Without this the layer would keep the half-made channel.
            await layer.flush()
            raise
        self._channel = channel
        self._suspect_after = None
        self._tasks.append(asyncio.create_task(self._read(layer, channel)))

    async def _join_wanted(self) -> None:
        layer = get_channel_layer()
        async with self._joining:
            for slot in self._wanted() - self._joined:
                await layer.group_add(slot_topic(slot), self._channel)
                self._joined.add(slot)
            for slot in self._joined - self._wanted():
                self._joined.discard(slot)
                await layer.group_discard(slot_topic(slot), self._channel)

    async def _send_canary(self) -> None:
        self._returned.clear()
        deadline = time.monotonic() + settings.REDIS_TIMEOUT_SECONDS
        received = self._received
        while not self._returned.is_set():
            if self._busy or received != self._received:
                # A message came, so the bus works, and the canary waits behind updates that are being delivered.
                received, deadline = self._received, time.monotonic() + settings.REDIS_TIMEOUT_SECONDS
            elif time.monotonic() > deadline:
                raise TimeoutError("the canary did not return")
            else:
                # Send again, because a canary that was sent before the subscription was made reached nobody.
                self._sent_canary += 1
                with publishing():
                    await get_channel_layer().send(self._channel, {"type": "canary", "number": self._sent_canary})
            try:
                async with asyncio.timeout(settings.REDIS_TIMEOUT_SECONDS / 5):
                    await self._returned.wait()
            except TimeoutError:
                pass

    async def _read(self, layer: Any, channel: str) -> None:  # noqa: ANN401 - channels has no types
        while True:
            message = await layer.receive(channel)
            self._busy = True
            self._received += 1
            try:
                if message["type"] == "canary":
                    self._returned_canary = message["number"]
                    self._returned.set()
                elif message["origin"] != self.own_origin:
                    await self._receive(message["updates"])
            except Exception:
                logger.exception("a message from Redis could not be delivered")
            self._busy = False

    def _mark_up(self, reason: str) -> None:
        if self._reported_away:
            logger.warning("Redis is back; it brings the updates of other processes again")
        self.up = self._was_up = True
        self._reported_away = False
        self._changed(reason)

    def _mark_away(self, error: Exception) -> None:
        if not self._reported_away:
            logger.warning(
                "Redis is away, so updates of other processes come from the poll: %s",
                str(error) or type(error).__name__,
            )
        self._reported_away = True
        if self.up:
            self.up = False
            self._changed("")
