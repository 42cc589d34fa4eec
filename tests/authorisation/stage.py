"""The cast takes its place: who knows whom, what was said before and after somebody left or was blocked."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

from tests.authorisation.cast import Cast, Message, Place
from tests.harness.people import Person, sign_up
from tests.harness.processes import WebProcess

NAMES = ("alice", "bob", "charlie", "frieda", "eve", "ivan", "walter", "mallory")
# As many as cells use up, and one for the refusals.
LYING = 11
POLLS = 3


async def take_places(web: list[WebProcess]) -> Cast:
    """Sign everybody up, at both processes, and let happen what makes them what they are."""
    signed_up = await asyncio.gather(*(sign_up(web[number % 2], name) for number, name in enumerate(NAMES)))
    people = dict(zip(NAMES, signed_up, strict=True))
    alice, bob, frieda, eve = (people[name] for name in ("alice", "bob", "frieda", "eve"))
    group_id = await make_group(alice, bob, frieda, eve)
    cast = Cast(
        people=people,
        revoked=await signed_out_device(alice),
        places={
            "participant": await direct_place(bob, alice),
            "blocked": await direct_place(eve, alice),
            "former": Place(group_id),
        },
        group_id=group_id,
        link=await ok(alice.rest.post(f"/groups/{group_id}/invite_links")),
        saved={role: await say(people[name], {"recipient_id": str(people[name].id)})
               for role, name in Cast.PLAYERS.items()},
        open=AsyncExitStack(),
        username=f"a{uuid4().hex[:20]}",
    )  # fmt: skip
    await asyncio.gather(*(fill(place, cast.person(role), alice) for role, place in cast.places.items()))
    await part(cast)
    await know_each_other(cast)
    await connect(cast)
    return cast


async def ok(answer: Any) -> Any:
    """Return the body of what must have been done."""
    done = await answer
    assert done.status_code in {200, 201, 204}, done.text
    return done.json() if done.content else None


async def say(sender: Person, to: dict[str, str], text: str = "Hello") -> Message:
    body = {"client_message_id": str(uuid4()), "text": text} | to
    message: Message = await ok(sender.rest.post("/messages", body))
    return message


async def ask(sender: Person, to: dict[str, str], *, anonymous: bool = False) -> Message:
    poll = {"question": "When?", "options": ["Today", "Never"], "anonymous": anonymous}
    body = {"client_message_id": str(uuid4()), "kind": "poll", "poll": poll}
    message: Message = await ok(sender.rest.post("/messages", body | to))
    return message


async def make_group(owner: Person, *members: Person) -> str:
    body = {"name": "Team", "member_ids": [str(member.id) for member in members]}
    return str((await ok(owner.rest.post("/groups", body)))["id"])


async def signed_out_device(person: Person) -> Person:
    """Return somebody on one more device, which they have ended from the other one."""
    again = await person.sign_in_again()
    await ok(person.rest.delete(f"/devices/{again.device_id}"))
    return again


async def direct_place(person: Person, alice: Person) -> Place:
    return Place((await ok(person.rest.post("/conversations", {"user_id": str(alice.id)})))["id"])


async def fill(place: Place, player: Person, alice: Person) -> None:
    """Let both say as much as is used up later; alice last, so that there is something unread."""
    to = {"conversation_id": place.conversation_id}
    place.messages["own"] = [await say(player, to, f"Own {number}") for number in range(LYING)]
    place.messages["theirs"] = [await say(alice, to, f"Theirs {number}") for number in range(LYING)]
    place.messages["poll"] = [await ask(alice, to) for _ in range(POLLS)]
    place.messages["own poll"] = [await ask(player, to) for _ in range(POLLS)]
    place.messages["anonymous poll"] = [await ask(alice, to, anonymous=True)]
    for name in ("poll", "own poll", "anonymous poll"):
        await ok(alice.rest.put(f"/messages/{place.messages[name][0]['id']}/votes", {"option_ids": [0]}))
    for message in (place.messages["own"][0], place.messages["theirs"][0]):
        await ok(alice.rest.put(f"/messages/{message['id']}/pin"))
        await ok(alice.rest.put(f"/messages/{message['id']}/reactions/👋"))
    place.messages["deleted"] = [await say(player, to, "Gone")]
    await ok(player.rest.delete(f"/messages/{place.messages['deleted'][0]['id']}?for=everyone"))
    place.messages["hidden"] = [await say(alice, to, "Hidden")]
    await ok(player.rest.delete(f"/messages/{place.messages['hidden'][0]['id']}?for=me"))


async def part(cast: Cast) -> None:
    """Remove frieda from the group and go on talking; block eve, who goes on talking."""
    alice, frieda, eve = (cast.people[name] for name in ("alice", "frieda", "eve"))
    await ok(alice.rest.delete(f"/groups/{cast.group_id}/members/{frieda.id}"))
    group = cast.places["former"]
    # What it said is not for who left before it changed.
    group.messages["changed"] = [group.messages["theirs"].pop()]
    await ok(alice.rest.patch(f"/messages/{group.messages['changed'][0]['id']}", {"text": "Changed"}))
    group.messages["after"] = [await say(alice, {"conversation_id": cast.group_id}, "Without frieda")]
    await ok(alice.rest.put(f"/blocks/{eve.id}"))
    to = {"conversation_id": cast.places["blocked"].conversation_id}
    cast.places["blocked"].messages["withheld"] = [await say(eve, to, f"Withheld {number}") for number in range(LYING)]


async def know_each_other(cast: Cast) -> None:
    """Let alice show what only her contacts see, and bob be one; give everybody an address book and blocks."""
    alice, bob = cast.people["alice"], cast.people["bob"]
    await ok(alice.rest.patch("/users/me", {"about": "About alice", "username": cast.username}))
    await ok(alice.rest.patch("/users/me/privacy", {"about": "contacts", "last_seen": "contacts"}))
    await ok(alice.rest.put(f"/contacts/{bob.id}"))
    ivan, mallory = cast.people["ivan"], cast.people["mallory"]
    for role in cast.PLAYERS:
        person = cast.person(role)
        await ok(person.rest.put(f"/contacts/{ivan.id}", {"alias": f"Ivan of {role}"}))
        await ok(person.rest.put(f"/blocks/{ivan.id}"))
        await ok(mallory.rest.put(f"/blocks/{person.id}"))


async def connect(cast: Cast) -> None:
    """Open a socket for each role, and one for alice, who is online by it."""
    for name in ("alice", *cast.PLAYERS.values()):
        cast.sockets[name] = await cast.open.enter_async_context(cast.people[name].connect())
