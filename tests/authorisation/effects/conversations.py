"""What is seen of conversations, and after changing one's own state in them or writing."""

from typing import Any
from uuid import uuid4

from tests.authorisation.done import Done
from tests.authorisation.stage import ok, say
from tests.harness.people import Person


def own_and_others(done: Done) -> tuple[set[str], set[str]]:
    """Return the conversations where this role is tried and where others are."""
    all_places = {role: place.conversation_id for role, place in done.cast.places.items()}
    return {all_places[done.role]} if done.role in all_places else set(), own_taken_away(done, all_places)


def own_taken_away(done: Done, all_places: dict[str, str]) -> set[str]:
    others = {one for role, one in all_places.items() if role != done.role}
    # Bob and eve are in the group, which is where frieda was.
    return others - ({done.cast.group_id} if done.role in {"participant", "blocked"} else set())


def check_listed(done: Done, conversations: list[dict[str, Any]]) -> None:
    own, others = own_and_others(done)
    listed = {one["id"] for one in conversations}
    assert own | {done.ids["saved"]} <= listed
    assert listed.isdisjoint(others)


async def synced(done: Done) -> None:
    check_listed(done, done.answer["conversations"])
    assert done.answer["account"]["profile"]["id"] == str(done.me.id)


async def listed(done: Done) -> None:
    check_listed(done, done.answer["results"])


async def opened(done: Done) -> None:
    assert done.answer["peer"]["id"] == done.ids["walter"]
    shown = await done.get(f"/conversations/{done.answer['id']}")
    assert (shown["id"], shown["my"]["role"]) == (done.answer["id"], "member")


async def shown(done: Done) -> None:
    assert (done.answer["id"], done.answer["my"]["left_at"]) == (done.ids["conversation"], None)
    assert done.answer["peer"]["id"] == done.ids["alice"]


async def as_left(done: Done) -> None:
    """See where it was when frieda left: with the message that says so."""
    assert done.answer["my"]["left_at"] is not None
    assert done.answer["last_message"]["system"]["action"] == "member_removed"
    assert done.answer["last_seq"] < (await done.conversation(done.cast.people["alice"]))["last_seq"]


async def unpin(done: Done) -> None:
    await ok(done.me.rest.patch(f"/conversations/{done.ids['conversation']}", {"pinned": False}))


async def pinned_for_oneself(done: Done) -> None:
    assert (await done.conversation())["my"]["pinned_at"] is not None
    assert (await done.conversation(done.cast.people["alice"]))["my"]["pinned_at"] is None


async def newest_page(done: Done) -> None:
    found = {message["id"] for message in done.answer["results"]}
    assert done.ids["message"] in found
    assert {message["conversation_id"] for message in done.answer["results"]} == {done.ids["conversation"]}


async def page_to_leaving(done: Done) -> None:
    await newest_page(done)
    after = done.cast.places["former"].messages["after"][0]
    assert max(message["seq"] for message in done.answer["results"]) == after["seq"] - 1


async def all_changes(done: Done) -> None:
    assert done.ids["message"] in {message["id"] for message in done.answer["messages"]}
    assert {message["conversation_id"] for message in done.answer["messages"]} == {done.ids["conversation"]}


async def changes_to_leaving(done: Done) -> None:
    await all_changes(done)
    after = done.cast.places["former"].messages["after"][0]
    assert max(message["seq"] for message in done.answer["messages"]) == after["seq"] - 1
    assert done.answer["position"] < after["position"]


async def drafted(done: Done) -> None:
    assert (await done.conversation())["my"]["draft"]["text"] == done.ids["new"]
    assert (await done.conversation(done.cast.people["alice"]))["my"]["draft"] is None


async def draft(done: Done) -> None:
    body = {"text": "Hm", "version": 10}
    await ok(done.me.rest.put(f"/conversations/{done.ids['conversation']}/draft", body))


async def draft_gone(done: Done) -> None:
    assert (await done.conversation())["my"]["draft"] is None


async def alice_says(done: Done) -> None:
    """Let alice say one more thing; to eve between two blocks."""
    alice, is_blocked = done.cast.people["alice"], done.role == "blocked"
    if is_blocked:
        await ok(alice.rest.delete(f"/blocks/{done.me.id}"))
    sent = await say(alice, {"conversation_id": done.ids["conversation"]}, f"One more {uuid4()}")
    if is_blocked:
        await ok(alice.rest.put(f"/blocks/{done.me.id}"))
    done.ids["seq"] = str(sent["seq"])
    assert await watermark(done, "delivered_seq") < sent["seq"]


async def alice_says_to_members(done: Done) -> None:
    if done.role != "former":
        await alice_says(done)


async def all_read_by_who_left(done: Done) -> None:
    mine, receipts = await done.conversation(), (await done.conversation(done.cast.people["alice"]))["receipts"]
    assert (mine["unread_count"], mine["my"]["read_seq"]) == (0, mine["last_seq"])
    assert receipts["read_by_all_seq"] < mine["last_seq"]


async def watermark(done: Done, name: str) -> int:
    return int((await done.conversation())["my"][name])


async def all_read(done: Done) -> None:
    assert await watermark(done, "read_seq") == int(done.ids["seq"])
    assert (await done.conversation())["unread_count"] == 0


async def all_delivered(done: Done) -> None:
    assert await watermark(done, "delivered_seq") == int(done.ids["seq"])
    assert await watermark(done, "read_seq") < int(done.ids["seq"])


async def pins(done: Done) -> None:
    lying = done.cast.place(done.role).messages
    pinned = {message["id"] for message in done.answer["results"]}
    assert pinned >= {lying["own"][0]["id"], lying["theirs"][0]["id"]}
    assert {message["conversation_id"] for message in done.answer["results"]} == {done.ids["conversation"]}


async def sent(done: Done) -> None:
    """See that alice has what one said."""
    message = done.answer.get("message", done.answer)
    arrived = await done.get(f"/messages/{message['id']}", done.cast.people["alice"])
    assert (arrived["text"], arrived["sender_id"]) == (f"From {done.me.id}", str(done.me.id))
    assert arrived["client_message_id"] == done.ids["new"]


async def sent_by_name(done: Done) -> None:
    await sent(done)
    message = done.answer.get("message", done.answer)
    conversation = await done.get(f"/conversations/{message['conversation_id']}")
    assert conversation["peer"]["id"] == done.ids["alice"]


async def sent_but_withheld(done: Done) -> None:
    """See that it is there for eve as usual, and that alice knows nothing of it."""
    await unheard(done, done.cast.people["alice"])


async def unheard_by_mallory(done: Done) -> None:
    await unheard(done, done.cast.people["mallory"])


async def unheard(done: Done, blocker: Person) -> None:
    message = done.answer.get("message", done.answer)
    assert (await done.get(f"/messages/{message['id']}"))["status"] == "sent"
    assert (await blocker.rest.get(f"/messages/{message['id']}")).status_code == 404
