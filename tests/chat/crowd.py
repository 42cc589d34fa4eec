"""People who do everything that is possible in conversations. A random generator or hypothesis chooses what."""

from collections import Counter
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any
from uuid import uuid4

import httpx2

from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.rest import Rest

# Error codes that are correct answers here, because messages are deleted and people leave before others act.
REFUSALS = {"not_found", "not_allowed", "message_deleted", "draft_outdated", "invalid", "busy"}
GROUPS = 3
Deed = Callable[["Crowd", Person, Random], Coroutine[Any, Any, None]]


class Crowd:
    """Some people, what they said, and where. Each action goes through one of the two processes.

    conversations: the present and former members of each, by id.
    acknowledged: the messages that a client knows to be stored, by id.
    """

    def __init__(self, people: list[Person], web: list[WebProcess]) -> None:
        self.people = people
        self.web = web
        self.conversations: dict[str, set[str]] = {}
        self.groups: list[str] = []
        self.messages: list[dict[str, Any]] = []
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.rests: dict[tuple[Person, int], Rest] = {}

    async def act(self, actor: Person, deed: str, dice: Random) -> None:
        """Do one thing; a refusal that may be is counted."""
        await DEEDS[deed](self, actor, dice)
        self.done[deed] += 1

    async def call(self, actor: Person, dice: Random, method: str, path: str, body: Any = None) -> httpx2.Response:
        """Call either process as somebody."""
        number = dice.randrange(len(self.web))
        if (actor, number) not in self.rests:
            self.rests[actor, number] = actor.rest_at(self.web[number])
        options = {} if body is None else {"json": body}
        answer = await self.rests[actor, number].request(method, path, **options)
        if not answer.is_success:
            code = answer.json()["code"]
            assert code in REFUSALS, f"{method} {path}: {answer.text}"
            self.refused[code] += 1
        return answer

    def other(self, actor: Person, dice: Random) -> Person:
        return dice.choice([person for person in self.people if person is not actor])

    def known(self, actor: Person) -> list[str]:
        return [one for one, people in self.conversations.items() if str(actor.id) in people]

    def message(self, actor: Person, dice: Random, *, own: bool = False) -> dict[str, Any] | None:
        """Return one of the latest messages in somebody's conversations; None before there are any."""
        me = str(actor.id)
        seen = [m for m in self.messages[-200:] if me in self.conversations[m["conversation_id"]]]
        found = [m for m in seen if m["sender_id"] == me or not own][-20:]
        return dice.choice(found) if found else None

    def learn(self, answer: httpx2.Response, people: set[str]) -> None:
        if answer.is_success:
            for message in answer.json().get("results", [answer.json()]):
                self.conversations.setdefault(message["conversation_id"], set()).update(people)
                self.messages.append(message)
                self.acknowledged[message["id"]] = message


def said(dice: Random, crowd: Crowd, **fields: Any) -> dict[str, Any]:
    mentions = [str(dice.choice(crowd.people).id)] if dice.random() < 0.3 else []
    return {"client_message_id": str(uuid4()), "text": f"Text {dice.random()}", "mentions": mentions, **fields}


async def write(crowd: Crowd, actor: Person, dice: Random) -> None:
    to = actor if dice.random() < 0.05 else crowd.other(actor, dice)
    body = said(dice, crowd, recipient_id=str(to.id))
    crowd.learn(await crowd.call(actor, dice, "POST", "/messages", body), {str(actor.id), str(to.id)})


async def write_to_group(crowd: Crowd, actor: Person, dice: Random) -> None:
    mine = [group for group in crowd.groups if str(actor.id) in crowd.conversations[group]]
    if mine:
        body = said(dice, crowd, conversation_id=dice.choice(mine))
        crowd.learn(await crowd.call(actor, dice, "POST", "/messages", body), set())


async def reply(crowd: Crowd, actor: Person, dice: Random) -> None:
    if source := crowd.message(actor, dice):
        place = {"conversation_id": source["conversation_id"], "reply_to_seq": source["seq"]}
        crowd.learn(await crowd.call(actor, dice, "POST", "/messages", said(dice, crowd, **place)), set())


async def forward(crowd: Crowd, actor: Person, dice: Random) -> None:
    if source := crowd.message(actor, dice):
        chosen = dice.sample(crowd.known(actor), min(2, len(crowd.known(actor))))
        body = {"conversation_ids": chosen, "client_message_id": str(uuid4())}
        crowd.learn(await crowd.call(actor, dice, "POST", f"/messages/{source['id']}/forward", body), set())


async def edit(crowd: Crowd, actor: Person, dice: Random) -> None:
    if own := crowd.message(actor, dice, own=True):
        await crowd.call(actor, dice, "PATCH", f"/messages/{own['id']}", {"text": f"Edited {dice.random()}"})


