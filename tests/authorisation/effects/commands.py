"""What is seen after commands that have no call of the REST API beside them."""

from datetime import UTC, datetime

from tests.authorisation.done import Done
from tests.authorisation.stage import say


async def signed_in(done: Done) -> None:
    assert (done.answer["user_id"], done.answer["device_id"]) == (str(done.me.id), str(done.me.device_id))


async def still_open(done: Done) -> None:
    assert done.answer == {}
    assert "server_time" in await done.socket.command("ping")


async def time(done: Done) -> None:
    told = datetime.fromisoformat(done.answer["server_time"])
    assert abs((datetime.now(UTC) - told).total_seconds()) < 60


async def alice_told_of_typing(done: Done) -> None:
    told = {"update": "typing", "conversation_id": done.ids["conversation"], "user_id": str(done.me.id)}
    update = await done.cast.sockets["alice"].next_update("typing", where=lambda found: found | told == found)
    assert update["state"] == "typing"


async def alice_not_told_of_typing(done: Done) -> None:
    """Let eve do something that alice is told of, at the same process and after it, and see that this comes alone."""
    sent = await say(done.me, {"conversation_id": done.cast.group_id})
    socket = done.cast.sockets["alice"]
    await socket.next_update("change", where=lambda found: (found["message"] or {}).get("id") == sent["id"])
    assert [one for one in socket.updates if one["update"] == "typing" and one["user_id"] == str(done.me.id)] == []


async def alice_online(done: Done) -> None:
    [status] = done.answer["statuses"]
    assert status == {"user_id": done.ids["alice"], "status": "online", "last_seen_at": None}


async def alice_hidden(done: Done) -> None:
    [status] = done.answer["statuses"]
    assert status == {"user_id": done.ids["alice"], "status": "offline", "last_seen_at": None}
