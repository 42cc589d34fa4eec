"""What is not for somebody's eyes is in no answer and no update that reaches them; what is, is."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from typing import NamedTuple

import httpx2
import pytest

from common.bridge import in_thread
from tests.canaries.acts import play
from tests.canaries.fillers import Asking
from tests.canaries.listening import Ear, Polls
from tests.canaries.scene import NAMES, Canary, Scene
from tests.canaries.staff import walk_admin
from tests.canaries.walk import Answer, Walker
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson

# Who may try to change things: the others' words are what the rest of the scene is made of.
TRYING = ("blocker", "pardoner", "former", "returning")


class Played(NamedTuple):
    """The scene after all acts; who heard what meanwhile, by name."""

    scene: Scene
    ears: dict[str, Ear]
    polls: dict[str, Polls]
    walkers: dict[str, Walker]


@pytest.fixture
async def played(web: list[WebProcess], new_person: NewPerson) -> AsyncIterator[Played]:
    """Everybody acts at the first process and listens at the second."""
    signed_up = await asyncio.gather(*(new_person(name.capitalize(), web[0]) for name in NAMES))
    scene = Scene(dict(zip(NAMES, signed_up, strict=True)))
    async with AsyncExitStack() as open_things:
        ears, polls, walkers = {}, {}, {}
        for number, (name, person) in enumerate(scene.people.items()):
            ears[name] = await Ear.open(person, web[1])
            open_things.push_async_callback(ears[name].close)
            since = (await person.rest.get("/sync")).json()["cursor"]
            polls[name] = Polls(person, web[1], since)
            open_things.push_async_callback(polls[name].close)
            headers = {"Authorization": f"Bearer {person.access}", "Accept-Encoding": "identity"}
            client = httpx2.AsyncClient(headers=headers, timeout=30, trust_env=False)
            await open_things.enter_async_context(client)
            walkers[name] = Walker(Asking(scene, name, since), web[number % 2], client, ears[name])
        await play(scene)
        yield Played(scene, ears, polls, walkers)


def met(canaries: Iterable[Canary], answers: Iterable[Answer]) -> dict[str, str]:
    """Return the canaries that are in some answers, each with the first question that brought it."""
    answers = list(answers)
    found = {}
    for canary in canaries:
        asked = next((one.asked for one in answers if canary.token.encode() in one.raw), None)
        if asked is not None:
            found[canary.name] = asked
    return found


def names(canaries: Iterable[Canary], reader: str, *, live: bool = False) -> set[str]:
    """Return the canaries a reader may meet on a walk, or was told of."""
    return {canary.name for canary in canaries if reader in (canary.live if live else canary.walk)}


def told(ear: Ear | Polls) -> list[Answer]:
    return [Answer("told", one) for one in (ear.updates if isinstance(ear, Ear) else ear.answers)]


async def all_heard(played: Played) -> None:
    """Return when everybody was told all that is theirs, and what might have come before it."""
    for canary in played.scene.canaries:
        for reader in canary.live:
            await played.ears[reader].hear(canary.token)
    for name, token in played.scene.last.items():
        await played.polls[name].hear(token)
    for ear in played.ears.values():
        await ear.ask("ping", {})


async def test_everybody_is_told_and_answered_what_is_theirs_and_nothing_else(played: Played, web: list[WebProcess]):
    canaries = played.scene.canaries
    await all_heard(played)
    for reader in NAMES:
        live, walk = names(canaries, reader, live=True), names(canaries, reader)
        assert met(canaries, told(played.ears[reader])).keys() == live, reader
        polled = met(canaries, told(played.polls[reader]))
        assert polled.keys() <= live | walk, (reader, polled)
    walked = await asyncio.gather(*(walker.read() for walker in played.walkers.values()))
    for reader, answers in zip(played.walkers, walked, strict=True):
        found, mine = met(canaries, answers), names(canaries, reader)
        assert not {name: asked for name, asked in found.items() if name not in mine}, reader
        assert found.keys() == mine, reader
    # Nothing was walked past: each call was answered with something to somebody.
    assert played.walkers["alice"].gets.keys() <= set().union(*(one.answered for one in played.walkers.values()))
    logged = met(canaries, [Answer("logged", process.log_text().encode()) for process in web])
    assert not logged, logged
    by_staff = met(canaries, await in_thread(walk_admin, played.walkers["alice"].asking))
    assert by_staff.keys() == {"number of alice", "about, for contacts", "description"}, by_staff


async def test_who_tries_to_change_everything_learns_nothing_either(played: Played):
    canaries = played.scene.canaries
    await all_heard(played)
    # First: what it forwards and quotes in the group is not new to the others there.
    tried = {"late": await played.walkers["late"].write()}
    tried |= zip(TRYING, await asyncio.gather(*(played.walkers[name].write() for name in TRYING)), strict=True)
    again = await asyncio.gather(*(played.walkers[reader].read() for reader in tried))
    for (reader, written), walked in zip(tried.items(), again, strict=True):
        walk = names(canaries, reader)
        # Something was there to be met: what was tried was not all refused.
        assert walk & met(canaries, written).keys(), reader
        heard = told(played.ears[reader]) + told(played.polls[reader])
        assert met(canaries, heard).keys() <= walk | names(canaries, reader, live=True), reader
        await played.polls[reader].close()
        for answers in (written, walked, await played.walkers[reader].leave()):
            found = met(canaries, answers)
            assert not {name: asked for name, asked in found.items() if name not in walk}, reader
