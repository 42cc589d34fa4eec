"""Watching people across two processes, and what a watcher must never learn."""

from datetime import UTC, datetime, timedelta

from accounts.models import User
from common.bridge import in_thread
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson
from tests.presence.seeing import HIDDEN, ONLINE, presence, say, status, until, updates_about, watch


async def test_a_person_is_offline_only_after_the_last_device_is_gone(web: list[WebProcess], new_person: NewPerson):
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    async with bob.connect(web[1]) as watching:
        assert await watch(watching, alice) == [HIDDEN]
        first, second = await alice.connect(web[0]), await alice.connect(web[1])
        assert await presence(watching, alice) == ONLINE
        await first.close()
        # The same process handles the removal and this new connection in order, so the removal is done by now.
        async with alice.connect(web[0]):
            assert await status(bob, alice.id) == ONLINE
        assert await status(bob, alice.id) == ONLINE
        before = datetime.now(UTC) - timedelta(milliseconds=1)
        await second.close()
        gone = await presence(watching, alice)
        assert gone["status"] == "offline"
        assert before <= datetime.fromisoformat(gone["last_seen_at"]) <= datetime.now(UTC)
        assert updates_about(watching, alice) == 2
    assert await status(bob, alice.id) == gone


async def test_last_seen_is_stored_and_moves_no_xid(web: list[WebProcess], new_person: NewPerson):
    alice = await new_person("Alice", web[0])
    before = await in_thread(lambda: User.objects.get(id=alice.id))
    assert before.last_seen_at is None
    async with alice.connect():
        assert await status(alice, alice.id) == ONLINE
    await until(lambda: in_thread(lambda: User.objects.get(id=alice.id).last_seen_at is not None))
    after = await in_thread(lambda: User.objects.get(id=alice.id))
    for part in ("profile", "contacts", "blocks", "privacy", "devices"):
        assert getattr(after, f"{part}_xid") == getattr(before, f"{part}_xid")
    assert after.last_seen_at is not None
    assert (await status(alice, alice.id))["last_seen_at"][:19] == after.last_seen_at.isoformat()[:19]


async def test_a_person_who_is_no_longer_watched_causes_no_update(web: list[WebProcess], new_person: NewPerson):
    alice, bob, dora = [await new_person(name, web[0]) for name in ("Alice", "Bob", "Dora")]
    async with bob.connect(web[1]) as watching:
        assert await watch(watching, alice, dora) == [HIDDEN, HIDDEN]
        assert await watch(watching, dora) == [HIDDEN]
        async with alice.connect(web[0]):
            async with dora.connect(web[0]):
                assert await presence(watching, dora) == ONLINE
            assert (await presence(watching, dora))["status"] == "offline"
            assert updates_about(watching, alice) == 0
            assert await watch(watching, alice) == [ONLINE]
            assert await watch(watching) == []


async def test_privacy_hides_and_shows_like_being_offline(web: list[WebProcess], new_person: NewPerson):
    alice, bob, dora = await new_person("Alice", web[0]), await new_person("Bob", web[1]), await new_person("Dora")
    async with alice.connect(web[0]), bob.connect(web[1]) as watching, dora.connect(web[1]) as as_well:
        assert await watch(watching, alice) == [ONLINE]
        assert await watch(as_well, alice) == [ONLINE]
        assert (await alice.rest.put(f"/contacts/{dora.id}", {})).status_code < 300
        await alice.rest.patch("/users/me/privacy", {"last_seen": "contacts"})
        # Bob may no longer see her status, so for him she looks as if she had gone offline.
        assert await presence(watching, alice) == HIDDEN
        assert await status(bob, alice.id) == HIDDEN
        assert await status(dora, alice.id) == ONLINE
        await alice.rest.patch("/users/me/privacy", {"last_seen": "nobody"})
        assert await presence(as_well, alice) == HIDDEN
        assert await status(alice, alice.id) == ONLINE
    async with bob.connect(web[1]) as watching:
        assert await watch(watching, alice, dora) == [HIDDEN, await status(bob, dora.id)]
        async with alice.connect(web[0]), dora.connect(web[0]):
            assert await presence(watching, dora) == ONLINE
        assert updates_about(watching, alice) == 0
    assert await status(bob, alice.id) == HIDDEN


async def test_a_block_hides_both_from_each_other(web: list[WebProcess], new_person: NewPerson):
    alice, bob, dora = await new_person("Alice", web[0]), await new_person("Bob", web[1]), await new_person("Dora")
    async with alice.connect(web[0]) as a, bob.connect(web[1]) as b:
        assert await watch(a, bob) == [ONLINE]
        assert await watch(b, alice, dora) == [ONLINE, HIDDEN]
        assert (await alice.rest.put(f"/blocks/{bob.id}", {})).status_code < 300
        assert await presence(a, bob) == HIDDEN
        assert await presence(b, alice) == HIDDEN
        assert (await status(alice, bob.id), await status(bob, alice.id)) == (HIDDEN, HIDDEN)
        await say(alice, "offline")
        await say(alice, "online")
        async with dora.connect(web[0]):
            assert await presence(b, dora) == ONLINE
        assert updates_about(b, alice) == 1
        await alice.rest.delete(f"/blocks/{bob.id}")
        assert (await presence(a, bob), await presence(b, alice)) == (ONLINE, ONLINE)


async def test_said_offline_holds_until_said_online_or_the_last_socket_is_gone(
    web: list[WebProcess], new_person: NewPerson
):
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    async with bob.connect(web[1]) as watching:
        async with alice.connect(web[0]):
            assert await watch(watching, alice) == [ONLINE]
            said = await say(alice, "offline")
            assert said["status"] == "offline"
            assert said["last_seen_at"] is not None
            assert await presence(watching, alice) == said
            async with alice.connect(web[1]):
                assert await status(bob, alice.id) == said
            assert await say(alice, "online") == ONLINE
            assert await presence(watching, alice) == ONLINE
            said = await say(alice, "offline")
            assert await presence(watching, alice) == said

        async def is_online_again() -> bool:
            async with alice.connect(web[0]):
                return await status(bob, alice.id) == ONLINE

        # This holds as soon as Redis knows that the two old sockets were lost.
        await until(is_online_again)
        # Their loss caused no update, and nobody learned when it was.
        assert await presence(watching, alice) == ONLINE
        assert (await presence(watching, alice))["last_seen_at"] > said["last_seen_at"]


async def test_without_a_socket_one_may_be_online_for_a_while(web: list[WebProcess], new_person: NewPerson):
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    assert await say(alice, "online") == ONLINE
    assert await status(bob, alice.id) == ONLINE
    said = await say(alice, "offline")
    assert said["status"] == "offline"
    assert await status(bob, alice.id) == said


async def test_others_statuses_cannot_be_set_and_unknown_people_are_not_found(
    web: list[WebProcess], new_person: NewPerson
):
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    answer = await alice.rest.put(f"/users/{bob.id}/status", {"status": "online"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    nobody = bob.device_id
    for answer in (
        await alice.rest.get(f"/users/{nobody}/status"),
        await alice.rest.put(f"/users/{nobody}/status", {"status": "online"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    for wrong in ({}, {"status": "away"}, {"status": "online", "last_seen_at": None}):
        answer = await alice.rest.put(f"/users/{alice.id}/status", wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert await status(alice, bob.id) == HIDDEN
    async with alice.connect() as socket:
        assert (await socket.command("watch_presence", user_ids=[str(nobody)] * 3))["statuses"] == [
            HIDDEN | {"user_id": str(nobody)}
        ]
