"""A client that lives on a socket: applies updates as they come, and pulls what they leave out."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from typing_extensions import override

from ops.prove.reducer.window import Json
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.reducer.followers import CHANGES_LIMIT, Follower
from tests.harness.reducer.fresh import messages_of
from tests.harness.sockets import CommandError, SocketClient

# How long a change that came too early waits for what is missing before that is pulled.
HOLD_SECONDS = 0.1


class SocketFollower(Follower):
    """A client with a socket: takes updates as they come, and pulls where they leave a gap.

    received: how often each (conversation, position) came as a change. acks: whether it says what has reached it.
    """

    def __init__(self, person: Person, process: WebProcess, *, acks: bool = False) -> None:
        super().__init__(person)
        self.rest = person.rest_at(process)
        self.person, self.process = person, process
        self.acks = acks
        self.received: Counter[tuple[str, int]] = Counter()
        self.taken = 0
        self.moved = asyncio.Condition()
        self.work: dict[str, asyncio.Task[None]] = {}
        self.failure: BaseException | None = None
        self.socket: SocketClient

    async def __aenter__(self) -> Self:
        await self.connect(self.process)
        return self

    async def connect(self, process: WebProcess) -> None:
        """Connect, after a while without a socket too: what was missed comes from /sync."""
        self.socket = await self.person.connect(process)
        self.taken = 0
        await self.sync()
        self.reader = asyncio.create_task(self.follow())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.disconnect()

    async def disconnect(self) -> None:
        """Give up the socket and whatever is under way."""
        tasks = [self.reader, *self.work.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.work.clear()
        await self.socket.close()

    @override
    async def ask_sync(self, since: str | None, wait_seconds: int = 0) -> Json:
        return await self.socket.command("sync", **({} if since is None else {"since": since}))

    @override
    async def ask_changes(self, conversation_id: str, after: int) -> Json:
        return await self.socket.command("changes", conversation_id=conversation_id, after=after, limit=CHANGES_LIMIT)

    async def follow(self) -> None:
        """Take updates for as long as the socket is open."""
        socket = self.socket
        while socket.failure is None:
            async with socket.arrived:
                await socket.arrived.wait_for(lambda: len(socket.updates) > self.taken or socket.failure is not None)
            self.take_arrived()
            async with self.moved:
                self.moved.notify_all()

    def take_arrived(self) -> None:
        """Apply what has arrived, and begin what that asks for."""
        updates = self.socket.updates[self.taken :]
        self.taken += len(updates)
        for update in updates:
            if update["update"] == "change":
                self.received[update["conversation_id"], update["position"]] += 1
            self.account.take_update(update)
            if (window := self.account.windows.get(update.get("conversation_id", ""))) is not None:
                self.held.look_at_numbers(window.shared["id"], window.receipts, window.my)
        self.begin_what_is_to_do()

    def begin_what_is_to_do(self) -> None:
        """Begin to pull what updates do not tell, and to say what has arrived."""
        if self.account.outdated:
            self.begin("account", self.renew_account())
        if self.account.missed:
            self.begin("sync", self.catch_up())
        for one in self.account.unknown:
            self.begin(one, self.load(one))
        for one, window in self.account.windows.items():
            if window.outdated:
                self.begin(one, self.load(one))
            elif window.held or window.head > window.position:
                self.begin(one, self.fill(one))
            elif self.acks and (seq := window.arrived()) is not None:
                self.begin(f"ack {one}", self.ack(one, seq))

    def begin(self, name: str, what: Coroutine[Any, Any, None]) -> None:
        """Begin something that is not under way already; when it ends, see what else there is to do."""
        if name in self.work:
            what.close()
            return

        async def do() -> None:
            try:
                await what
            except Exception as error:  # noqa: BLE001 - kept, and raised by whoever waits
                self.failure = error
            del self.work[name]
            if self.failure is None:
                self.take_arrived()
            async with self.moved:
                self.moved.notify_all()

        self.work[name] = asyncio.create_task(do())

    async def renew_account(self) -> None:
        self.account.outdated = False
        self.account.take_account((await self.ask_sync(self.cursor))["account"])

    async def catch_up(self) -> None:
        self.account.missed = False
        await self.sync()

    async def load(self, conversation_id: str) -> None:
        """Load a conversation anew, as for showing it the first time; an update may name one that is not shown yet."""
        first, before = self.taken, self.account.windows.get(conversation_id)
        answer = await self.rest.get(f"/conversations/{conversation_id}")
        self.account.unknown.discard(conversation_id)
        if before is not None:
            before.outdated = False
        if answer.status_code == 404:
            return
        conversation: Json = answer.json()
        self.told.look(conversation)
        messages = await messages_of(self.rest, conversation_id)
        window = self.replace(conversation)
        for message in messages:
            window.take_message(message)
        window.position = conversation["position"]
        window.outdated = False
        if before is not None:
            window.held = before.held
        # What came while this was loaded.
        for update in self.socket.updates[first : self.taken]:
            if update.get("conversation_id") == conversation_id:
                self.account.take_update(update)

    async def fill(self, conversation_id: str) -> None:
        """Wait for what is missing before a change that came too early, then pull it."""
        window = self.account.windows[conversation_id]
        try:
            async with asyncio.timeout(HOLD_SECONDS), self.moved:
                await self.moved.wait_for(lambda: not window.held and window.position >= window.head)
        except TimeoutError:
            await self.pull(conversation_id)
            # What the person may not see any more is not told.
            window.head = min(window.head, window.position)

    async def ack(self, conversation_id: str, seq: int) -> None:
        window = self.account.windows[conversation_id]
        try:
            await self.socket.command("ack", conversation_id=conversation_id, seq=seq)
        except CommandError as refusal:
            if refusal.code != "not_found":
                raise
            # One was removed, and will be told.
            window.outdated = True
        else:
            window.raise_own({"delivered_seq": seq})

    async def news(self, seconds: float) -> bool:
        """Wait until something was taken; False if nothing was within `seconds`."""
        if self.failure is not None:
            raise self.failure
        self.socket.raise_failure()
        taken, working = self.taken, len(self.work)
        try:
            async with asyncio.timeout(seconds), self.moved:
                await self.moved.wait_for(
                    lambda: self.taken != taken or len(self.work) != working or self.failure is not None
                )
        except TimeoutError:
            return False
        return True
