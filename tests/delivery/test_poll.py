"""What each process asks PostgreSQL, and how often."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from delivery import ports
from delivery.poll import Poll
from delivery.ports import Polled, PolledUpdate
from delivery.router import Router
from tests.delivery.local import LocalConnection, Members, until


class Database:
    """The ports of the poll. updates: returned by the next poll only. asked: the arguments of each poll so far."""

    def __init__(self) -> None:
        self.updates: list[PolledUpdate] = []
        self.asked: list[tuple[str | None, set[UUID], set[UUID]]] = []
        self.ended: set[UUID] = set()
        self.devices: list[set[UUID]] = []
        self.away = False
        self.slow_seconds = 0.0
        # How long each look at changes takes; a mere snapshot takes no time.
        self.changes_seconds = 0.0

    async def changed_since(
        self, snapshot: str | None, user_ids: Collection[UUID], conversation_ids: Collection[UUID]
    ) -> Polled:
        if self.away:
            raise ConnectionError("the database is away")
        await asyncio.sleep(self.slow_seconds + (self.changes_seconds if snapshot is not None else 0))
        self.asked.append((snapshot, set(user_ids), set(conversation_ids)))
        updates, self.updates = self.updates, []
        return Polled(f"snapshot {len(self.asked)}", updates, self.slow_seconds)

    async def ended_devices(self, device_ids: Collection[UUID]) -> set[UUID]:
        if self.away:
            raise ConnectionError("the database is away")
        self.devices.append(set(device_ids))
        return self.ended & set(device_ids)


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, members: Members) -> Database:
    found = Database()
    monkeypatch.setattr(ports, "changed_since", found.changed_since)
    monkeypatch.setattr(ports, "ended_devices", found.ended_devices)
    return found


@pytest.fixture
async def poll(bus: Router, database: Database) -> AsyncIterator[Poll]:
    made = Poll(bus)
    yield made
    await made.stop()


pytestmark = pytest.mark.parametrize("slots", [1], indirect=True)


async def connected(router: Router) -> LocalConnection:
    connection = LocalConnection(uuid4())
    await router.add(connection)
    return connection


async def test_a_poll_asks_for_the_people_connected_here_since_its_own_last_snapshot(
    poll: Poll, bus: Router, database: Database, members: Members
):
    await poll.start()
    conversation = uuid4()
    alice = LocalConnection(uuid4())
    assert alice.user_id is not None
    members.put(conversation, alice.user_id)
    await bus.add(alice)
    database.updates = [PolledUpdate(b"head", None, conversation, 1)]
    await poll.once()
    assert alice.frames == [b"head"]
    assert database.asked == [(None, set(), set()), ("snapshot 1", {alice.user_id}, {conversation})]


async def test_nobody_is_connected_before_there_is_a_snapshot(poll: Poll, bus: Router, database: Database):
    database.away = True
    await poll.start()
    with pytest.raises(ConnectionError):
        await connected(bus)
    assert bus.people.persons == {}
    database.away = False
    await connected(bus)
    assert database.asked == [(None, {*bus.people.persons}, set())]


@override_settings(POLL_SECONDS=0.01)
async def test_a_lost_database_keeps_the_snapshot_and_is_logged_once(
    poll: Poll, bus: Router, database: Database, caplog: pytest.LogCaptureFixture
):
    await poll.start()
    alice = await connected(bus)
    await until(lambda: len(database.asked) > 1)
    with caplog.at_level(logging.WARNING):
        database.away = True
        asked = len(database.asked)
        for _ in range(5):
            await poll._logged("changes", poll.once())
        database.away = False
        database.updates = [PolledUpdate(b"account", alice.user_id, None, 0)]
        await until(lambda: alice.frames == [b"account"])
    assert database.asked[asked][0] == f"snapshot {asked}"
    said = [record.getMessage() for record in caplog.records if "poll of changes" in record.getMessage()]
    assert len(said) == 2
    assert said[1] == "the poll of changes succeeds again"


@override_settings(POLL_SECONDS=10.0, POLL_SECONDS_WITHOUT_REDIS=1.0, POLL_SLOW_SECONDS=0.02)
async def test_polls_are_more_frequent_without_redis_and_less_frequent_when_they_are_slow(
    poll: Poll, bus: Router, database: Database
):
    await poll.once()
    assert poll.interval_seconds() == 10
    await bus._link.stop()
    assert poll.interval_seconds() == 1
    database.slow_seconds = 0.3
    await poll.once()
    assert poll.interval_seconds() >= 1.5


@override_settings(POLL_TIMEOUT_SECONDS=0.05)
async def test_after_a_poll_that_takes_too_long_the_next_one_begins_now_and_everybody_syncs(
    poll: Poll, bus: Router, database: Database
):
    await poll.start()
    alice = await connected(bus)
    database.changes_seconds = 1
    with pytest.raises(TimeoutError):
        await poll.once()
    assert alice.frames == [b'{"update":"resync","reason":"busy"}']
    database.changes_seconds = 0
    database.updates = [PolledUpdate(b"account", alice.user_id, None, 0)]
    await poll.once()
    assert alice.frames[1:] == [b"account"]
    # The snapshot is the one that was taken after the time-out.
    assert [asked for asked, *_ in database.asked] == [None, None, "snapshot 2"]


@override_settings(POLL_TIMEOUT_SECONDS=0.05)
async def test_a_database_that_does_not_answer_at_all_keeps_the_snapshot(poll: Poll, bus: Router, database: Database):
    await poll.start()
    alice = await connected(bus)
    database.slow_seconds = 1
    with pytest.raises(TimeoutError):
        await poll.once()
    assert alice.frames == []
    database.slow_seconds = 0
    await poll.once()
    assert database.asked[-1][0] == "snapshot 1"


@override_settings(POLL_SECONDS=60.0, POLL_SECONDS_WITHOUT_REDIS=60.0)
async def test_a_poll_follows_at_once_when_redis_is_lost(poll: Poll, bus: Router, database: Database):
    await poll.start()
    bus._link._mark_away(ConnectionError("gone"))
    await until(lambda: len(database.asked) == 2)


@override_settings(DEVICE_POLL_SECONDS=0.01, DEVICE_POLL_IDS=2)
async def test_many_devices_are_asked_for_in_parts(poll: Poll, bus: Router, database: Database):
    people = [await connected(bus) for _ in range(5)]
    await poll._end_devices()
    assert sorted(len(part) for part in database.devices) == [1, 2, 2]
    assert set().union(*database.devices) == {one.device_id for one in people}
    assert people[4].device_id is not None
    database.ended = {people[4].device_id}
    await poll._end_devices()
    assert [one.code for one in people] == [None, None, None, None, 4401]


@override_settings(DEVICE_POLL_SECONDS=0.01)
async def test_connections_of_ended_devices_are_closed(poll: Poll, bus: Router, database: Database):
    await poll.start()
    alice, bob = await connected(bus), await connected(bus)
    assert alice.device_id is not None
    database.ended = {alice.device_id}
    await until(lambda: alice.code == 4401)
    assert bob.code is None
