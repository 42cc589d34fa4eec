"""Clients that keep a state with /sync and /changes; the one without a socket has only these and /delivered."""

from abc import ABC, abstractmethod

from typing_extensions import override

from ops.prove.reducer.account import Account
from ops.prove.reducer.ticks import Ticks
from ops.prove.reducer.window import Json, Window
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.reducer.fresh import got

# A page of changes; small, so that tests meet several.
CHANGES_LIMIT = 20


class Follower(ABC):
    """Keeps a person's state with /sync and /changes, asked in whatever way a subclass asks."""

    def __init__(self, person: Person) -> None:
        self.account = Account(person.id)
        self.cursor: str | None = None
        self.told = Ticks(f"{type(self).__name__}, told")
        self.held = Ticks(f"{type(self).__name__}, held")

    @abstractmethod
    async def ask_sync(self, since: str | None, wait_seconds: int = 0) -> Json:
        """Return an answer of sync."""

    @abstractmethod
    async def ask_changes(self, conversation_id: str, after: int) -> Json:
        """Return an answer of changes."""

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
        """Take a conversation that /sync lists; who joined anew may see other messages than before."""
        known = self.account.windows.get(conversation["id"])
        if known is None or known.my["joined_seq"] != conversation["my"]["joined_seq"]:
            self.replace(conversation)
        else:
            known.take_conversation(conversation)
        await self.pull(conversation["id"], at_least=conversation["position"])
        self.held.look(self.account.windows[conversation["id"]].view())
        self.account.windows[conversation["id"]].outdated = False

    def replace(self, conversation: Json) -> Window:
        """Begin a conversation anew; what was hidden stays hidden, and no number falls."""
        window = Window(self.account.me, conversation, position=0)
        if (before := self.account.windows.get(conversation["id"])) is not None:
            window.hidden = before.hidden
            window.raise_receipts(before.receipts)
            if before.my["joined_seq"] == window.my["joined_seq"]:
                window.raise_own(before.my)
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
            if (seq := window.arrived()) is not None:
                answer = await self.rest.post(f"/conversations/{conversation_id}/delivered", {"seq": seq})
                assert answer.status_code in {200, 404}, answer.text
