"""Blocks and contacts over REST."""

import pytest

from common.ids import new_id

LISTS = ["blocks", "contacts"]


@pytest.fixture
async def alice(new_person):
    return await new_person("Alice")


@pytest.fixture
async def bob(new_person, web):
    return await new_person("Bob", web[1])


async def test_blocks_are_listed_as_people(alice, bob):
    assert (await alice.rest.get("/blocks")).json() == {"results": [], "next": None}
    for _ in range(2):
        assert (await alice.rest.put(f"/blocks/{bob.id}")).status_code == 204
    [blocked] = (await alice.rest.get("/blocks")).json()["results"]
    assert blocked == (await alice.rest.get(f"/users/{bob.id}")).json()
    assert (await bob.rest.get("/blocks")).json()["results"] == []
    for _ in range(2):
        assert (await alice.rest.delete(f"/blocks/{bob.id}")).status_code == 204
    assert (await alice.rest.get("/blocks")).json()["results"] == []


async def test_contacts_have_an_alias_or_none(alice, bob):
    for body, alias in (
        ({"alias": " Bobby "}, "Bobby"),
        ({}, ""),
        ({"alias": "Robert"}, "Robert"),
        ({"alias": None}, ""),
    ):
        assert (await alice.rest.put(f"/contacts/{bob.id}", body)).status_code == 204
        user = (await alice.rest.get(f"/users/{bob.id}")).json()
        assert (await alice.rest.get("/contacts")).json() == {"results": [{"user": user, "alias": alias}], "next": None}
    for _ in range(2):
        assert (await alice.rest.delete(f"/contacts/{bob.id}")).status_code == 204
    assert (await alice.rest.get("/contacts")).json()["results"] == []


async def test_changes_are_sent_to_ones_own_devices_and_not_to_the_other_person(alice, bob, web):
    async with alice.connect(web[1]) as own, bob.connect(web[0]) as others:
        for method, path in (("put", "blocks"), ("put", "contacts"), ("delete", "blocks"), ("delete", "contacts")):
            for _ in range(2):
                await getattr(alice.rest, method)(f"/{path}/{bob.id}")
        for person in (alice, bob):
            await person.rest.patch("/users/me", {"about": "new"})
        for socket in (own, others):
            await socket.next_update("account", where=lambda update: update["changed"] == ["profile"])
        changed = [update["changed"] for update in own.updates]
        assert sorted(changed) == [["blocks"], ["blocks"], ["contacts"], ["contacts"], ["profile"]]
        assert [update["changed"] for update in others.updates] == [["profile"]]


@pytest.mark.parametrize("name", LISTS)
async def test_pages_continue_where_the_last_ended(alice, new_person, name):
    people = [await new_person(f"Person {number}") for number in range(3)]
    for person in people:
        await alice.rest.put(f"/{name}/{person.id}")
    found: list[str] = []
    cursor = None
    while cursor is not None or not found:
        page = (await alice.rest.get(f"/{name}", params={"limit": 1} | ({"cursor": cursor} if cursor else {}))).json()
        found += [entry.get("user", entry)["id"] for entry in page["results"]]
        cursor = page["next"]
    assert found == sorted(str(person.id) for person in people)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "cursor=x", "cursor=%00", "more=1", "cursor="]
)
async def test_a_wrong_query_is_refused(alice, name, query):
    assert (await alice.rest.get(f"/{name}?{query}")).json()["code"] == "invalid"


async def test_a_cursor_of_another_list_is_refused(alice, new_person):
    for _ in range(2):
        await alice.rest.put(f"/blocks/{(await new_person()).id}")
    cursor = (await alice.rest.get("/blocks?limit=1")).json()["next"]
    assert (await alice.rest.get("/contacts", params={"cursor": cursor})).json()["code"] == "invalid"


@pytest.mark.parametrize("name", LISTS)
async def test_oneself_and_nobody_are_refused(alice, name):
    for method in ("put", "delete"):
        call = getattr(alice.rest, method)
        assert (await call(f"/{name}/{alice.id}")).json()["errors"][0] == {
            "field": "user_id",
            "code": "wrong_value",
            "detail": "must be another person",
        }
        for person_id in (new_id(), "00000000-0000-0000-0000-000000000000"):
            assert (await call(f"/{name}/{person_id}")).json()["code"] == "not_found"
        answer = await alice.rest.client.request(
            method.upper(), f"/{name}/x", headers={"Authorization": f"Bearer {alice.access}"}
        )
        assert answer.status_code == 404
    for method in ("POST", "PATCH"):
        assert (await alice.rest.request(method, f"/{name}/{new_id()}")).json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"alias": ""}, "alias", "too_short"),
        ({"alias": " \n "}, "alias", "too_short"),
        ({"alias": "x" * 65}, "alias", "too_long"),
        ({"alias": "a\nb"}, "alias", "wrong_format"),
        ({"alias": "a\u202eb"}, "alias", "wrong_format"),
        ({"alias": "a\x00b"}, "alias", "nul_character"),
        ({"alias": 5}, "alias", "wrong_type"),
        ({"alias": ["x"]}, "alias", "wrong_type"),
        ({"name": "Bobby"}, "name", "unknown_field"),
    ],
)
async def test_a_wrong_alias_is_refused_and_nothing_changes(alice, bob, body, field, code):
    answer = await alice.rest.put(f"/contacts/{bob.id}", body)
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert (await alice.rest.get("/contacts")).json()["results"] == []


@pytest.mark.parametrize("name", LISTS)
async def test_a_body_that_is_not_an_object_is_refused(alice, bob, name):
    headers = {"Content-Type": "application/json"}
    for content in (b"{", b"[]", b"null", b'{"alias": 1e999}', b'{"alias": "\\ud800"}', b'{"other": 1}', b"\xff"):
        answer = await alice.rest.request("PUT", f"/{name}/{bob.id}", content=content, headers=headers)
        assert answer.json()["code"] in {"malformed_json", "invalid"}
    assert (await alice.rest.get(f"/{name}")).json()["results"] == []


async def test_a_person_who_is_not_signed_in_gets_nothing(alice, bob):
    for method, path in (
        ("GET", f"/users/{bob.id}"),
        ("GET", "/users?username=bobby"),
        ("GET", "/users/me/privacy"),
        ("PATCH", "/users/me/privacy"),
        *((method, f"/{name}/{bob.id}") for name in LISTS for method in ("PUT", "DELETE")),
        *(("GET", f"/{name}") for name in LISTS),
    ):
        answer = await alice.rest.request(method, path, headers={"Authorization": ""})
        assert answer.json()["code"] == "not_authenticated"
