"""Devices over REST."""

import asyncio

import pytest

from common.ids import new_id


async def test_devices_are_listed_newest_first(new_person):
    alice = await new_person()
    tablet = await alice.sign_in_again()
    page = (await alice.rest.get("/devices")).json()
    assert [(device["id"], device["current"]) for device in page["results"]] == [
        (str(tablet.device_id), False),
        (str(alice.device_id), True),
    ]
    assert page["next"] is None


async def test_pages_continue_where_the_last_ended(new_person):
    alice = await new_person()
    ids = [str(alice.device_id)]
    for _ in range(2):
        ids.insert(0, str((await alice.sign_in_again()).device_id))
    found: list[str] = []
    cursor = None
    while cursor is not None or not found:
        page = (await alice.rest.get("/devices", params={"limit": 1} | ({"cursor": cursor} if cursor else {}))).json()
        found += [device["id"] for device in page["results"]]
        cursor = page["next"]
    assert found == ids


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "cursor=x", "cursor=%00", "more=1", "cursor="]
)
async def test_a_wrong_query_is_refused(new_person, query):
    alice = await new_person()
    assert (await alice.rest.get(f"/devices?{query}")).json()["code"] == "invalid"


async def test_an_ended_device_is_refused_everywhere_within_five_seconds(new_person, web):
    alice = await new_person()
    tablet = await alice.sign_in_again()
    there = tablet.rest_at(web[1])
    assert (await there.get("/users/me")).status_code == 200
    assert (await alice.rest.delete(f"/devices/{tablet.device_id}")).status_code == 204
    async with asyncio.timeout(5):
        while (  # noqa: ASYNC110 - another process has no event to wait for
            await there.get("/users/me")
        ).status_code == 200:
            await asyncio.sleep(0.1)
    assert (await alice.rest.get("/users/me")).status_code == 200
    assert (await alice.rest.delete(f"/devices/{tablet.device_id}")).json()["code"] == "not_found"


async def test_all_devices_but_this_one_end(new_person):
    alice = await new_person()
    others = [await alice.sign_in_again() for _ in range(2)]
    assert (await alice.rest.delete("/devices")).status_code == 204
    assert [device["id"] for device in (await alice.rest.get("/devices")).json()["results"]] == [str(alice.device_id)]
    for other in others:
        assert (await other.rest.get("/users/me")).json()["code"] == "not_authenticated"


async def test_other_peoples_devices_look_like_unknown_ones(new_person):
    alice, charlie = await new_person("alice"), await new_person("charlie")
    theirs = await charlie.rest.delete(f"/devices/{alice.device_id}")
    nobodys = await charlie.rest.delete(f"/devices/{new_id()}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    assert (await charlie.rest.delete("/devices/no-id")).status_code == 404
    assert (await alice.rest.get("/users/me")).status_code == 200