async def delete(crowd: Crowd, actor: Person, dice: Random) -> None:
    if own := crowd.message(actor, dice, own=True):
        await crowd.call(actor, dice, "DELETE", f"/messages/{own['id']}?for=everyone")


async def hide(crowd: Crowd, actor: Person, dice: Random) -> None:
    if found := crowd.message(actor, dice):
        await crowd.call(actor, dice, "DELETE", f"/messages/{found['id']}?for=me")


async def react(crowd: Crowd, actor: Person, dice: Random) -> None:
    if found := crowd.message(actor, dice):
        method = "PUT" if dice.random() < 0.7 else "DELETE"
        await crowd.call(actor, dice, method, f"/messages/{found['id']}/reactions/{dice.choice('👍🎉')}")


async def pin(crowd: Crowd, actor: Person, dice: Random) -> None:
    if found := crowd.message(actor, dice):
        await crowd.call(actor, dice, dice.choice(["PUT", "DELETE"]), f"/messages/{found['id']}/pin")


async def mark(crowd: Crowd, actor: Person, dice: Random) -> None:
    """Ack messages as read or delivered: up to the newest one, an old one, or beyond the end."""
    if found := crowd.message(actor, dice):
        path = f"/conversations/{found['conversation_id']}/{dice.choice(['read', 'delivered'])}"
        await crowd.call(actor, dice, "POST", path, {"seq": max(found["seq"] + dice.randint(-3, 3), 0)})


async def set_own(crowd: Crowd, actor: Person, dice: Random) -> None:
    if known := crowd.known(actor):
        wanted = {name: dice.random() < 0.5 for name in ("pinned", "archived", "marked_unread")}
        body = {**wanted, "muted_until": dice.choice([None, "2030-01-01T00:00:00Z"])}
        await crowd.call(actor, dice, "PATCH", f"/conversations/{dice.choice(known)}", body)


async def draft(crowd: Crowd, actor: Person, dice: Random) -> None:
    if known := crowd.known(actor):
        path = f"/conversations/{dice.choice(known)}/draft"
        body = {"text": f"Draft {dice.random()}", "version": sum(crowd.done.values()) + 1}
        await (
            crowd.call(actor, dice, "PUT", path, body)
            if dice.random() < 0.7
            else crowd.call(actor, dice, "DELETE", path)
        )


async def make_group(crowd: Crowd, actor: Person, dice: Random) -> None:
    if len(crowd.groups) < GROUPS:
        people = {str(person.id) for person in dice.sample(crowd.people, dice.randint(1, len(crowd.people)))}
        body = {"name": "Team", "member_ids": sorted(people)}
        answer = await crowd.call(actor, dice, "POST", "/groups", body)
        if answer.is_success:
            crowd.conversations[answer.json()["conversation_id"]] = people | {str(actor.id)}
            crowd.groups.append(answer.json()["id"])


async def add(crowd: Crowd, actor: Person, dice: Random) -> None:
    if crowd.groups:
        group, person = dice.choice(crowd.groups), str(crowd.other(actor, dice).id)
        answer = await crowd.call(actor, dice, "POST", f"/groups/{group}/members", {"user_ids": [person]})
        if answer.is_success:
            crowd.conversations[group].add(person)


async def remove(crowd: Crowd, actor: Person, dice: Random) -> None:
    """Remove a member, or leave."""
    if crowd.groups:
        person = actor if dice.random() < 0.3 else crowd.other(actor, dice)
        await crowd.call(actor, dice, "DELETE", f"/groups/{dice.choice(crowd.groups)}/members/{person.id}")


async def block(crowd: Crowd, actor: Person, dice: Random) -> None:
    method = "PUT" if dice.random() < 0.4 else "DELETE"
    await crowd.call(actor, dice, method, f"/blocks/{crowd.other(actor, dice).id}")


DEEDS: dict[str, Deed] = {
    "write": write,
    "write_to_group": write_to_group,
    "reply": reply,
    "forward": forward,
    "edit": edit,
    "delete": delete,
    "hide": hide,
    "react": react,
    "pin": pin,
    "mark": mark,
    "set_own": set_own,
    "draft": draft,
    "make_group": make_group,
    "add": add,
    "remove": remove,
    "block": block,
}
# The weights of some actions; all others have the weight 1.
WEIGHTS = {"write": 8, "write_to_group": 8, "mark": 10, "react": 4, "reply": 2, "edit": 2, "add": 2}


def deeds(*, blocks: bool) -> list[str]:
    """Return the names to choose from, each as often as its weight."""
    return [name for name in DEEDS for _ in range(WEIGHTS.get(name, 1)) if blocks or name != "block"]
