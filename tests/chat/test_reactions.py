"""Reactions: one canonical form of each emoji, and a bound on how many there are."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection

from chat.wire.emoji import canonical_emoji
from common.bridge import in_thread
from tests.chat.test_message_changes import say
from tests.groups.calls import make_group
from tests.groups.calls import say as say_in
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson

PICTURE, TEXT = "\ufe0f", "\ufe0e"
MANY = "😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔😕"


@pytest.mark.parametrize("emoji", "❤☀☺✂✈☎☝☮☯♥⚡⭐✌✍✔✖❄👍👁🕷©®™↔")
def test_an_emoji_has_one_form_with_any_variation_selector(emoji: str) -> None:
    canonical = canonical_emoji(emoji)
    assert canonical in {emoji, emoji + PICTURE}
    for other in (emoji + PICTURE, emoji + TEXT, emoji + PICTURE + PICTURE):
        assert canonical_emoji(other) == canonical


def test_sequences_have_one_form_too() -> None:
    for sequence in ("🏳️‍🌈", "👁️‍🗨️", "❤️‍🔥", "🕵🏽‍♀️", "1️⃣", "#️⃣", "👩‍❤️‍💋‍👨", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇩🇪", "👍🏿"):
        assert canonical_emoji(sequence) == sequence
        assert canonical_emoji(sequence.replace(PICTURE, "")) == sequence


@pytest.mark.parametrize("text", ["", "a", "1", "#", PICTURE, "👍👍", "👍 ", "❤a", "\u200d", ":)", "🇩", "❤️\u200b"])
def test_other_texts_are_no_emoji(text: str) -> None:
    assert canonical_emoji(text) is None


async def test_both_forms_are_one_reaction(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Hi")
    path = f"/messages/{message['id']}/reactions"
    for form in ("❤", "❤️", "❤︎"):
        shown = (await bob.rest.put(f"{path}/{form}")).json()
        assert shown["reactions"] == [{"emoji": "❤️", "count": 1, "mine": True}]
    async with bob.connect() as b:
        first = (await b.command("react", message_id=message["id"], emoji="⭐️"))["position"]
        assert (await b.command("react", message_id=message["id"], emoji="⭐"))["position"] == first
    assert (await bob.rest.delete(f"{path}/❤")).json()["reactions"] == [{"emoji": "⭐", "count": 1, "mine": True}]


async def test_stored_reactions_in_other_forms_become_canonical(alice: Person, bob: Person) -> None:
    rewrite = import_module("chat.migrations.0006_canonical_reactions").rewrite
    message = await say(alice, bob, "Hi")
    await bob.rest.put(f"/messages/{message['id']}/reactions/❤️")

    def store_others() -> None:
        with connection.cursor() as cursor:
            for person in (alice, bob):
                cursor.execute(
                    "INSERT INTO chat_reaction (conversation_id, seq, user_id, emoji) VALUES (%s, %s, %s, '❤')",
                    [message["conversation_id"], message["seq"], person.id],
                )
        rewrite()

    await in_thread(store_others)
    shown = (await bob.rest.get(f"/messages/{message['id']}")).json()
    assert shown["reactions"] == [{"emoji": "❤️", "count": 2, "mine": True}]


async def test_a_person_has_at_most_three_reactions_on_a_message(alice: Person, bob: Person) -> None:
    message = await say(alice, bob, "Hi")
    path = f"/messages/{message['id']}/reactions"
    for emoji in MANY[:3]:
        assert (await bob.rest.put(f"{path}/{emoji}")).status_code == 200
    refused = await bob.rest.put(f"{path}/{MANY[3]}")
    assert (refused.status_code, refused.json()["code"]) == (400, "too_many_reactions")
    # One's own reaction once more changes nothing, and another person has room.
    assert (await bob.rest.put(f"{path}/{MANY[0]}")).status_code == 200
    assert (await alice.rest.put(f"{path}/{MANY[3]}")).status_code == 200
    assert (await bob.rest.delete(f"{path}/{MANY[0]}")).status_code == 200
    assert len((await bob.rest.put(f"{path}/{MANY[4]}")).json()["reactions"]) == 4


async def test_a_message_has_at_most_twenty_kinds_of_reactions(new_person: NewPerson, web: list[WebProcess]) -> None:
    people = [await new_person(f"Person {number}", web[number % 2]) for number in range(8)]
    group_id = await make_group(*people)
    path = f"/messages/{(await say_in(people[0], group_id, 'Hi'))['id']}/reactions"
    for number, emoji in enumerate(MANY[:20]):
        assert (await people[number // 3].rest.put(f"{path}/{emoji}")).status_code == 200
    refused = await people[7].rest.put(f"{path}/{MANY[20]}")
    assert (refused.status_code, refused.json()["code"]) == (400, "too_many_reactions")
    assert (await people[7].rest.put(f"{path}/{MANY[0]}")).status_code == 200


async def test_the_entities_of_a_message_have_at_most_16_kib(alice: Person, bob: Person) -> None:
    def links(count: int, characters: int, letter: str = "x") -> list[dict[str, object]]:
        url = "https://example.org/".ljust(characters, letter)
        return [{"type": "link", "offset": 0, "length": 1, "url": url}] * count

    body = {"recipient_id": str(bob.id), "text": "H"}
    for entities, status in (
        (links(7, 2048), 201),
        (links(8, 2048), 400),
        (links(100, 100), 201),
        (links(100, 2048), 400),
        (links(5, 2048, "ä"), 400),
    ):
        answer = await alice.rest.post("/messages", body | {"client_message_id": str(uuid4()), "entities": entities})
        assert answer.status_code == status, answer.text
        if status == 400:
            assert [(wrong["field"], wrong["code"]) for wrong in answer.json()["errors"]] == [("entities", "too_long")]
    sent = await say(alice, bob, "H")
    edited = await alice.rest.patch(f"/messages/{sent['id']}", {"text": "H", "entities": links(8, 2048)})
    assert (edited.status_code, edited.json()["errors"][0]["code"]) == (400, "too_long")
