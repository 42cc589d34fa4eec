"""Two kinds of clients that keep a state: one lives on a socket, the other has only /sync, /changes and /delivered."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from typing_extensions import override

from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.reducer.account import Account
from tests.harness.reducer.fresh import got, messages_of
from tests.harness.reducer.ticks import Ticks
from tests.harness.reducer.window import Json, Window
from tests.harness.sockets import CommandError, SocketClient

# How long a change that came too early waits for what is missing before that is pulled.
HOLD_SECONDS = 0.1
# A page of changes; small, so that tests meet several.
CHANGES_LIMIT = 20


class Follower:
    """Keeps a person's state with /sync and /changes, asked in whatever way a subclass asks."""

    def __init__(self, person: Person) -> None:
        self.account = Account(person.id)
        self.cursor: str | None = None
        self.told = Ticks(f"{type(self).__name__}, told")
        self.held = Ticks(f"{type(self).__name__}, held")

    async def ask_sync(self, since: str | None, wait_seconds: int = 0) -> Json:
        raise NotImplementedError

    async def ask_changes(self, conversation_id: str, after: int) -> Json:
        raise NotImplementedError

    async def sync(self, wait_seconds: int = 0) -> None:
        """Take everything since the cursor, to the end; if there is nothing, wait for it."""
        while True:
            answer = await self.ask_sync(self.cursor, wait_seconds)
            if answer["reset"]:
                self.account.windows.clear()
            for conversation in answer["conversations"]:
                self.told.look(conversation)
                await self.take_listed(conversation)
            self.account.take_account(answer["account"])
            self.cursor = answer["cursor"]
            if answer["complete"]:
                return

    async def take_listed(self, conversation: Json) -> None:
        """Take a conversation that /sync lists; one's own joining or leaving lets other messages be seen."""
        known = self.account.windows.get(conversation["id"])
        mine = known and (known.my["joined_seq"], known.my["left_at"])
        if known is None or mine != (conversation["my"]["joined_seq"], conversation["my"]["left_at"]):
            self.replace(conversation)
        else:
            known.take_conversation(conversation)
        await self.pull(conversation["id"], at_least=conversation["position"])
        self.account.windows[conversation["id"]].outdated = False

    def replace(self, conversation: Json) -> Window:
        """Begin a conversation anew; what was hidden stays hidden."""
        before = self.account.windows.get(conversation["id"])
        window = Window(self.account.me, conversation, position=0)
        window.hidden = before.hidden if before else set()
        self.account.windows[conversation["id"]] = window
        return window

    async def pull(self, conversation_id: str, at_least: int | None = None) -> None:
        """Take what changed in a conversation, unless one is at a position already."""
        window = self.account.windows[conversation_id]
        complete = at_least is not None and window.position >= at_least
        while not complete:
            answer = await self.ask_changes(conversation_id, window.position)
            assert not answer["reset"], "tests have fewer changes than that"
            self.told.look_at(answer["messages"])
            window.take_changes(answer)
            complete = answer["complete"]

    def look(self) -> None:
        """Look at the numbers that are held."""
        for window in self.account.windows.values():
            self.held.look(window.view())


class SyncFollower(Follower):
    """A client without a socket."""

    def __init__(self, person: Person, process: WebProcess) -> None:
        super().__init__(person)
        self.rest = person.rest_at(process)

    @override
    async def ask_sync(self, since: str | None, wait_seconds: int = 0) -> Json:
        return await got(self.rest, "/sync" if since is None else f"/sync?since={since}&wait={wait_seconds}")

    @override
    async def ask_changes(self, conversation_id: str, after: int) -> Json:
        return await got(self.rest, f"/conversations/{conversation_id}/changes?after={after}&limit={CHANGES_LIMIT}")

    async def deliver(self) -> None:
        """Say of every conversation how far it has reached this device."""
        for conversation_id, window in self.account.windows.items():
            if window.my["left_at"] is None and window.last_seq > window.my["delivered_seq"]:
                path = f"/conversations/{conversation_id}/delivered"
                answer = await self.rest.post(path, {"seq": window.last_seq})
                assert answer.status_code in {200, 404}, answer.text


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
            elif window.held:
                self.begin(one, self.fill(one))
            elif self.acks and window.my["left_at"] is None and window.last_seq > window.my["delivered_seq"]:
                self.begin(f"ack {one}", self.ack(one))

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
            window.raise_receipts(before.receipts)
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
                await self.moved.wait_for(lambda: not window.held)
        except TimeoutError:
            await self.pull(conversation_id)

    async def ack(self, conversation_id: str) -> None:
        window = self.account.windows[conversation_id]
        seq = window.last_seq
        try:
            await self.socket.command("ack", conversation_id=conversation_id, seq=seq)
        except CommandError as refusal:
            # One may have been removed meanwhile.
            if refusal.code != "not_found":
                raise
        window.my["delivered_seq"] = max(seq, window.my["delivered_seq"])

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
