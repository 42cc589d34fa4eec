"""The socket client of tests: every reply and update is checked as it arrives."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.harness.answers import ErrorReply, Reply, check_result, check_update

WAIT_SECONDS = 15.0


class CommandError(Exception):
    """A command was answered with an error: its code, and the whole error."""

    def __init__(self, error: ErrorReply) -> None:
        super().__init__(f"{error.code}: {error.detail} {error.errors or ''}")
        self.code = error.code
        self.error = error


class SocketClient:
    """One open socket. `updates` has all that arrived, in order; `next_update` hands each out once."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.updates: list[dict[str, Any]] = []
        self.unseen: list[dict[str, Any]] = []
        self.last_id = 0
        self.waiting: dict[int, tuple[str, asyncio.Future[dict[str, Any]]]] = {}
        self.arrived = asyncio.Condition()
        self.failure: Exception | None = None
        self.reader = asyncio.create_task(self.read())

    @property
    def close_code(self) -> int | None:
        """How the socket was closed; None while it is open."""
        return self.socket.close_code

    @property
    def of_conversations(self) -> list[dict[str, Any]]:
        """All updates but `account`, which may also tell of what one did oneself just before connecting."""
        return [update for update in self.updates if update["update"] != "account"]

    async def read(self) -> None:
        """Take frames until the socket is closed; what is wrong with one is raised where the test waits next."""
        try:
            async for frame in self.socket:
                await self.take(orjson.loads(frame))
        except ConnectionClosed:
            pass
        except Exception as error:  # noqa: BLE001  # kept, and raised by whoever waits
            self.failure = error
        closed = self.failure or ConnectionError(f"the socket is closed: {self.close_code}")
        for _, future in self.waiting.values():
            if not future.done():
                future.set_exception(closed)
        async with self.arrived:
            self.arrived.notify_all()

    async def take(self, frame: dict[str, Any]) -> None:
        if "update" in frame:
            check_update(frame)
            async with self.arrived:
                self.updates.append(frame)
                self.unseen.append(frame)
                self.arrived.notify_all()
            return
        reply = Reply.model_validate(frame)
        command, future = self.waiting.pop(reply.id)
        if reply.result is not None:
            check_result(command, reply.result)
        if future.done():
            return
        if reply.error is not None:
            future.set_exception(CommandError(reply.error))
        else:
            assert reply.result is not None, "a reply has a result or an error"
            future.set_result(reply.result)

    def raise_failure(self) -> None:
        if self.failure is not None:
            raise self.failure

    async def begin(self, command: str, **fields: Any) -> asyncio.Future[dict[str, Any]]:
        """Send a command without waiting for its reply."""
        self.raise_failure()
        self.last_id += 1
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.waiting[self.last_id] = (command, future)
        await self.socket.send(orjson.dumps({"id": self.last_id, "type": command, **fields}).decode())
        return future

    async def command(self, command: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its result; raises CommandError."""
        return await asyncio.wait_for(await self.begin(command, **fields), WAIT_SECONDS)

    async def next_update(
        self, name: str, *, timeout: float = WAIT_SECONDS, where: Callable[[dict[str, Any]], bool] | None = None
    ) -> dict[str, Any]:
        """Return the first update of this name (for which `where` holds) not handed out yet, waiting for it."""

        def found() -> dict[str, Any] | None:
            matching = (u for u in self.unseen if u["update"] == name and (where is None or where(u)))
            return next(matching, None)

        try:
            async with asyncio.timeout(timeout), self.arrived:
                while (update := found()) is None:
                    self.raise_failure()
                    assert self.close_code is None, f"closed with {self.close_code} while waiting for {name}"
                    await self.arrived.wait()
        except TimeoutError:
            raise AssertionError(f"no update {name} within {timeout} s; there were: {self.updates[-5:]}") from None
        self.unseen.remove(update)
        return update

    async def send_raw(self, frame: str | bytes) -> None:
        """Send a frame as it is."""
        await self.socket.send(frame)

    async def wait_closed(self, timeout: float = WAIT_SECONDS) -> int:
        """Wait until the server closes the socket and return the close code."""
        await asyncio.wait_for(self.socket.wait_closed(), timeout)
        assert self.close_code is not None
        return self.close_code

    async def close(self) -> None:
        """Close from our side."""
        await self.socket.close()
        with suppress(asyncio.CancelledError):
            await self.reader
        for _, future in self.waiting.values():
            future.cancel()
        self.raise_failure()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()


class Connecting:
    """A connection on its way: `await` it, or enter it with `async with`."""

    def __init__(self, opening: Callable[[], Awaitable[SocketClient]]) -> None:
        self.opening = opening

    def __await__(self) -> Generator[Any, None, SocketClient]:
        return self.opening().__await__()

    async def __aenter__(self) -> SocketClient:
        self.client = await self.opening()
        return self.client

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.client.close()


async def open_socket(url: str, token: str | None = None, **options: Any) -> SocketClient:
    """Connect and, with a token, authenticate. `options` are those of websockets' connect()."""
    socket = await connect(url, max_size=4 * 1024 * 1024, proxy=None, compression=None, **options)
    client = SocketClient(socket)
    if token is not None:
        try:
            await client.command("authenticate", token=token)
        except BaseException:
            await client.close()
            raise
    return client
