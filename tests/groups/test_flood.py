"""A person is removed and added again and again while others flood two processes. They get nothing from between."""

import asyncio
import random
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from tests.delivery.local import until
from tests.groups.calls import add, change_at, make_group, remove
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest
from tests.harness.sockets import CommandError, SocketClient
from tests.harness.types import NewPerson, StartStack

Update = dict[str, Any]


@dataclass
class Entitled:
    """What one person may see.

    ranges: of seqs; the last one is open while the person is a member. The position is where they left.
    """

    ranges: list[tuple[int, int | None]] = field(default_factory=lambda: [(1, None)])
    left_position: int | None = None

    def sees(self, seq: int) -> bool:
        return any(first <= seq and (last is None or seq <= last) for first, last in self.ranges)

    def leave(self, system: dict[str, Any]) -> None:
        self.ranges[-1] = (self.ranges[-1][0], system["seq"])
        self.left_position = system["position"]

    def come_back(self, system: dict[str, Any]) -> None:
        self.ranges.append((system["seq"], None))
        self.left_position = None

    def check(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            assert self.sees(message["seq"]), (self.ranges, message)
            if self.left_position is not None:
                assert message["position"] <= self.left_position, message
            source = message["reply_to"]
            if source is not None and not self.sees(source["seq"]):
                assert source["preview"] is None, message


class Flooder:
    """Sends, replies, edits, reacts, types and reads without a pause. said: the ids of messages by seq."""

    def __init__(self, socket: SocketClient, group_id: str, dice: random.Random, said: dict[int, str]) -> None:
        self.socket, self.group_id, self.dice, self.said = socket, group_id, dice, said
        self.stopped = False

    async def run(self) -> None:
        mine: list[str] = []
        while not self.stopped:
            here = {"conversation_id": self.group_id}
            answered = {"reply_to_seq": self.dice.choice([*self.said][1:])} if len(self.said) > 1 else {}
            fields = {"client_message_id": str(uuid4()), "text": "flood"} | answered
            sent = (await self.socket.command("send_message", **here, **fields))["message"]
            self.said[sent["seq"]] = sent["id"]
            mine.append(sent["id"])
            await self.socket.command("typing", **here, state=self.dice.choice(["typing", "idle"]))
            old = self.dice.choice(mine[-20:])
            await self.socket.command("edit_message", message_id=old, text=f"edited {self.dice.random()}")
            await self.socket.command("react", message_id=old, emoji="👍", remove=self.dice.random() < 0.5)
            await self.socket.command("read", **here, seq=sent["seq"])


class Victim:
    """The person who is removed and added: with a socket at each process, and with every call of REST that reads."""

    def __init__(self, person: Person, web: list[WebProcess], group_id: str) -> None:
        self.group_id, self.entitled = group_id, Entitled()
        self.person, self.rests = person, [person.rest_at(process) for process in web]
        self.sockets: list[SocketClient] = []

    async def system_message(self, action: str) -> dict[str, Any]:
        """Return the system message about our removal or addition, when both sockets have got it."""

        def is_it(update: Update) -> bool:
            system = (update["message"] or {}).get("system") or {}
            return system.get("action") == action and str(self.person.id) in system["user_ids"]

        change = await self.sockets[0].next_update("change", where=is_it)
        await change_at(self.sockets[1], change["position"])
        message: dict[str, Any] = change["message"]
        return message

    async def look(self, rest: Rest, cursor: str, hidden: list[str]) -> None:
        """Read with every call. All of the content must be what we may see."""
        conversation = f"/conversations/{self.group_id}"
        entitled, first = self.entitled, self.entitled.ranges[-1][0]
        answers = await asyncio.gather(
            rest.get(conversation),
            rest.get(f"{conversation}/messages"),
            rest.get(f"{conversation}/messages", params={"around_seq": first}),
            rest.get(f"{conversation}/changes", params={"after": first - 1}),
            rest.get(f"{conversation}/pins"),
            rest.get("/sync", params={"since": cursor}),
        )
        assert {answer.status_code for answer in answers} == {200}
        shown, newest, around, changes, pins, synced = (answer.json() for answer in answers)
        for page in (newest["results"], around["results"], changes["messages"], pins["results"]):
            entitled.check(page)
        for one in (shown, *synced["conversations"]):
            assert one["position"] == entitled.left_position
            assert one["last_seq"] == entitled.ranges[-1][1]
            entitled.check([one["last_message"]])
        for message_id in hidden:
            for path in ("", "/reactions", "/receipts"):
                assert (await rest.get(f"/messages/{message_id}{path}")).status_code == 404
        assert (await rest.get(f"/groups/{self.group_id}/members")).status_code == 404

    async def cursor(self) -> str:
        answer = (await self.rests[0].get("/sync")).json()
        while not answer["complete"]:
            answer = (await self.rests[0].get("/sync", params={"cursor": answer["next"]})).json()
        return str(answer["cursor"])


def check_live(
    updates: list[Update], group_id: str, entitled: Entitled, absences: list[tuple[int, int, range]]
) -> None:
    """Check the updates that a socket got while its person was not a member.

    absences: the position that ended a membership and the one that began the next, and the updates that came from when
    they heard of the first until the second was asked for.
    """
    changes = {u["position"]: u for u in updates if u["update"] == "change" and u["conversation_id"] == group_id}
    for left, back, between in absences:
        # When they are back, they may see changes of the messages in their ranges. Such an update may come late.
        late = [changes[position]["message"] for position in range(left + 1, back) if position in changes]
        assert [message for message in late if message is None or not entitled.sees(message["seq"])] == []
        # Typing, receipts and heads do not show when they were sent. So only those that came meanwhile are wrong.
        meanwhile = [updates[index] for index in between]
        assert [u for u in meanwhile if u.get("conversation_id") == group_id and u["update"] != "mine"] == []


@pytest.mark.parametrize("rounds", [12, pytest.param(1000, marks=pytest.mark.big)])
async def test_nothing_from_after_the_removal_reaches_a_removed_person(
    start_stack: StartStack, new_person: NewPerson, rounds: int
):
    # The sockets of all people stay open until the end.
    lasting = {"ACCESS_TOKEN_SECONDS": "7200"}
    web = (await asyncio.to_thread(lambda: start_stack(own_servers=False, env=lasting))).web
    alice, bob, charlie = [await new_person(name, web[0]) for name in ("Alice", "Bob", "Charlie")]
    dice = random.Random(rounds)
    group_id = await make_group(alice, bob, charlie)
    victim = Victim(charlie, web, group_id)
    victim.sockets = [await charlie.connect(process) for process in web]
    said: dict[int, str] = {0: ""}
    absences: list[list[tuple[int, int, range]]] = [[] for _ in victim.sockets]
    flooders = [
        Flooder(await person.connect(process), group_id, dice, said) for person in (alice, bob) for process in web
    ]
    work = [asyncio.create_task(flooder.run()) for flooder in flooders]
    try:
        for _ in range(rounds):
            cursor = await victim.cursor()
            await asyncio.sleep(dice.random() * 0.1)
            # At the same time the others go on.
            assert (await remove(alice, group_id, charlie)).status_code == 204
            gone = await victim.system_message("member_removed")
            victim.entitled.leave(gone)
            heard = [len(socket.updates) for socket in victim.sockets]
            await until(partial(beyond, said, gone["seq"]))
            hidden = [message_id for seq, message_id in said.items() if seq > gone["seq"]]
            await victim.look(dice.choice(victim.rests), cursor, dice.sample(hidden, 1))
            with pytest.raises(CommandError, match="not_found"):
                await victim.sockets[0].command("typing", conversation_id=group_id, state="typing")
            until_asked = [len(socket.updates) for socket in victim.sockets]
            assert (await add(alice, group_id, charlie)).status_code == 200
            back = await victim.system_message("members_added")
            victim.entitled.come_back(back)
            for absent, first, last in zip(absences, heard, until_asked, strict=True):
                absent.append((gone["position"], back["position"], range(first, last)))
    finally:
        for flooder in flooders:
            flooder.stopped = True
    await asyncio.gather(*work)
    for socket, absent in zip(victim.sockets, absences, strict=True):
        check_live(socket.updates, group_id, victim.entitled, absent)
    await reads_exactly(victim, max(said))


def beyond(said: dict[int, str], seq: int) -> bool:
    return max(said) > seq


async def reads_exactly(victim: Victim, last_seq: int) -> None:
    """Check that all pages together contain exactly the messages of the ranges."""
    seqs: list[int] = []
    while True:
        after = {"after_seq": seqs[-1] if seqs else 0, "limit": 100}
        page = (await victim.rests[0].get(f"/conversations/{victim.group_id}/messages", params=after)).json()["results"]
        if not page:
            break
        victim.entitled.check(page)
        seqs += [message["seq"] for message in page]
    assert [seq for seq in range(1, last_seq + 1) if victim.entitled.sees(seq)] == [s for s in seqs if s <= last_seq]
