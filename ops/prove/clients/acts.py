"""What the people of a run do: write, repeat themselves, edit, delete, react, read, add and remove members."""

import asyncio
import uuid
from collections import deque
from collections.abc import Awaitable, Callable

from ops.prove.clients.device import Backoff, Device
from ops.prove.clients.edges import Edge, Lost, Refused
from ops.prove.clients.noted import about, nothing, page, position, sent, watermarks
from ops.prove.reducer import Json, Window

IN_FLIGHT = 4
REMEMBERED = 50
EMOJI = ("%F0%9F%91%8D", "%F0%9F%8E%89")
THUMB, TADA = "\N{THUMBS UP SIGN}", "\N{PARTY POPPER}"
# How many of a thousand acts are of each kind. The rest are plain sends.
SHARES = {
    "both": 80, "burst": 30, "repeat": 30, "edit": 80, "delete": 15, "react": 60, "read": 70, "typing": 20, "fetch": 60,
    "member": 12,
}  # fmt: skip
# The percentage of messages to the conversation of everybody. It is low, because all clients read each of them.
TO_EVERYBODY = 4
PINGED = 0.2


class Actor:
    """Makes one device act. `acknowledged` counts messages, not answers."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.random = device.random
        self.acknowledged = 0
        self.tasks: set[asyncio.Task[None]] = set()
        self.room = asyncio.Semaphore(IN_FLIGHT)
        # What this device sent: conversation, client_message_id, message_id and how often it was edited.
        self.sent: deque[Json] = deque(maxlen=REMEMBERED)
        self.away: set[tuple[str, str]] = set()

    async def act_on(self, per_second: float) -> None:
        """Begin so many acts a second until cancelled."""
        await self.device.ready.wait()
        while True:
            await asyncio.sleep(self.random.expovariate(per_second))
            await self.room.acquire()
            self.begin(self.choose()())

    def begin(self, act: "Awaitable[None]") -> None:
        """Run an act in a task of its own."""

        async def do() -> None:
            try:
                await act
            except (Refused, Lost):
                pass
            finally:
                self.room.release()

        task = asyncio.get_running_loop().create_task(do())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def choose(self) -> Callable[[], Awaitable[None]]:
        """Return the next act."""
        number = self.random.randrange(1000)
        for name, share in SHARES.items():
            if number < share:
                act: Callable[[], Awaitable[None]] = getattr(self, name)
                return act
            number -= share
        return self.plain

    def window(self) -> tuple[str, Window] | None:
        """Return a conversation to act in, None if there is none."""
        here = [
            (one, window)
            for one, window in self.device.state.windows.items()
            if window.my["left_at"] is None and one in self.device.world.conversations
        ]
        if not here:
            return None
        everybody = max(here, key=lambda each: len(self.device.world.conversations[each[0]]["members"]))
        if len(here) > 1 and self.random.randrange(100) >= TO_EVERYBODY:
            here.remove(everybody)
        return self.random.choice(here)

    async def plain(self) -> None:
        """Send a message."""
        if (where := self.window()) is not None:
            await self.send(where[0])

    async def burst(self) -> None:
        """Send several messages without waiting for the answers."""
        if (where := self.window()) is not None:
            await asyncio.gather(*(self.send(where[0]) for _ in range(3)))

    async def both(self) -> None:
        """Send one message over both edges at the same time, to any two processes."""
        if (where := self.window()) is not None:
            await self.send(where[0], twice=True)

    async def send(self, conversation: str, *, twice: bool = False, after_faults: bool = False) -> None:
        """Send a message, again and again until it is acknowledged or refused for good."""
        client_message_id = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        backoff, attempt = Backoff(self.random), 0
        while True:
            edges = [self.device.edge()]
            if twice and not attempt:
                edges.append(self.random.choice(self.device.rests))
            tries = [
                self.attempt(conversation, client_message_id, edge, attempt + number, after_faults=after_faults)
                for number, edge in enumerate(edges, 1)
            ]
            attempt += len(edges)
            if edges[0].kind == "socket" and self.random.random() < PINGED:
                # The answer to the ping shows that the server has read what was sent before it.
                tries.append(self.device.asked("ping", edges[0], "ping", {}, {}, nothing))
            answers = (await asyncio.gather(*tries, return_exceptions=True))[: len(edges)]
            if done := next((answer for answer in answers if isinstance(answer, dict)), None):
                self.acknowledged += 1
                self.sent.append(done | {"edits": 0, "attempts": attempt})
                if self.random.random() < 0.05:
                    await self.look(conversation)
                return
            refusals = [answer for answer in answers if isinstance(answer, Refused)]
            if any(not refusal.again for refusal in refusals) or any(
                not isinstance(answer, (Refused, Lost)) for answer in answers
            ):
                for answer in answers:
                    if not isinstance(answer, (Refused, Lost, dict)):
                        raise answer
                return
            await asyncio.sleep(backoff.seconds(max((one.retry_after_seconds or 0 for one in refusals), default=0)))

    async def attempt(
        self, conversation: str, client_message_id: str, edge: Edge, attempt: int, *, after_faults: bool = False
    ) -> Json:
        """Try once to send a message; return it."""
        body = f"{client_message_id}/0"
        fields = {"conversation_id": conversation, "client_message_id": client_message_id, "text": body}
        noted = {"conversation": conversation, "client_message_id": client_message_id, "body": body, "attempt": attempt}
        if after_faults:
            noted["after_faults"] = True
        answer = await self.device.asked("send", edge, "send_message", fields, noted, sent)
        message: Json = answer.get("message", answer)
        return message

    async def repeat(self) -> None:
        """Send a message again that was acknowledged before."""
        if self.sent:
            one = self.random.choice(self.sent)
            edge = self.random.choice([self.device.edge(), *self.device.rests])
            one["attempts"] += 1
            await self.attempt(one["conversation_id"], one["client_message_id"], edge, one["attempts"])

    async def edit(self) -> None:
        """Change the text of one of this device's messages."""
        if not self.sent:
            return
        one = self.random.choice(self.sent)
        one["edits"] += 1
        # Two devices of one person edit different messages: no other device knows this id.
        body = f"{one['client_message_id']}/{one['edits']}"
        fields = {"message_id": one["id"], "text": body}
        await self.device.asked("edit", self.device.edge(), "edit_message", fields, about(one, body=body), position)

    async def delete(self) -> None:
        """Delete one of this device's messages for everyone."""
        if not self.sent:
            return
        one = self.random.choice(self.sent)
        self.sent.remove(one)
        fields = {"message_id": one["id"], "for": "everyone"}
        await self.device.asked(
            "delete", self.device.edge(), "delete_message", fields, about(one, **{"for": "everyone"}), position
        )

    async def react(self) -> None:
        """React to a message, or take a reaction back."""
        where = self.window()
        seqs = [seq for seq, one in where[1].messages.items() if one["sender_id"]][-20:] if where else []
        if not where or not seqs:
            return
        edge, remove = self.device.edge(), self.random.random() < 0.3
        message = where[1].messages[self.random.choice(seqs)]
        fields = {"message_id": message["id"], "remove": remove}
        fields["emoji"] = THUMB if edge.kind == "socket" else EMOJI[0]
        await self.device.asked("react", edge, "react", fields, about(message, emoji=THUMB, remove=remove), position)

    async def read(self) -> None:
        """Mark a conversation as read."""
        where = self.window()
        if not where or not where[1].messages:
            return
        fields = {"conversation_id": where[0], "seq": max(where[1].messages)}
        noted = {"conversation": where[0], "seq": fields["seq"]}
        await self.device.asked("read", self.device.edge(), "read", fields, noted, watermarks)
        where[1].raise_own({"read_seq": fields["seq"], "delivered_seq": fields["seq"]})

    async def typing(self) -> None:
        """Type, if this device has a socket."""
        where, edge = self.window(), self.device.edge()
        if where and edge.kind == "socket":
            fields = {"conversation_id": where[0], "state": "typing"}
            await self.device.asked("typing", edge, "typing", fields, {"conversation": where[0]}, nothing)

    async def fetch(self) -> None:
        """Fetch the newest page of some conversation from any process."""
        if (where := self.window()) is not None:
            await self.look(where[0])

    async def look(self, conversation: str) -> None:
        """Fetch the newest page of this conversation from any process."""
        edge, fields = self.random.choice(self.device.rests), {"conversation_id": conversation}
        await self.device.asked("fetch", edge, "newest", fields, {"conversation": conversation}, page)

    async def member(self) -> None:
        """Remove a member from a group that this person owns, or add them again."""
        mine = [
            (one, each)
            for one, each in self.device.world.conversations.items()
            if each.get("owner") == self.device.user and each["movable"]
        ]
        if not mine:
            await self.plain()
            return
        conversation, each = self.random.choice(mine)
        user = self.random.choice(each["movable"])
        what = "add" if (conversation, user) in self.away else "remove"
        (self.away.discard if what == "add" else self.away.add)((conversation, user))
        fields = {"group_id": conversation, "user_id": user}
        noted = {"conversation": conversation, "user": user}
        await self.device.asked(what, self.random.choice(self.device.rests), what, fields, noted, nothing)
