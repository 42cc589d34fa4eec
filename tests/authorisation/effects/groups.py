"""What is seen of a group, and after founding one, changing it, adding, removing, leaving, coming by a link."""

from typing import Any

from tests.authorisation.done import Done
from tests.authorisation.stage import make_group, ok
from tests.groups.calls import members_of


async def founded(done: Done) -> None:
    group = await done.get(f"/groups/{done.answer['id']}")
    assert group["name"] == done.ids["new"]
    assert await members_of(done.me, group["id"]) == {str(done.me.id): "owner"}


async def shown(done: Done) -> None:
    assert (done.answer["id"], done.answer["name"]) == (done.ids["group"], "Team")


async def members(done: Done) -> None:
    roles = {one["user"]["id"]: one["role"] for one in done.answer["results"]}
    assert roles == {done.ids["alice"]: "owner", done.ids["bob"]: "member", done.ids["eve"]: "member"}


async def found_group(done: Done) -> None:
    done.ids["group"] = await make_group(done.me)


async def found_group_with_walter(done: Done) -> None:
    done.ids["group"] = await make_group(done.me, done.cast.people["walter"])


async def join_another(done: Done) -> None:
    done.ids["group"] = await make_group(done.cast.people["alice"], done.me)


async def walter_added(done: Done) -> None:
    assert done.answer["id"] == done.ids["group"]
    roles = {str(done.me.id): "owner", done.ids["walter"]: "member"}
    assert await members_of(done.me, done.ids["group"]) == roles
    assert (await done.get("/groups/{group}", done.cast.people["walter"]))["id"] == done.ids["group"]


async def walter_removed(done: Done) -> None:
    assert await members_of(done.me, done.ids["group"]) == {str(done.me.id): "owner"}


async def left(done: Done) -> None:
    assert await members_of(done.cast.people["alice"], done.ids["group"]) == {done.ids["alice"]: "owner"}
    assert (await done.me.rest.get(f"/groups/{done.ids['group']}")).status_code == 404


async def renamed(done: Done) -> None:
    assert (await done.get("/groups/{group}"))["name"] == done.ids["new"]


async def deleted(done: Done) -> None:
    assert (await done.me.rest.get(f"/groups/{done.ids['group']}")).status_code == 404
    assert (await done.get("/conversations/{group}"))["participant_count"] == 0


async def walter_promoted(done: Done) -> None:
    assert (await members_of(done.me, done.ids["group"]))[done.ids["walter"]] == "admin"


async def found_with_link(done: Done) -> None:
    await found_group(done)
    link = await new_link(done)
    done.ids |= {"link": link["id"], "token": link["token"]}


async def new_link(done: Done, **settings: Any) -> dict[str, Any]:
    """Return a link to the group, made by its owner."""
    owner = done.cast.people["alice"] if done.ids["group"] == done.ids.get("alices_group") else done.me
    if settings:
        await ok(owner.rest.patch(f"/groups/{done.ids['group']}", {"settings": settings}))
    link: dict[str, Any] = await ok(owner.rest.post(f"/groups/{done.ids['group']}/invite_links"))
    return link


async def links(done: Done) -> None:
    assert [link["token"] for link in done.answer["results"]] == [done.ids["token"]]


async def linked(done: Done) -> None:
    walter = done.cast.people["walter"]
    assert (await ok(walter.rest.post(f"/join/{done.answer['token']}")))["id"] == done.ids["group"]


async def revoked(done: Done) -> None:
    assert (await done.cast.people["walter"].rest.post(f"/join/{done.ids['token']}")).status_code == 404
    assert (await done.get("/groups/{group}/invite_links"))["results"] == []


async def let_walter_ask(done: Done) -> None:
    await found_group(done)
    link = await new_link(done, join_approval=True)
    answer = await done.cast.people["walter"].rest.post(f"/join/{link['token']}")
    assert answer.status_code == 202


async def walter_waits(done: Done) -> None:
    assert [one["user"]["id"] for one in done.answer["results"]] == [done.ids["walter"]]


async def walter_let_in(done: Done) -> None:
    assert (await members_of(done.me, done.ids["group"]))[done.ids["walter"]] == "member"
    assert (await done.get("/groups/{group}"))["join_request_count"] == 0


async def led_to_group(done: Done) -> None:
    assert done.answer["group"]["name"] == "Team"
    assert (done.answer["member"], done.answer["requested"]) == (done.role in {"participant", "blocked"}, False)


async def get_alices_link(done: Done) -> None:
    """Get a link to a group where nobody else is."""
    done.ids["group"] = done.ids["alices_group"] = await make_group(done.cast.people["alice"])
    done.ids["token"] = (await new_link(done))["token"]


async def joined(done: Done) -> None:
    assert await members_of(done.me, done.ids["group"]) == {done.ids["alice"]: "owner", str(done.me.id): "member"}


async def ask_alice(done: Done) -> None:
    done.ids["group"] = done.ids["alices_group"] = await make_group(done.cast.people["alice"])
    done.ids["token"] = (await new_link(done, join_approval=True))["token"]
    assert (await done.me.rest.post(f"/join/{done.ids['token']}")).status_code == 202


async def withdrawn(done: Done) -> None:
    assert not (await done.get("/join/{token}"))["requested"]
    waiting = await done.get("/groups/{group}/join_requests", done.cast.people["alice"])
    assert waiting["results"] == []
