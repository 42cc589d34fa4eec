"""Fixtures of delivery: a router in the test's own process, with memberships that the test sets."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from uuid import UUID

import pytest
from django.test import override_settings

from delivery import ports
from delivery.publisher import Publisher
from delivery.router import Router
from ops.supervisor.valkey import EmbeddedValkey
from tests.delivery.local import LocalConnection, Members
from tests.harness.servers import Servers, new_var_dir

Connect = Callable[[UUID], Awaitable[LocalConnection]]


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> Members:
    """Memberships in memory, behind delivery's ports."""
    memberships = Members()
    monkeypatch.setattr(ports, "memberships_of", memberships.memberships_of)
    monkeypatch.setattr(ports, "members_among", memberships.members_among)
    return memberships


@pytest.fixture(params=[1, 64], ids=["one slot", "64 slots"])
def slots(request: pytest.FixtureRequest) -> Iterator[int]:
    """Run a test with one slot and with many, because who gets which update must not depend on the slots."""
    with override_settings(ROUTER_SLOTS=request.param):
        yield request.param


@pytest.fixture
async def bus(slots: int, members: Members) -> AsyncIterator[Router]:
    """A router on the session's Valkey."""
    started = Router()
    await started.start()
    assert started.redis_available
    yield started
    await started.stop()


@pytest.fixture
async def sender() -> AsyncIterator[Publisher]:
    """A publisher on the test's loop."""
    publisher = Publisher()
    publisher.start()
    yield publisher
    await publisher.stop()


@pytest.fixture
def connect(bus: Router) -> Connect:
    """Connects a person to the router: `alice = await connect(alice_id)`."""

    async def connected(user_id: UUID) -> LocalConnection:
        connection = LocalConnection(user_id)
        await bus.add(connection)
        return connection

    return connected


@pytest.fixture
def valkey() -> Iterator[EmbeddedValkey]:
    """The test's own Valkey, which the test may kill and stop. The channel layer uses it."""
    servers = Servers(new_var_dir())
    servers.redis.start()
    layers = {
        "default": {
            "BACKEND": "delivery.layer.PubSubLayer",
            "CONFIG": {"hosts": [servers.redis.url], "prefix": "parley"},
        }
    }
    with override_settings(CHANNEL_LAYERS=layers):
        yield servers.redis
    servers.remove()
