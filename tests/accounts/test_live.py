"""Updates about people and devices on open sockets."""

import pytest

from accounts import services
from common.bridge import in_thread


@pytest.fixture
async def alice(new_person):
    return await new_person("alice")


async def test_a_new_profile_is_sent_to_ones_other_devices(alice, web):
    tablet = await alice.sign_in_again()
    async with tablet.connect(web[1]) as socket:
        await alice.rest.patch("/users/me", {"about": "new"})
        assert (await socket.next_update("account"))["changed"] == ["profile"]


async def test_a_new_device_is_sent_to_ones_other_devices(alice, web):
    async with alice.connect(web[1]) as socket:
        await alice.sign_in_again()
        assert (await socket.next_update("account"))["changed"] == ["devices"]


async def test_a_revoked_devices_socket_closes_at_the_other_process(alice, web):
    tablet = await alice.sign_in_again()
    async with tablet.connect(web[1]) as socket, alice.connect(web[1]) as staying:
        await alice.rest.delete(f"/devices/{tablet.device_id}")
        assert await socket.wait_closed(timeout=5) == 4401
        await staying.command("ping")


async def test_logging_out_closes_the_socket(alice, web):
    async with alice.connect(web[1]) as socket:
        await alice.rest.post("/auth/logout")
        assert await socket.wait_closed(timeout=5) == 4401


async def test_a_suspended_persons_sockets_close(alice, web):
    async with alice.connect(web[1]) as socket:
        await in_thread(services.suspend, alice.id)
        assert await socket.wait_closed(timeout=5) == 4401


async def test_a_reused_refresh_token_closes_the_socket(alice, web):
    second = (await alice.rest.post("/auth/refresh", {"refresh": alice.refresh})).json()
    await alice.rest.post("/auth/refresh", {"refresh": second["refresh"]})
    async with alice.connect(web[1]) as socket:
        assert (await alice.rest.post("/auth/refresh", {"refresh": alice.refresh})).json()["code"] == "token_reused"
        assert await socket.wait_closed(timeout=5) == 4401


async def test_a_socket_counts_as_use_of_the_new_pair(alice, web):
    pair = (await alice.rest.post("/auth/refresh", {"refresh": alice.refresh})).json()
    alice.access = pair["access"]
    async with alice.connect(web[1]):
        answer = await alice.rest.post("/auth/refresh", {"refresh": alice.refresh})
        assert answer.json()["code"] == "token_superseded"
