"""Votes of many people at once, and who learns of them: nobody of an anonymous vote, former members of no vote."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.chat.poll_calls import ask, close, counts, mine, seen, vote, voted
from tests.chat.test_message_changes import next_change, say
from tests.groups.calls import add, make_group, remove
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson


async def test_20_people_change_their_votes_at_once(
    web: list[WebProcess], alice: Person, new_person: NewPerson
) -> None:
    people = [alice, *await asyncio.gather(*(new_person(f"Voter {n}", web[n % 2]) for n in range(19)))]
    group_id = await make_group(alice, *people[1:])
    dice = random.Random(20)
    message = await ask(alice, group_id, multiple=True, anonymous=False)

    async def vote_often(person: Person, process: WebProcess) -> None:
        rest = person.rest_at(process)
        for _ in range(5):
            option_ids = dice.sample(range(3), dice.randint(0, 3))
            answer = await rest.put(f"/messages/{message['id']}/votes", {"option_ids": option_ids})
            assert answer.status_code == 200, answer.text

    async with alice.connect() as a:
        await asyncio.gather(*(vote_often(person, web[n % 2]) for n, person in enumerate(people)))
        now = await seen(alice, message)
        changes: dict[int, Any] = {}
        while len(changes) < now["position"] - message["position"]:
            change = await next_change(a, "voted")
            changes[change["position"]] = change
    assert sorted(changes) == list(range(message["position"] + 1, now["position"] + 1))
    # Each update has the counts after its vote.
    choices: dict[str, list[int]] = {}
    for _, change in sorted(changes.items()):
        choices[change["cause"]["user_id"]] = change["cause"]["option_ids"]
        chosen = Counter(option_id for option_ids in choices.values() for option_id in option_ids)
        assert counts(change["message"]) == [chosen[option_id] for option_id in range(3)]
    rows = (await alice.rest.get(f"/messages/{message['id']}/votes?limit=100")).json()["results"]
    chosen = Counter(option_id for row in rows for option_id in row["option_ids"])
    assert counts(now) == [chosen[option_id] for option_id in range(3)]
    assert now["poll"]["voters"] == len(rows)
    assert [line for process in web for line in process.log_text().splitlines() if "deadlock" in line] == []


async def test_nobody_learns_who_voted_in_an_anonymous_poll(alice: Person, bob: Person, new_person: NewPerson) -> None:
    dave = await new_person("Dave")
    group_id = await make_group(alice, bob, dave)
    message = await ask(alice, group_id)
    receipts, path = f"/messages/{message['id']}/receipts", f"/conversations/{group_id}/changes?after=0"
    before = (await alice.rest.get(receipts)).text
    cursor = (await alice.rest.get("/sync")).json()["cursor"]
    async with alice.connect() as a, bob.connect() as b, dave.connect() as d:
        await voted(bob, message, 1)
        for socket in (a, d):
            assert (await next_change(socket, "voted"))["cause"] == {"kind": "voted", "user_id": None}
        # A person's own devices learn what they chose.
        own = await next_change(b, "voted")
        assert own["cause"] == {"kind": "voted", "user_id": None, "option_ids": [1]}
        # No other update was about the vote, so the next one is about the next event.
        following = await ask(dave, group_id)
        for socket in (a, d):
            assert (await socket.next_update("change"))["message"]["id"] == following["id"]
    for person in (alice, bob, dave):
        answer = await person.rest.get(f"/messages/{message['id']}/votes")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    found = (await alice.rest.get(receipts)).json()["results"]
    assert [one for one in found if one["user_id"] == str(bob.id)] == [
        {"user_id": str(bob.id), "state": "sent", "delivered_at": None, "read_at": None}
    ]
    assert before.count(str(bob.id)) == 1
    [changed] = [m for m in (await alice.rest.get(path)).json()["messages"] if m["id"] == message["id"]]
    assert str(bob.id) not in str(changed)
    synced = (await alice.rest.get(f"/sync?since={cursor}")).json()
    assert [one["id"] for one in synced["conversations"]] == [group_id]
    assert str(bob.id) not in str(synced["conversations"])


async def test_who_voted_is_listed_by_person(alice: Person, bob: Person, new_person: NewPerson) -> None:
    people = [alice, bob, *[await new_person(f"Person {number}") for number in range(3)]]
    group_id = await make_group(alice, *people[1:])
    message = await ask(alice, group_id, anonymous=False, multiple=True)
    for number, person in enumerate(people[:4]):
        await voted(person, message, *{number % 3, 2})
    path, cursor, found = f"/messages/{message['id']}/votes?limit=2", "", []
    for _ in range(2):
        page = (await bob.rest.get(path + cursor)).json()
        found += page["results"]
        cursor = f"&cursor={page['next']}"
    assert page["next"] is None
    expected = {str(person.id): sorted({number % 3, 2}) for number, person in enumerate(people[:4])}
    assert [(one["user_id"], one["option_ids"]) for one in found] == sorted(expected.items())
    assert all(datetime.now(UTC) - datetime.fromisoformat(one["voted_at"]) < timedelta(minutes=5) for one in found)


async def test_votes_of_former_members_stay_and_they_see_no_new_votes(
    alice: Person, bob: Person, new_person: NewPerson
) -> None:
    dave = await new_person("Dave")
    group_id = await make_group(alice, bob, dave)
    message, untouched = await ask(alice, group_id, anonymous=False), await ask(alice, group_id)
    for person, option in ((bob, 1), (dave, 2)):
        await voted(person, message, option)
        await voted(person, untouched, option)
    await remove(bob, group_id, bob)
    assert counts(await voted(alice, message, 1)) == [0, 2, 1]
    assert (await seen(bob, message)).get("unavailable") is True
    assert (await seen(bob, message))["poll"] is None
    assert (await bob.rest.get(f"/messages/{message['id']}/votes")).status_code == 404
    assert (counts(await seen(bob, untouched)), mine(await seen(bob, untouched))) == ([0, 1, 1], [1])
    for answer in (await vote(bob, message, 0), await close(bob, untouched)):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    listed = (await dave.rest.get(f"/messages/{message['id']}/votes")).json()["results"]
    assert str(bob.id) in {one["user_id"] for one in listed}
    assert (await add(alice, group_id, bob)).is_success
    assert counts(await voted(bob, message, 0)) == [1, 1, 1]


async def test_between_two_people_a_block_holds_for_polls_too(alice: Person, bob: Person) -> None:
    old, hers = await ask(bob, alice), await ask(alice, bob)
    await voted(alice, old, 0)
    assert (await bob.rest.put(f"/blocks/{alice.id}")).is_success
    withheld = await ask(alice, bob)
    async with bob.connect() as b:
        for answer in (await vote(alice, old, 1), await vote(alice, hers, 1), await close(alice, hers)):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
        assert (await vote(bob, withheld, 1)).status_code == 404
        assert counts(await voted(alice, withheld, 2)) == [0, 0, 1]
        await bob.rest.delete(f"/blocks/{alice.id}")
        # It stays withheld, and only its sender gets updates about it.
        async with alice.connect() as a:
            await voted(alice, withheld, 1)
            assert (await next_change(a, "voted"))["cause"]["option_ids"] == [1]
            await close(alice, withheld)
            following = await say(alice, bob, "After it")
            assert (await b.next_update("change"))["message"]["id"] == following["id"]
    assert (await bob.rest.get(f"/messages/{withheld['id']}")).status_code == 404
