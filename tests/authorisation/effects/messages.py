"""What is seen of a message, and after changing it: by alice, who must see it too, or by oneself."""

from typing import Any

from tests.authorisation.done import Done
from tests.authorisation.stage import ok

EMOJI = "👍"


def alices(done: Done, message: dict[str, Any]) -> bool:
    return bool(message["sender_id"] == done.ids["alice"])


async def seen_by_alice(done: Done) -> dict[str, Any]:
    return await done.message(done.cast.people["alice"])


async def shown(done: Done) -> None:
    assert done.answer["id"] == done.ids["message"]
    assert done.answer["text"] == ("Theirs 0" if alices(done, done.answer) else "Own 0")
    assert (done.answer["conversation_id"], "unavailable" in done.answer) == (done.ids["conversation"], False)


async def tombstone(done: Done) -> None:
    assert done.answer["id"] == done.ids["message"]
    assert (done.answer["deleted_at"] is None, done.answer["text"]) == (False, None)


async def edited(done: Done) -> None:
    assert (await seen_by_alice(done))["text"] == f"Changed by {done.me.id}"


async def edited_for_nobody(done: Done) -> None:
    assert (await done.message())["text"] == f"Changed by {done.me.id}"
    assert (await done.cast.people["alice"].rest.get(f"/messages/{done.ids['message']}")).status_code == 404


async def edited_for_oneself(done: Done) -> None:
    assert (await done.message())["text"] == f"Changed by {done.me.id}"
    assert (await seen_by_alice(done))["text"].startswith("Own ")


async def deleted(done: Done) -> None:
    found = await seen_by_alice(done)
    assert (found["deleted_at"] is None, found["text"]) == (False, None)
    assert found["position"] == done.answer["position"]


async def still_gone(done: Done) -> None:
    assert (await done.message())["position"] == done.answer["position"]


async def hidden(done: Done) -> None:
    assert (await done.me.rest.get(f"/messages/{done.ids['message']}")).status_code == 404
    assert (await seen_by_alice(done))["text"].startswith("Theirs")


async def reactions(done: Done) -> None:
    assert [(one["user_id"], one["emoji"]) for one in done.answer["results"]] == [(done.ids["alice"], "👋")]


async def react(done: Done) -> None:
    await ok(done.me.rest.put(f"/messages/{done.ids['message']}/reactions/{EMOJI}"))


async def reacted(done: Done) -> None:
    [reaction] = (await seen_by_alice(done))["reactions"]
    assert reaction == {"emoji": EMOJI, "count": 1, "mine": False}
    assert (await done.message())["reactions"] == [reaction | {"mine": True}]


async def reaction_gone(done: Done) -> None:
    assert (await seen_by_alice(done))["reactions"] == []


async def pin(done: Done) -> None:
    await ok(done.me.rest.put(f"/messages/{done.ids['message']}/pin"))


async def pinned(done: Done) -> None:
    assert (await seen_by_alice(done))["pinned_at"] is not None


async def unpinned(done: Done) -> None:
    assert (await seen_by_alice(done))["pinned_at"] is None


async def vote_of_alice(done: Done) -> None:
    assert [(one["user_id"], one["option_ids"]) for one in done.answer["results"]] == [(done.ids["alice"], [0])]


async def voted(done: Done) -> None:
    options = (await seen_by_alice(done))["poll"]["options"]
    assert [(one["count"], one["mine"]) for one in options] == [(0, False), (1, False)]
    assert [one["mine"] for one in (await done.message())["poll"]["options"]] == [False, True]


async def closed(done: Done) -> None:
    assert (await seen_by_alice(done))["poll"]["closed"] is True


async def receipt_of_alice(done: Done) -> None:
    [receipt] = done.answer["results"]
    # She has written since: she has read it.
    assert (receipt["user_id"], receipt["state"]) == (done.ids["alice"], "read")


async def forwarded(done: Done) -> None:
    [copy] = done.answer["results"]
    found = await done.get(f"/messages/{copy['id']}")
    assert (found["conversation_id"], found["forwarded_from"]) == (done.ids["saved"], done.ids["alice"])
    assert found["text"].startswith("Theirs")


async def forwarded_to_alice(done: Done) -> None:
    [copy] = done.answer["results"]
    found = await done.get(f"/messages/{copy['id']}", done.cast.people["alice"])
    assert (found["conversation_id"], found["sender_id"]) == (done.ids["conversation"], str(done.me.id))
    assert (found["text"], found["forwarded_from"]) == ("Hello", str(done.me.id))


async def forwarded_but_withheld(done: Done) -> None:
    [copy] = done.answer["results"]
    assert (await done.get(f"/messages/{copy['id']}"))["status"] == "sent"
    assert (await done.cast.people["alice"].rest.get(f"/messages/{copy['id']}")).status_code == 404
