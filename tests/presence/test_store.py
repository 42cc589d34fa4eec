"""The sorted sets: what each script returns, on the test's own Valkey."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest
import redis
from django.test import override_settings

from common.ids import new_id
from ops.supervisor.valkey import EmbeddedValkey
from presence import scripts, store
from tests.delivery.local import until
from tests.harness.servers import Servers, new_var_dir

LIFETIME = 0.2
BY_EXPIRY = (scripts.KEYS[0], scripts.KEYS[2])


@pytest.fixture(scope="module")
def valkey() -> Iterator[EmbeddedValkey]:
    servers = Servers(new_var_dir())
    servers.redis.start()
    yield servers.redis
    servers.remove()


@pytest.fixture(autouse=True)
async def opened(valkey: EmbeddedValkey) -> AsyncIterator[redis.Redis]:
    with override_settings(REDIS_URL=valkey.url, PRESENCE_LIFETIME_SECONDS=LIFETIME, PRESENCE_BATCH_ITEMS=3):
        store.open_client()
        looking = redis.Redis.from_url(valkey.url, decode_responses=True)
        looking.flushall()
        yield looking
        looking.close()
        await store.close_client()


async def enter(user_id: UUID, *names: str, said: bool = False) -> store.Renewed:
    return await store.renew([(store.entry_of(user_id, name), said) for name in names])


async def expired(looking: redis.Redis) -> None:
    """Wait until all entries have expired."""

    def has() -> bool:
        seconds, microseconds = looking.time()
        return not any(looking.zcount(key, seconds * 1000 + microseconds / 1000, "inf") for key in BY_EXPIRY)

    await until(has)


async def nothing_is_left(looking: redis.Redis) -> None:
    """Check that only the people who went offline lately are left, and that they soon disappear, too."""
    assert set(looking.keys("*")) <= {scripts.KEYS[3]}

    async with asyncio.timeout(5):
        while looking.keys("*"):
            assert await store.pop_expired() == []
            await asyncio.sleep(LIFETIME / 4)


async def test_only_the_first_entry_brings_a_person_online_and_only_the_last_takes_them_off():
    alice = new_id()
    assert (await enter(alice, "phone")).online == {alice}
    again = await enter(alice, "phone", "laptop")
    assert (again.online, again.missing) == (set(), {store.entry_of(alice, "laptop")})
    assert await store.remove([store.entry_of(alice, "phone")]) == []
    assert (await store.presence_of([alice])).online == {alice}
    [gone] = await store.remove([store.entry_of(alice, "laptop"), store.entry_of(alice, "phone")])
    assert gone.user_id == alice
    # From then on all processes know the time, even if the database does not have it yet.
    assert await store.presence_of([alice]) == (set(), {alice: gone.last_seen_at})


async def test_an_expired_entry_is_popped_once_by_one_caller_and_leaves_nothing(opened: redis.Redis):
    people = [new_id() for _ in range(10)]
    for person in people:
        await enter(person, "phone", "laptop")
    await expired(opened)
    # They count as online until a process knows when they were last seen.
    assert (await store.presence_of(people)).online == set(people)
    found = await asyncio.gather(*(store.pop_expired() for _ in range(5)))
    assert sorted(gone.user_id for some in found for gone in some) == sorted(people)
    await nothing_is_left(opened)


async def test_a_person_with_one_live_entry_is_not_popped(opened: redis.Redis):
    alice = new_id()
    await enter(alice, "phone")
    await expired(opened)
    assert (await enter(alice, "laptop")).online == set()
    assert await store.pop_expired() == []
    assert opened.zcard(scripts.KEYS[0]) == 1
    assert (await store.presence_of([alice])).online == {alice}


async def test_a_renewal_that_comes_late_keeps_the_person_or_brings_them_back(opened: redis.Redis):
    alice = new_id()
    await enter(alice, "phone")
    await expired(opened)
    assert (await enter(alice, "phone")).online == set()
    assert await store.pop_expired() == []
    await expired(opened)
    assert len(await store.pop_expired()) == 1
    assert (await enter(alice, "phone")).online == {alice}


async def test_a_person_who_said_offline_and_expired_is_returned_to_nobody(opened: redis.Redis):
    people = [new_id() for _ in range(7)]
    for person in people:
        await enter(person, "phone")
        await store.say(person, "offline")
    await expired(opened)
    assert await store.pop_expired() == []
    await nothing_is_left(opened)


async def test_said_offline_ends_with_the_last_entry_without_a_change(opened: redis.Redis):
    alice = new_id()
    await enter(alice, "phone")
    assert (await store.say(alice, "offline"))[0]
    assert not (await store.say(alice, "offline"))[0]
    assert (await store.presence_of([alice])).online == set()
    more = await enter(alice, "laptop")
    assert (more.online, more.silent) == (set(), {alice})
    assert await store.remove([store.entry_of(alice, "phone"), store.entry_of(alice, "laptop")]) == []
    await nothing_is_left(opened)
    assert (await enter(alice, "phone")).online == {alice}


async def test_said_offline_lasts_as_long_as_the_entries_are_renewed():
    alice = new_id()
    await enter(alice, "phone")
    await store.say(alice, "offline")
    loop = asyncio.get_running_loop()
    ends = loop.time() + 3 * LIFETIME
    while loop.time() < ends:
        assert (await enter(alice, "phone")).silent == {alice}
    assert (await store.presence_of([alice])).online == set()
    assert (await store.say(alice, "online"))[0]
    assert (await store.presence_of([alice])).online == {alice}


async def test_what_was_said_is_known_again_after_everything_was_lost(opened: redis.Redis):
    alice = new_id()
    await enter(alice, "phone")
    await store.say(alice, "offline")
    opened.flushall()
    renewed = await enter(alice, "phone", said=True)
    assert (renewed.online, renewed.silent) == (set(), {alice})
    # A process that has an old status does not overwrite a newer one.
    await store.say(alice, "online")
    assert (await enter(alice, "phone", "laptop", said=True)).silent == set()
    assert (await store.presence_of([alice])).online == {alice}


async def test_online_without_a_socket_ends_by_itself_or_by_saying_so(opened: redis.Redis):
    alice, bob = new_id(), new_id()
    assert (await store.say(alice, "online"))[0]
    assert not (await store.say(alice, "online"))[0]
    assert (await store.presence_of([alice, bob])).online == {alice}
    assert (await store.say(alice, "offline"))[0]
    assert (await store.say(alice, "online"))[0]
    await expired(opened)
    assert [gone.user_id for gone in await store.pop_expired()] == [alice]
    await store.say(bob, "offline")
    assert opened.zcard(scripts.KEYS[2]) == 1
    await expired(opened)
    await store.pop_expired()
    await nothing_is_left(opened)


async def test_people_whose_ids_are_alike_are_kept_apart():
    alice = UUID("018f0000-0000-7000-8000-000000000001")
    bob = UUID("018f0000-0000-7000-8000-000000000002")
    await enter(bob, "phone")
    assert (await store.presence_of([alice, bob])).online == {bob}
    assert (await enter(alice, "phone")).online == {alice}
    assert [gone.user_id for gone in await store.remove([store.entry_of(bob, "phone")])] == [bob]
    assert (await store.presence_of([alice, bob])).online == {alice}
