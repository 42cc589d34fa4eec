"""A person's client, which holds its conversations and catches up after each loss as docs/protocol.md says."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from random import choice, random
from typing import Any
from uuid import uuid4

import orjson

from common.errors import CODES
from ops.bench.cast import Player
from ops.bench.tally import FAULT, Tally
from ops.bench.wire import ANSWER, Socket, open_socket

Json = dict[str, Any]
BACKOFF_SECONDS, BACKOFF_SECONDS_MAX = 1.0, 30.0
ACK_SECONDS = 0.2
# How long a change that came too early waits for the changes before it.
HOLD_SECONDS = 0.1
RESYNC_SECONDS = 3.0
CHANGES_LIMIT = 200
PULLS_AT_ONCE = 4
CONNECTING_SECONDS = 120.0


class Follower:
    """A person's client, with a socket to each of the web processes in turn.

    held: the position of each conversation. seqs: the messages of each conversation that have arrived. received: for
    each message that came live, the seconds since it was sent. caught_up: whether the client is signed in and has
    pulled what it missed. losses: how many sockets it lost.
    """

    def __init__(self, ports: Sequence[int], player: Player, tally: Tally) -> None:
        self.held: defaultdict[str, int] = defaultdict(int)
        self.seqs: defaultdict[str, set[int]] = defaultdict(set)
        self.received: list[float] = []
        self.caught_up = asyncio.Event()
        self.losses = 0
        self.tally = tally
        self.socket: Socket | None = None
        self._ports, self._player = ports, player
        self._cursor: str | None = None
        self._heads: defaultdict[str, int] = defaultdict(int)
        self._pulling: set[str] = set()
        self._asked: dict[int, asyncio.Future[Json]] = {}
        self._number = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._unacknowledged: dict[str, int] = {}
        self._acknowledging: asyncio.TimerHandle | None = None
        self._acknowledged_at = 0.0

    async def follow(self) -> None:
        """Stay connected until this is cancelled."""
        while True:
            await self._come_back()
            self.caught_up.set()
            assert self.socket is not None
            await self.socket.closed

    async def write(self, conversation_id: str) -> Json:
        """Send a message that contains the time, and return it. Raises ConnectionError if the socket is lost before."""
        text = f"at={time.perf_counter_ns()}"
        command = {"conversation_id": conversation_id, "client_message_id": str(uuid4()), "text": text}
        message: Json = (await self._ask({"type": "send_message"} | command))["message"]
        return message

    async def _come_back(self) -> None:
        limit = BACKOFF_SECONDS
        while True:
            await asyncio.sleep(random() * limit)  # noqa: S311 - spreads clients
            limit = min(2 * limit, BACKOFF_SECONDS_MAX)
            # Two requests: the connection and the sign-in.
            self.tally.asked += 2
            try:
                socket = await open_socket(choice(self._ports), self._player.token)  # noqa: S311 - stands for a proxy
            except OSError as error:
                self.tally.not_let_in(str(error))
                continue
            self.socket, socket.on_frame = socket, self._take
            socket.closed.add_done_callback(lambda _: self._lost())
            with suppress(ConnectionError):
                await self._sync()
                return

    def _lost(self) -> None:
        self.caught_up.clear()
        self.losses += 1
        self._unacknowledged.clear()
        for future in self._asked.values():
            if not future.done():
                future.set_exception(ConnectionError("lost before it was answered"))
        self._asked.clear()

    async def _sync(self) -> None:
        """Pull what has changed since the cursor, or everything if there is no cursor."""
        complete = False
        while not complete:
            since = {} if self._cursor is None else {"since": self._cursor}
            answer = await self._ask({"type": "sync"} | since)
            behind = [one["id"] for one in answer["conversations"] if self._is_behind(one["id"], one["position"])]
            several = [behind[n::PULLS_AT_ONCE] for n in range(PULLS_AT_ONCE)]
            await asyncio.gather(*(self._pull_all(conversation_ids) for conversation_ids in several))
            self._cursor, complete = answer["cursor"], answer["complete"]

    def _is_behind(self, conversation_id: str, position: int) -> bool:
        self._heads[conversation_id] = max(self._heads[conversation_id], position)
        return self.held[conversation_id] < position

    async def _pull_all(self, conversation_ids: list[str]) -> None:
        for conversation_id in conversation_ids:
            await self._pull(conversation_id)

    async def _pull(self, conversation_id: str) -> None:
        """Fetch changes until none is missing. Changes that come live meanwhile only raise the head."""
        if conversation_id in self._pulling:
            return
        self._pulling.add(conversation_id)
        try:
            while self.held[conversation_id] < self._heads[conversation_id]:
                place = {"conversation_id": conversation_id, "after": self.held[conversation_id]}
                page = await self._ask({"type": "changes", "limit": CHANGES_LIMIT} | place)
                self._store(conversation_id, page["position"], page["messages"])
        finally:
            self._pulling.discard(conversation_id)

    def _store(self, conversation_id: str, position: int, messages: list[Json]) -> None:
        self.held[conversation_id] = position
        if not messages:
            return
        seqs = [message["seq"] for message in messages]
        self.seqs[conversation_id].update(seqs)
        self._unacknowledged[conversation_id] = max(*seqs, self._unacknowledged.get(conversation_id, 0))
        if self._acknowledging is None:
            wait = max(self._acknowledged_at + ACK_SECONDS - time.perf_counter(), 0)
            self._acknowledging = asyncio.get_running_loop().call_later(wait, self._acknowledge)

    def _acknowledge(self) -> None:
        self._acknowledging, self._acknowledged_at = None, time.perf_counter()
        for conversation_id, seq in self._unacknowledged.items():
            self._start(self._ask({"type": "ack", "conversation_id": conversation_id, "seq": seq}))
        self._unacknowledged.clear()

    async def _ask(self, command: Json) -> Any:  # noqa: ANN401 - of each command another one
        """Return the result of a command. If the server failed, ask again after a pause.

        Raises ConnectionError when the socket is lost, RuntimeError when the command is refused.
        """
        while True:
            if self.socket is None or self.socket.closed.done():
                raise ConnectionError("not connected")
            self._number += 1
            answered = self._asked[self._number] = asyncio.get_running_loop().create_future()
            self.tally.asked += 1
            self.socket.send(orjson.dumps({"id": self._number} | command))
            answer = await answered
            if "error" not in answer:
                return answer["result"]
            code = answer["error"]["code"]
            self.tally.error(code)
            if CODES[code][0] < FAULT:
                raise RuntimeError(f"{command['type']}: {answer['error']}")
            await asyncio.sleep(answer["error"].get("retry_after_seconds", random()))  # noqa: S311 - spreads clients

    def _take(self, frame: bytes) -> None:
        read = orjson.loads(frame)
        if frame.startswith(ANSWER):
            answered = self._asked.pop(read["id"], None)
            if answered is not None and not answered.done():
                answered.set_result(read)
        elif read["update"] == "change":
            self._take_change(read)
        elif read["update"] == "head" and self._is_behind(read["conversation_id"], read["position"]):
            self._start(self._pull(read["conversation_id"]))
        elif read["update"] == "resync":
            self._start(self._resync())

    def _take_change(self, change: Json) -> None:
        conversation_id, position, message = change["conversation_id"], change["position"], change["message"]
        text = (message or {}).get("text") or ""
        if text.startswith("at="):
            self.received.append(time.perf_counter() - int(text[3:]) / 1e9)
        if not self._is_behind(conversation_id, position) or conversation_id in self._pulling:
            return
        if position == self.held[conversation_id] + 1:
            self._store(conversation_id, position, [message] if message else [])
        else:
            self._start(self._pull_later(conversation_id))

    async def _pull_later(self, conversation_id: str) -> None:
        await asyncio.sleep(HOLD_SECONDS)
        await self._pull(conversation_id)

    async def _resync(self) -> None:
        await asyncio.sleep(random() * RESYNC_SECONDS)  # noqa: S311 - spreads clients
        await self._sync()

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something in a task. A lost socket ends it, because a client that comes back syncs anyway."""

        async def until_lost() -> None:
            with suppress(ConnectionError):
                await work

        task = asyncio.create_task(until_lost())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def connected(followers: list[Follower]) -> list[asyncio.Task[None]]:
    """Connect the clients; when all have caught up, return the tasks that keep them connected."""
    following = [asyncio.create_task(one.follow()) for one in followers]
    async with asyncio.timeout(CONNECTING_SECONDS):
        await asyncio.gather(*(one.caught_up.wait() for one in followers))
    return following
