"""The kinds of clients: with a socket, with long polls, and with plain REST."""

import asyncio
import time
from functools import partial
from typing import Any

from typing_extensions import override

from ops.prove.clients.device import Backoff, Device
from ops.prove.clients.edges import Edge, Lost, Refused, Socket, open_socket
from ops.prove.reducer import Json

# How long a change that came too early waits for the missing ones before they are pulled.
HOLD_SECONDS = 0.1
RESYNC_SECONDS = 3.0
# The least time between two acknowledgements of a client under load.
ACK_SECONDS = 0.2
WAIT_SECONDS = 25
POLL_ANSWER_SECONDS = 40.0
REST_ONLY_SECONDS = 2.0
# How long a restless client stays connected.
STAY_SECONDS = (30.0, 120.0)


class SocketDevice(Device):
    """Lives on updates, and pulls what they leave out."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as Device
        super().__init__(*arguments, **options)
        self.socket: Socket | None = None
        self.sockets = 0
        self.news = asyncio.Event()
        self.gaps: dict[str, float] = {}
        self.acked_at: dict[str, float] = {}

    @override
    async def run(self) -> None:
        backoff = Backoff(self.random)
        while True:
            self.another_web()
            self.sockets += 1
            name = f"{self.name}/{self.sockets}"
            try:
                self.socket = await open_socket(self.world.addresses[self.web], self.token, self.web, name)
            except (Refused, Lost):
                await asyncio.sleep(backoff.seconds())
                continue
            self.socket.on_update = self.take
            # Note the loss at once, because a pull over REST goes on without the socket and may take long.
            self.socket.reader.add_done_callback(partial(self.went, name))
            try:
                await self.sync()
                backoff.tries = 0
                self.write("connected", person=self.user, web=self.web, socket=name)
                await self.keep_up(self.socket)
            except (Refused, Lost):
                pass
            finally:
                self.went(name)
                await self.socket.close()
            await asyncio.sleep(backoff.seconds())

    def went(self, name: str, _reader: object = None) -> None:
        """Note that a socket is lost or was left. For one that was left, this is noted again when it is closed."""
        self.ready.clear()
        self.write("gone", person=self.user, web=self.web, socket=name)

    def take(self, update: Json) -> None:
        """Apply one update now; do later what it asks for."""
        self.state.take_update(update)
        self.news.set()

    async def keep_up(self, socket: Socket) -> None:
        """Do what updates ask for until the socket is lost or left. Raises Refused, Lost."""
        leave_at = time.monotonic() + self.random.uniform(*STAY_SECONDS)
        while not socket.reader.done() and not (self.restless and time.monotonic() > leave_at):
            self.news.clear()
            later = await self.repair(socket)
            if not self.news.is_set():
                self.ready.set() if later is None else self.ready.clear()
            news = asyncio.ensure_future(self.news.wait())
            await asyncio.wait({news, socket.reader}, timeout=later, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
        raise Lost("socket closed, or left")

    async def repair(self, socket: Socket) -> float | None:
        """Do what is due now; return in how many seconds more is due, None if nothing is left."""
        account = self.state.account
        if account.missed or account.outdated:
            if account.missed:
                account.missed = False
                await asyncio.sleep(self.random.uniform(0, RESYNC_SECONDS))
            account.outdated = False
            await self.sync()
        for one in [*account.unknown, *(one for one, window in account.windows.items() if window.outdated)]:
            await self.load(one)
        later = [await self.fill(one) for one in list(account.windows)]
        later += [await self.ack_soon(one, socket) for one in list(account.windows)]
        return min((seconds for seconds in later if seconds is not None), default=None)

    async def fill(self, conversation: str) -> float | None:
        """Pull the changes that are missing before one that came too early, once that one has waited long enough."""
        window = self.state.windows[conversation]
        if not window.held and window.head <= window.position and not window.pulling:
            self.gaps.pop(conversation, None)
            return None
        left = self.gaps.setdefault(conversation, time.monotonic() + HOLD_SECONDS) - time.monotonic()
        if left > 0:
            return left
        del self.gaps[conversation]
        await self.pull(conversation)
        # The changes after that are not for this person: they may not see them any more.
        window.head = min(window.head, window.position)
        return None

    async def ack_soon(self, conversation: str, socket: Socket) -> float | None:
        """Send how far messages have arrived: at once when idle, else after a while."""
        left = self.acked_at.get(conversation, 0.0) + ACK_SECONDS - time.monotonic()
        if left > 0:
            return left if self.state.windows[conversation].arrived() is not None else None
        if await self.ack(conversation, socket):
            self.acked_at[conversation] = time.monotonic()
        return None

    @override
    async def ask_sync(self, since: str | None) -> Json:
        assert self.socket is not None
        return await self.socket.ask("sync", {} if since is None else {"since": since})

    @override
    async def ask_changes(self, conversation: str, after: int) -> Json:
        assert self.socket is not None
        return await self.socket.ask("changes", {"conversation_id": conversation, "after": after})

    @override
    def edge(self) -> Edge:
        return self.rest if self.socket is None or self.socket.reader.done() else self.socket


class PollDevice(Device):
    """Lives on /sync: with long polls, or, if `wait_seconds` is 0, by asking now and then."""

    wait_seconds = WAIT_SECONDS

    @override
    async def run(self) -> None:
        backoff = Backoff(self.random)
        while True:
            try:
                await self.step()
                backoff.tries = 0
            except (Refused, Lost):
                if self.ready.is_set():
                    self.ready.clear()
                    self.write("gone", person=self.user, web=self.web, socket=None)
                self.another_web()
                await asyncio.sleep(backoff.seconds())

    async def step(self) -> None:
        """Ask once, take the answer, and send how far messages have arrived."""
        await self.sync_once()
        for one in [
            *self.state.account.unknown,
            *(one for one, window in self.state.windows.items() if window.outdated),
        ]:
            await self.load(one)
        for one in list(self.state.windows):
            await self.ack(one, self.rest)
        if not self.ready.is_set():
            self.ready.set()
            if self.wait_seconds:
                self.write("connected", person=self.user, web=self.web, socket=None)

    @override
    async def ask_sync(self, since: str | None) -> Json:
        path = "/sync" if since is None else f"/sync?since={since}&wait={self.wait_seconds}"
        return await self.rest.call("GET", path, seconds=POLL_ANSWER_SECONDS)

    @override
    def edge(self) -> Edge:
        return self.rest


class RestDevice(PollDevice):
    """Asks now and then, and never waits at the server."""

    wait_seconds = 0

    @override
    async def step(self) -> None:
        await super().step()
        await asyncio.sleep(self.random.uniform(0.5, 1.5) * REST_ONLY_SECONDS)
