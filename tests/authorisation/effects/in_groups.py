"""What is seen of a group by each role, and after what they did in it."""

from tests.authorisation.company import UNTIL, Tried, uses

MEMBERS = {"silenced": "member", "member": "member", "mate": "member", "admin": "admin", "peer": "admin"}
IN, OUT = ("member", True), ("member", False)


async def group(tried: Tried) -> None:
    assert tried.answer["id"] == tried.ids["group"]
    assert tried.answer["join_request_count"] == (1 if tried.role in {"admin", "owner"} else None)


async def renamed(tried: Tried) -> None:
    assert (await tried.get("/groups/{group}", tried.owner))["name"] == tried.ids["new"]


async def slowed(tried: Tried) -> None:
    assert (await tried.get("/groups/{group}", tried.owner))["settings"]["slow_mode_seconds"] == 7


async def over(tried: Tried) -> None:
    for name in ("owner", *MEMBERS):
        assert await tried.membership(name) == OUT
    shown = await tried.get("/conversations/{group}", tried.company.people["mate"])
    assert (shown["participant_count"], shown["my"]["left_at"] is None) == (0, False)


async def members(tried: Tried) -> None:
    found = {one["user"]["id"]: one for one in tried.answer["results"]}
    roles = {tried.ids[name]: role for name, role in MEMBERS.items()} | {tried.ids["owner"]: "owner"}
    assert {one: member["role"] for one, member in found.items()} == roles
    silence = found[tried.ids["silenced"]]["silenced_until"]
    assert silence == (UNTIL if tried.role in {"silenced", "admin", "owner"} else None)


async def walter_in(tried: Tried) -> None:
    assert await tried.membership("walter") == IN
    assert (await tried.get("/groups/{group}", tried.company.people["walter"]))["id"] == tried.ids["group"]


async def mate_admin(tried: Tried) -> None:
    assert (tried.answer["role"], await tried.membership("mate")) == ("admin", ("admin", True))


async def peer_member(tried: Tried) -> None:
    assert (tried.answer["role"], await tried.membership("peer")) == ("member", IN)


async def passed_on(tried: Tried) -> None:
    assert await tried.membership("mate") == ("owner", True)
    assert await tried.membership("owner") == ("admin", True)


async def mate_silenced(tried: Tried) -> None:
    await silenced(tried, "mate")


async def peer_silenced(tried: Tried) -> None:
    await silenced(tried, "peer")


async def silenced(tried: Tried, name: str) -> None:
    person = tried.company.people[name]
    assert (tried.answer["user"]["id"], tried.answer["silenced_until"]) == (str(person.id), UNTIL)
    body = {"conversation_id": tried.ids["group"], "client_message_id": tried.ids["new"], "text": "But"}
    assert (await person.rest.post("/messages", body)).status_code == 403


async def mate_out(tried: Tried) -> None:
    assert await tried.membership("mate") == OUT


async def peer_out(tried: Tried) -> None:
    assert await tried.membership("peer") == OUT


async def out(tried: Tried) -> None:
    assert await tried.membership(tried.role) == OUT
    assert (await tried.get("/conversations/{group}"))["my"]["left_at"] is not None
    if tried.role == "owner":
        # Both admins were there from the beginning.
        assert sorted([await tried.membership("admin"), await tried.membership("peer")])[1] == ("owner", True)


async def links(tried: Tried) -> None:
    assert [one["token"] for one in tried.answer["results"]] == [tried.ids["token"]]


async def linked(tried: Tried) -> None:
    shown = (await tried.get("/groups/{group}/invite_links", tried.owner))["results"]
    assert [one["id"] for one in shown] == [tried.answer["id"], tried.ids["link"]]


async def revoked(tried: Tried) -> None:
    assert (await tried.get("/groups/{group}/invite_links", tried.owner))["results"] == []
    assert (await tried.company.people["stranger"].rest.get(f"/join/{tried.ids['token']}")).status_code == 404


async def requests(tried: Tried) -> None:
    assert [one["user"]["id"] for one in tried.answer["results"]] == [tried.ids["pending"]]


async def let_in(tried: Tried) -> None:
    assert (await tried.membership("pending"), await uses(tried.ids)) == (IN, 1)


async def refused(tried: Tried) -> None:
    assert (await tried.get("/groups/{group}/join_requests", tried.owner))["results"] == []
    assert (await tried.membership("pending"), await uses(tried.ids)) == (OUT, 0)


async def led(tried: Tried) -> None:
    assert tried.answer["group"]["name"] != ""
    is_outside = tried.role in {"stranger", "pending", "left"}
    assert (tried.answer["member"], tried.answer["requested"]) == (not is_outside, tried.role == "pending")


async def waits(tried: Tried) -> None:
    assert tried.answer == {"requested": True}
    waiting = (await tried.get("/groups/{group}/join_requests", tried.owner))["results"]
    assert str(tried.me.id) in [one["user"]["id"] for one in waiting]
    assert await tried.membership(tried.role) == OUT


async def in_already(tried: Tried) -> None:
    assert (tried.answer["id"], await uses(tried.ids)) == (tried.ids["group"], 0)


async def waits_not(tried: Tried) -> None:
    waiting = (await tried.get("/groups/{group}/join_requests", tried.owner))["results"]
    assert [one["user"]["id"] for one in waiting] == ([] if tried.role == "pending" else [tried.ids["pending"]])


async def sent(tried: Tried) -> None:
    arrived = await tried.get(f"/messages/{tried.answer['id']}", tried.owner)
    assert (arrived["text"], arrived["sender_id"]) == (f"From {tried.me.id}", str(tried.me.id))


async def read(tried: Tried) -> None:
    assert (await tried.get("/conversations/{group}"))["my"]["read_seq"] == tried.answer["read_seq"] >= 1
