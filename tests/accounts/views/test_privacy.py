"""Over REST: people as other people see them, and one's own privacy settings."""

import pytest

from common.ids import new_id

DEFAULTS = {
    "last_seen": "everyone",
    "avatar": "everyone",
    "about": "everyone",
    "group_invites": "everyone",
    "read_receipts": True,
}


@pytest.fixture
async def alice(new_person):
    return await new_person("Alice")


@pytest.fixture
async def bob(new_person, web):
    return await new_person("Bob", web[1])


async def card(viewer, person):
    answer = await viewer.rest.get(f"/users/{person.id}")
    assert answer.status_code == 200
    return answer.json()


async def test_a_person_is_shown_without_the_number_and_oneself_with_it(alice, bob):
    await bob.rest.patch("/users/me", {"about": "About Bob"})
    assert await card(alice, bob) == {
        "id": str(bob.id),
        "name": "Bob",
        "about": "About Bob",
        "username": None,
        "avatar": None,
    }
    assert await card(bob, bob) == (await bob.rest.get("/users/me")).json()


async def test_a_person_shows_what_their_privacy_says(alice, bob):
    await bob.rest.patch("/users/me", {"about": "About Bob"})
    assert (await bob.rest.patch("/users/me/privacy", {"about": "contacts"})).json() == DEFAULTS | {"about": "contacts"}
    assert (await card(alice, bob))["about"] == ""
    assert (await bob.rest.put(f"/contacts/{alice.id}")).status_code == 204
    assert (await card(alice, bob))["about"] == "About Bob"
    await bob.rest.put(f"/blocks/{alice.id}")
    hidden = await card(alice, bob)
    assert (hidden["name"], hidden["about"]) == ("Bob", "")
    opened = await alice.rest.post("/conversations", {"user_id": str(bob.id)})
    assert opened.json()["peer"] == hidden


async def test_only_the_whole_username_in_any_case_finds_its_person(alice, bob):
    username = f"U{new_id().hex[-20:]}"
    await bob.rest.patch("/users/me", {"username": username, "about": "About Bob"})
    await bob.rest.put(f"/blocks/{alice.id}")
    seen = await card(alice, bob)
    assert (seen["username"], seen["about"]) == (username, "")
    for spelling in (username, username.upper(), username.lower()):
        found = await alice.rest.get("/users", params={"username": spelling})
        assert found.json() == {"results": [seen], "next": None}
    own = (await bob.rest.get("/users", params={"username": username})).json()["results"]
    assert own == [(await bob.rest.get("/users/me")).json()]
    for other in (username[:-1], f"{username}x", f"{username[:-1]}_", "%", "", " ", "\u0131" * 8, "x" * 4000):
        assert (await alice.rest.get("/users", params={"username": other})).json() == {"results": [], "next": None}


@pytest.mark.parametrize(
    "query", ["", "?username=a&username=b", "?username=%00", "?name=bob", "?username=bobby&limit=1"]
)
async def test_a_wrong_search_is_refused(alice, query):
    assert (await alice.rest.get(f"/users{query}")).json()["code"] == "invalid"


async def test_an_unknown_person_is_not_found(alice):
    for path in (new_id(), "x", "00000000-0000-0000-0000-00000000000", f"{alice.id}/", "me/x"):
        answer = await alice.rest.client.get(f"/users/{path}", headers={"Authorization": f"Bearer {alice.access}"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await alice.rest.get(f"/users/{alice.id}?more=1")).json()["code"] == "invalid"


async def test_changed_privacy_is_sent_to_ones_own_devices_only(alice, web):
    tablet = await alice.sign_in_again()
    async with tablet.connect(web[1]) as socket:
        assert (await alice.rest.get("/users/me/privacy")).json() == DEFAULTS
        changes = {"last_seen": "nobody", "group_invites": "contacts", "read_receipts": False}
        for _ in range(2):
            assert (await alice.rest.patch("/users/me/privacy", changes)).json() == DEFAULTS | changes
        assert (await alice.rest.patch("/users/me/privacy")).json() == DEFAULTS | changes
        assert (await tablet.rest.get("/users/me/privacy")).json() == DEFAULTS | changes
        # Updates come in order, so the last one shows that no other came before it.
        await alice.rest.patch("/users/me", {"about": "new"})
        assert await socket.next_update("account", where=lambda update: update["changed"] == ["profile"])
        # That the tablet signed in may arrive after it connected.
        changed = [update["changed"] for update in socket.updates if update["changed"] != ["devices"]]
        assert changed == [["privacy"], ["profile"]]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        *(({part: "friends"}, part, "not_a_choice") for part in DEFAULTS if part != "read_receipts"),
        ({"about": None}, "about", "not_a_choice"),
        ({"about": True}, "about", "not_a_choice"),
        ({"about": ["nobody"]}, "about", "not_a_choice"),
        ({"about": "nobody\x00"}, "about", "not_a_choice"),
        ({"about": "Nobody"}, "about", "not_a_choice"),
        ({"read_receipts": "false"}, "read_receipts", "wrong_type"),
        ({"read_receipts": 0}, "read_receipts", "wrong_type"),
        ({"read_receipts": None}, "read_receipts", "wrong_type"),
        ({"last_seen_at": "nobody"}, "last_seen_at", "unknown_field"),
    ],
)
async def test_wrong_privacy_is_refused_and_nothing_changes(alice, body, field, code):
    answer = await alice.rest.patch("/users/me/privacy", {"avatar": "nobody"} | body)
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert (await alice.rest.get("/users/me/privacy")).json() == DEFAULTS
