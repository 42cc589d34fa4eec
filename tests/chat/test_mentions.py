"""Unread mentions: of members who may see the message, exact whatever becomes of it and of them."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from chat.store.conversations import UNREAD_MAX
from common.bridge import in_thread
from groups.models import Group
from tests.chat.in_process import update
from tests.chat.test_message_changes import say as say_to
from tests.chat.watching import Watching
from tests.groups.calls import add, make_group, remove, say
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson


async def mention(sender: Person, group_id: str, *people: Person | UUID) -> dict[str, Any]:
    ids = [str(one.id if isinstance(one, Person) else one) for one in people]
    return await say(sender, group_id, "You there?", mentions=ids)


async def mentions(person: Person, conversation_id: str) -> int:
    """Return the number, which must be the same in the list, in the conversation itself and in /sync."""
    one = (await person.rest.get(f"/conversations/{conversation_id}")).json()
    listed = (await person.rest.get("/conversations")).json()["results"]
    synced = (await person.rest.get("/sync")).json()["conversations"]
    found = {c["unread_mentions"] for c in (one, *listed, *synced) if c["id"] == conversation_id}
    assert len(found) == 1, found
    return int(found.pop())


async def test_unread_mentions_follow_reading_deleting_and_hiding(
    alice: Person, bob: Person, same_state: Watching
) -> None:
    group_id = await make_group(alice, bob)
    async with same_state(alice, bob) as watching:
        first, second, third, fourth = [await mention(alice, group_id, bob, bob, alice) for _ in range(4)]
        assert (await mentions(bob, group_id), await mentions(alice, group_id)) == (4, 0)
        await say(alice, group_id, "No mention")
        await alice.rest.delete(f"/messages/{second['id']}?for=everyone")
        assert await mentions(bob, group_id) == 3
        await alice.rest.patch(f"/messages/{third['id']}", {"text": "You here?"})
        assert await mentions(bob, group_id) == 3
        await watching.agree()
        async with bob.connect() as b:
            await b.command("read", conversation_id=group_id, seq=first["seq"])
            assert (await b.next_update("mine"))["unread_mentions"] == 2
            await bob.rest.delete(f"/messages/{fourth['id']}?for=me")
            hidden = await b.next_update("mine", where=lambda mine: bool(mine.get("hidden_message_ids")))
            assert hidden["unread_mentions"] == await mentions(bob, group_id) == 1
        await watching.agree()
        # Writing counts as reading.
        await mention(bob, group_id, alice)
        assert (await mentions(bob, group_id), await mentions(alice, group_id)) == (0, 1)


async def test_an_edit_says_who_is_mentioned(
    alice: Person, bob: Person, new_person: NewPerson, quiet: WebProcess, same_state: Watching
) -> None:
    carol = await new_person("Carol")
    stranger = uuid4()
    group_id = await make_group(alice, bob, carol)
    first = await mention(alice, group_id, bob)
    second = await say(alice, group_id, "Nobody")

    async def edit(message: dict[str, Any], text: str, **fields: Any) -> dict[str, Any]:
        answer = await alice.rest.patch(f"/messages/{message['id']}", {"text": text} | fields)
        assert answer.status_code == 200, answer.text
        edited: dict[str, Any] = answer.json()
        return edited

    async def counts() -> tuple[int, int]:
        return await mentions(bob, group_id), await mentions(carol, group_id)

    async with same_state(alice, bob, carol) as watching:
        assert await counts() == (1, 0)
        # Without the field, all stay.
        assert (await edit(first, "You?"))["mentions"] == [str(bob.id)]
        assert await counts() == (1, 0)
        named = [str(carol.id), str(stranger), str(alice.id)]
        async with bob.connect(quiet) as b, carol.connect(quiet) as c:
            assert (await edit(first, "You?", mentions=named))["mentions"] == named
            for socket, number in ((b, 0), (c, 1)):
                assert (await socket.next_update("mine"))["unread_mentions"] == number
        assert await counts() == (0, 1)
        await edit(second, "All", mentions=[str(bob.id), str(carol.id)])
        assert await counts() == (1, 2)
        await watching.agree()
        assert (await edit(first, "None", mentions=[]))["mentions"] == []
        assert await counts() == (1, 1)
        async with bob.connect() as b:
            await b.command("read", conversation_id=group_id, seq=second["seq"])
        # Whoever has read the message is not called again.
        await edit(second, "All of you", mentions=[])
        await edit(second, "All of you!", mentions=[str(bob.id)])
        assert await counts() == (0, 0)
    async with alice.connect() as a:
        await a.command("edit_message", message_id=second["id"], text="Over the socket", mentions=[str(carol.id)])
    assert await counts() == (0, 1)
    many = [str(uuid4()) for _ in range(settings.MESSAGE_MENTIONS + 1)]
    refused = await alice.rest.patch(f"/messages/{second['id']}", {"text": "Many", "mentions": many})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "mentions")


async def test_only_members_are_mentioned(alice: Person, bob: Person, new_person: NewPerson) -> None:
    former, late, stranger = [await new_person(name) for name in ("Former", "Late", "Stranger")]
    group_id = await make_group(alice, bob, former)
    before = await mention(alice, group_id, former)
    await remove(former, group_id, former)
    for person in (late, former):
        sent = await mention(alice, group_id, bob, former, late, stranger, uuid4())
        # The message still lists all people whom its sender mentioned.
        assert str(person.id) in sent["mentions"]
    assert (await mentions(bob, group_id), await mentions(former, group_id)) == (2, 1)
    assert (await stranger.rest.get("/conversations")).json()["results"] == []
    # A person who joins or returns begins with nothing unread, even if they may see older messages.
    assert (await add(alice, group_id, late, former)).is_success
    assert (await mentions(late, group_id), await mentions(former, group_id)) == (0, 0)
    await mention(alice, group_id, late, former)
    assert (await mentions(late, group_id), await mentions(former, group_id)) == (1, 1)
    await alice.rest.delete(f"/messages/{before['id']}?for=everyone")
    assert await mentions(former, group_id) == 1


async def test_history_before_joining_has_no_unread_mentions(alice: Person, bob: Person) -> None:
    group_id = await make_group(alice)
    from_joining = Group.objects.filter(conversation_id=group_id)
    await in_thread(lambda: from_joining.update(history_for_new_members="from_joining"))
    await mention(alice, group_id, bob)
    await add(alice, group_id, bob)
    assert await mentions(bob, group_id) == 0
    later = await mention(alice, group_id, bob)
    assert await mentions(bob, group_id) == 1
    # An expired message no longer counts as unread.
    await in_thread(
        update, "chat_message", "expires_at = now()", "conversation_id = %s AND seq = %s", group_id, later["seq"]
    )
    assert await mentions(bob, group_id) == 0
    assert (await bob.rest.get(f"/conversations/{group_id}")).json()["unread_count"] == 0


async def test_a_message_withheld_by_a_block_mentions_nobody(alice: Person, bob: Person) -> None:
    first = await say_to(alice, bob, "You?", mentions=[str(bob.id)])
    assert await mentions(bob, first["conversation_id"]) == 1
    await bob.rest.put(f"/blocks/{alice.id}")
    await say_to(alice, bob, "You!", mentions=[str(bob.id)])
    assert await mentions(bob, first["conversation_id"]) == 1
    await bob.rest.delete(f"/blocks/{alice.id}")
    assert await mentions(bob, first["conversation_id"]) == 1


async def test_mentions_are_counted_up_to_a_limit(alice: Person, bob: Person) -> None:
    group_id = await make_group(alice, bob)
    async with alice.connect() as a:
        for _ in range(UNREAD_MAX // 50 + 1):
            fields = [{"client_message_id": str(uuid4()), "text": "@you", "mentions": [str(bob.id)]} for _ in range(50)]
            await asyncio.gather(*[a.command("send_message", conversation_id=group_id, **one) for one in fields])
    assert await mentions(bob, group_id) == UNREAD_MAX
