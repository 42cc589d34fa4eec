"""What is seen after changing one's devices, profile, address book and blocks, and of others."""

from datetime import datetime
from uuid import UUID

from accounts.models import Block, Contact, Device, User
from common.bridge import in_thread
from tests.authorisation.done import Done


async def devices_left(done: Done) -> set[UUID]:
    """Return the person's devices that are signed in, as the database has them."""
    devices = Device.objects.filter(user_id=done.me.id, revoked_at=None).values_list("id", flat=True)
    return set(await in_thread(lambda: list(devices)))


async def own_devices(done: Done) -> None:
    assert {UUID(device["id"]) for device in done.answer["results"]} == await devices_left(done)
    assert [UUID(device["id"]) for device in done.answer["results"] if device["current"]] == [done.me.device_id]


async def one_more_device(done: Done) -> None:
    again = await done.me.sign_in_again()
    done.ids |= {"device": str(again.device_id), "access": again.access}


async def other_device_ended(done: Done) -> None:
    left = await devices_left(done)
    assert UUID(done.ids["device"]) not in left
    assert done.me.device_id in left
    await token_refused(done)


async def only_this_device_left(done: Done) -> None:
    assert await devices_left(done) == {done.me.device_id}
    await token_refused(done)


async def on_one_more_device(done: Done) -> None:
    """Do what comes next on another device."""
    await one_more_device(done)
    done.ids["kept"], done.me.rest.token = done.me.access, done.ids["access"]


async def logged_out(done: Done) -> None:
    assert (await done.me.rest.get("/users/me")).status_code == 401
    done.me.rest.token = done.ids["kept"]
    assert (await done.get("/users/me"))["id"] == str(done.me.id)
    assert UUID(done.ids["device"]) not in await devices_left(done)


async def whole_card(done: Done) -> None:
    assert (done.answer["id"], done.answer["about"]) == (done.ids["alice"], "About alice")
    assert done.answer["name"] == "alice"
    assert "phone_number" not in done.answer


async def bare_card(done: Done) -> None:
    assert (done.answer["id"], done.answer["name"], done.answer["about"]) == (done.ids["alice"], "alice", "")
    assert "phone_number" not in done.answer


async def found_whole(done: Done) -> None:
    [done.answer] = done.answer["results"]
    await whole_card(done)


async def found_bare(done: Done) -> None:
    [done.answer] = done.answer["results"]
    await bare_card(done)


async def own_profile(done: Done) -> None:
    assert (done.answer["id"], done.answer["phone_number"]) == (str(done.me.id), done.me.phone_number)


async def about_changed(done: Done) -> None:
    changed = User.objects.filter(about=done.ids["new"]).values_list("id", flat=True)
    assert await in_thread(lambda: list(changed)) == [done.me.id]


async def own_privacy(done: Done) -> None:
    # Alice's differs in these.
    assert (done.answer["about"], done.answer["last_seen"]) == ("everyone", "everyone")


async def privacy_changed(done: Done) -> None:
    assert (await done.get("/users/me/privacy"))["avatar"] == "nobody"
    assert (await done.get("/users/me/privacy", done.cast.people["alice"]))["avatar"] == "everyone"


async def own_blocks(done: Done) -> None:
    assert [one["id"] for one in done.answer["results"]] == [done.ids["ivan"]]


async def block(done: Done) -> None:
    assert (await done.me.rest.put(f"/blocks/{done.ids['walter']}")).status_code == 204


async def blocked(done: Done) -> None:
    assert await blocks(done) == {UUID(done.ids["ivan"]), UUID(done.ids["walter"])}
    assert (await done.me.rest.delete(f"/blocks/{done.ids['walter']}")).status_code == 204


async def unblocked(done: Done) -> None:
    assert await blocks(done) == {UUID(done.ids["ivan"])}


async def blocks(done: Done) -> set[UUID]:
    rows = Block.objects.filter(blocker_id=done.me.id).values_list("blocked_id", flat=True)
    return set(await in_thread(lambda: list(rows)))


async def own_contacts(done: Done) -> None:
    shown = [(one["user"]["id"], one["alias"]) for one in done.answer["results"]]
    assert shown == [(done.ids["ivan"], f"Ivan of {done.role}")]


async def add(done: Done) -> None:
    body = {"alias": done.ids["new"]}
    assert (await done.me.rest.put(f"/contacts/{done.ids['walter']}", body)).status_code == 204


async def added(done: Done) -> None:
    owners = Contact.objects.filter(alias=done.ids["new"]).values_list("owner_id", "person_id")
    assert await in_thread(lambda: list(owners)) == [(done.me.id, UUID(done.ids["walter"]))]
    assert (await done.me.rest.delete(f"/contacts/{done.ids['walter']}")).status_code == 204


async def taken_out(done: Done) -> None:
    left = Contact.objects.filter(owner_id=done.me.id).values_list("person_id", flat=True)
    assert await in_thread(lambda: list(left)) == [UUID(done.ids["ivan"])]


async def alice_online(done: Done) -> None:
    assert done.answer == {"status": "online", "last_seen_at": None}


async def alice_hidden(done: Done) -> None:
    assert done.answer == {"status": "offline", "last_seen_at": None}


async def said_offline(done: Done) -> None:
    status = await done.get("/users/{me}/status")
    assert status["status"] == "offline"
    assert datetime.fromisoformat(status["last_seen_at"]).tzinfo is not None
    assert (await done.me.rest.put(f"/users/{done.me.id}/status", {"status": "online"})).status_code == 200
    assert (await done.get("/users/{alice}/status", done.cast.people["bob"]))["status"] == "online"


async def token_refused(done: Done) -> None:
    """See that the token of the other device lets nobody in any more."""
    headers = {"Authorization": f"Bearer {done.ids['access']}"}
    assert (await done.me.rest.get("/users/me", headers=headers)).status_code == 401
