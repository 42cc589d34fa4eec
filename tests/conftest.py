"""Fixtures of all tests. Importing this file makes the settings; the servers start before the first test."""

from collections.abc import AsyncIterator, Iterator, Mapping

import pytest

from tests.harness.processes import WebProcess
from tests.harness.schema import put_schema, share_schema
from tests.harness.servers import session_servers

SERVERS = session_servers()

import django  # noqa: E402  # settings are read from the environment that was just made

django.setup()

from django.db import connections  # noqa: E402

from ops.supervisor.commands import ROOT  # noqa: E402
from tests.harness.people import Person, sign_up  # noqa: E402
from tests.harness.servers import Servers  # noqa: E402
from tests.harness.stack import Stack, private_servers  # noqa: E402
from tests.harness.types import NewPerson, StartStack  # noqa: E402

# What takes longest, longest first (from 149 processor seconds to 20): begun last, one of them would run on its own.
LONGEST = (
    *("canaries/test_canaries.py", "ops/bench/test_scenarios.py", "ops/test_up.py", "web/test_groups.py"),
    *("web/test_two_people.py", "web/test_log.py", "web/test_connection.py", "config/server/test_drain.py"),
    *("web/test_accessibility.py", "ops/test_demo.py", "web/test_list.py", "config/server/test_http.py"),
    *("web/test_polls_and_mentions.py", "accounts/test_without_redis.py", "ops/stage/test_guard.py"),
    *("chat/test_storm.py", "authorisation/test_rest.py", "config/metrics/test_metrics.py"),
    *("presence/test_failures.py", "web/test_signing_in.py", "groups/test_flood.py", "test_schemathesis.py"),
    *("delivery/test_without_redis.py", "config/server/test_sockets.py", "authorisation/test_methods.py"),
    *("web/test_demo.py", "chat/test_machine.py", "chat/edge/test_socket.py", "ops/test_servers.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, and give the full counts the time they need."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
    for item in items:
        if item.get_closest_marker("big"):
            item.add_marker(pytest.mark.timeout(1800))


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers. The process that only hands tests to others makes the data for theirs instead."""
    if config.getoption("numprocesses", None):
        share_schema()
        return
    put_schema(SERVERS.postgres)
    SERVERS.start()


def pytest_unconfigure() -> None:
    """Close what this process holds open, then stop the servers and remove their data."""
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        connection.close_pool()  # type: ignore[attr-defined]  # the stubs do not know PostgreSQL's pool
    SERVERS.remove()


@pytest.fixture(scope="session")
def servers() -> Servers:
    """The session's PostgreSQL and Valkey; other tests use them at the same time, so never stop these."""
    return SERVERS


@pytest.fixture(scope="session")
def web() -> Iterator[list[WebProcess]]:
    """Two web processes and a worker on the session's servers."""
    stack = Stack(SERVERS, 2, {}, worker=True)
    try:
        stack.start()
        yield stack.web
        stack.stop()
    finally:
        stack.kill()


@pytest.fixture
def start_stack() -> Iterator[StartStack]:
    """For tests that stop or kill things: a private set of servers and web processes, ended with the test."""
    stacks: list[Stack] = []
    owned: list[Servers] = []

    def start(
        web_processes: int = 2,
        *,
        env: Mapping[str, str] | None = None,
        own_servers: bool = True,
        worker: bool = False,
    ) -> Stack:
        stack_servers = SERVERS
        if own_servers:
            stack_servers = private_servers()
            owned.append(stack_servers)
        stacks.append(Stack(stack_servers, web_processes, env or {}, worker=worker))
        stacks[-1].start()
        return stacks[-1]

    yield start
    for stack in stacks:
        stack.kill()
    for stack_servers in owned:
        stack_servers.remove()


@pytest.fixture
async def new_person(request: pytest.FixtureRequest) -> AsyncIterator[NewPerson]:
    """Makes somebody who is signed in: `await new_person("alice")`, or `await new_person("bob", web[1])`."""
    people: list[Person] = []

    async def sign_up_at(name: str = "alice", process: WebProcess | None = None) -> Person:
        if process is None:
            process = request.getfixturevalue("web")[0]
        people.append(await sign_up(process, name))
        return people[-1]

    yield sign_up_at
    for person in people:
        await person.leave()


@pytest.fixture
async def alice(new_person: NewPerson, web: list[WebProcess]) -> Person:
    """Who talks at the first process."""
    return await new_person("Alice", web[0])


@pytest.fixture
async def bob(new_person: NewPerson, web: list[WebProcess]) -> Person:
    """Who talks at the second process."""
    return await new_person("Bob", web[1])
