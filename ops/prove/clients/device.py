"""A simulated client. It keeps its state up to date as the protocol documents, and notes commands and answers."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from random import Random
from typing import NamedTuple

import httpx2

from ops.prove.clients.edges import Edge, Lost, Refused, Rest
from ops.prove.clients.noted import watermarks
from ops.prove.clients.state import State, shape, slim
from ops.prove.recording import Recording
from ops.prove.reducer import Json

CHANGES = 500
PAGE = 100
# Full jitter; the limit doubles from the first to the last.
BACKOFF_SECONDS = (1.0, 30.0)


class World(NamedTuple):
    """What all clients of a process share. `conversations`: those of the run, by id."""

    http: httpx2.AsyncClient
    addresses: list[str]
    conversations: dict[str, Json]


class Backoff:
    """How long to wait before the next try."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.tries = 0

    def seconds(self, at_least: float | None = None) -> float:
        """Return the next wait in seconds; `at_least` is the wait that an answer asked for."""
        first, last = BACKOFF_SECONDS
        self.tries += 1
        return (at_least or 0) + self.random.uniform(0, min(last, first * 2 ** (self.tries - 1)))


class Device(ABC):
    """One client. `ready` is set while it is connected and, as far as it knows, up to date.

    restless: it disconnects and reconnects by itself. Otherwise all clients would end at the process that was not
    killed.
    """

    restless = False

    def __init__(self, who: Json, world: World, recording: Recording, seed: int) -> None:
        """`who`: `name` of the client, `user`, `token`."""
        self.name, self.user, self.token = who["name"], who["user"], who["token"]
        self.world = world
        self.random = Random(f"{seed} {self.name}")  # noqa: S311 - a run is to be repeatable
        self.state = State(self.user, self.name, recording)
        self.write = self.state.write
        self.cursor: str | None = None
        self.ready = asyncio.Event()
        self.rests = [Rest(world.http, web, address, self.token) for web, address in enumerate(world.addresses)]
        self.web = self.random.randrange(len(self.rests))
        self.ops = 0

    @abstractmethod
    async def run(self) -> None:
        """Stay connected and up to date until cancelled."""

    @abstractmethod
    async def ask_sync(self, since: str | None) -> Json:
        """Return an answer of sync."""

    @abstractmethod
    def edge(self) -> Edge:
        """Return the edge that the next command goes to."""

    @property
    def rest(self) -> Rest:
        """Return the REST edge of the process that this client uses now."""
        return self.rests[self.web]

    def another_web(self) -> None:
        """Use any process from now on."""
        self.web = self.random.randrange(len(self.rests))

    async def asked(  # noqa: PLR0913, PLR0917 - a command has these parts
        self, what: str, edge: Edge, command: str, fields: Json, noted: Json, results: Callable[[Json], Json]
    ) -> Json:
        """Send a command; note it and its end. Raises Refused, Lost."""
        self.ops = op = self.ops + 1
        self.write(
            "invoke", person=self.user, op=op, what=what, edge=edge.kind, web=edge.web, socket=edge.name, **noted
        )
        try:
            answer = await edge.ask(command, fields)
        except Refused as refusal:
            self.answered(edge, op)
            if refusal.unsure:
                self.write("unknown", op=op, why=refusal.code)
            else:
                self.write("fail", op=op, code=refusal.code)
            raise
        except (Lost, asyncio.CancelledError) as lost:
            self.write("unknown", op=op, why=str(lost) or "gave up")
            raise
        self.answered(edge, op)
        self.write("ok", op=op, **results(answer))
        return answer

    def answered(self, edge: Edge, op: int) -> None:
        """Note that a command on a socket was answered, so that everything sent before it has been read."""
        if edge.name is not None:
            self.write("answered", socket=edge.name, op=op)

    async def sync(self) -> None:
        """Take everything that happened since the cursor. Raises Refused, Lost."""
        while not await self.sync_once():
            pass

    async def sync_once(self) -> bool:
        """Ask for sync once and take the answer; return whether it was the last one. Raises Refused, Lost."""
        asked_at = time.monotonic_ns()
        answer = await self.ask_sync(self.cursor)
        if answer["reset"]:
            for one in list(self.state.windows):
                await self.load(one)
        for conversation in answer["conversations"]:
            known = self.state.windows.get(conversation["id"])
            if known is None or known.my["joined_seq"] != conversation["my"]["joined_seq"]:
                await self.load(conversation["id"])
            else:
                self.state.take_listed(conversation, "sync", asked_at)
                await self.pull(conversation["id"], conversation["position"])
                known.outdated = False
        self.state.account.take_account(answer["account"])
        self.cursor = answer["cursor"]
        return bool(answer["complete"])

    async def ask_changes(self, conversation: str, after: int) -> Json:
        """Return an answer of changes."""
        return await self.rest.call("GET", f"/conversations/{conversation}/changes?after={after}&limit={CHANGES}")

    async def pull(self, conversation: str, at_least: int | None = None) -> None:
        """Take what changed in a conversation, unless the client has reached the position `at_least`."""
        window = self.state.windows[conversation]
        complete = at_least is not None and window.position >= at_least and not window.pulling
        while not complete:
            answer = await self.ask_changes(conversation, window.position)
            if answer["reset"]:
                await self.load(conversation)
                return
            answer["messages"] = self.state.take_messages(conversation, answer["messages"], "changes")
            window.take_changes(answer)
            self.state.moved(conversation)
            complete = answer["complete"]

    async def load(self, conversation: str) -> None:
        """Load a whole conversation, as when it is shown for the first time."""
        self.state.account.unknown.discard(conversation)
        before = self.state.windows.get(conversation)
        if before is not None:
            before.outdated = False
        asked_at = time.monotonic_ns()
        try:
            loaded = await self.rest.call("GET", f"/conversations/{conversation}")
        except Refused as refusal:
            if refusal.code == "not_found":
                return
            self.state.account.unknown.add(conversation)
            raise
        except Lost:
            self.state.account.unknown.add(conversation)
            raise
        messages = await self.pages(conversation)
        # Updates that came meanwhile were applied to the old window. They are kept, to be applied to the new one as
        # well.
        before = self.state.windows.get(conversation)
        window = self.state.renew(loaded, asked_at)
        for message in self.state.take_messages(conversation, messages, "page"):
            window.take_message(message)
        if before is not None:
            for message in before.messages.values():
                window.take_message(message)
            window.held = before.held
            window.head = max(before.head, before.position)
        window.outdated = False
        self.state.moved(conversation, reset=True)

    async def pages(self, conversation: str) -> list[Json]:
        """Return every message of a conversation that this person may see."""
        found: list[Json] = []
        before = ""
        while True:
            page = await self.rest.call("GET", f"/conversations/{conversation}/messages?limit={PAGE}{before}")
            found += page["results"]
            if page["next"] is None:
                return found
            before = f"&cursor={page['next']}"

    async def fetch(self) -> Json:
        """Fetch everything afresh and return it in the form of the event `fresh`."""
        state: Json = {}
        for conversation in await self.listed():
            peer = conversation["peer"]["id"] if conversation.get("peer") else "all"
            messages = sorted((await self.pages(conversation["id"])), key=lambda message: int(message["seq"]))
            state[conversation["id"]] = shape(conversation, map(slim, messages), peer, self.user)
        return state

    async def listed(self) -> list[Json]:
        """Return the list of conversations, including archived ones."""
        found: list[Json] = []
        for path in ("/conversations?limit=100", "/conversations?archived=true&limit=100"):
            cursor = ""
            while True:
                page = await self.rest.call("GET", path + cursor)
                found += page["results"]
                if page["next"] is None:
                    break
                cursor = f"&cursor={page['next']}"
        return found

    async def ack(self, conversation: str, edge: Edge) -> bool:
        """Send how far messages have arrived, if that has changed; return whether it had."""
        window = self.state.windows[conversation]
        if (seq := window.arrived()) is None:
            return False
        fields = {"conversation_id": conversation, "seq": seq}
        try:
            await self.asked("delivered", edge, "ack", fields, {"conversation": conversation, "seq": seq}, watermarks)
        except Refused as refusal:
            if refusal.code != "not_found":
                raise
            # This person was removed, and an update about it will come.
            window.outdated = True
        else:
            window.raise_own({"delivered_seq": seq})
        return True

    def behind(self, listed: list[Json]) -> list[str]:
        """Return in words where this client is behind the list, or what it still has to do."""
        found = []
        for one in listed:
            window = self.state.windows.get(one["id"])
            if window is None or window.position != one["position"] or window.receipts != one["receipts"]:
                found.append(f"{self.name}: {one['id']}")
            elif window.arrived() is not None:
                found.append(f"{self.name}: {one['id']} not acknowledged")
        return found
