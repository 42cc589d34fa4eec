"""Web processes of both servers, with short timeouts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.harness.processes import WebProcess
from tests.harness.servers import Servers

SHORT = {
    "SOCKET_STUCK_SECONDS": "4",
    "SOCKET_CLOSE_SECONDS": "1",
    "DRAIN_SPREAD_SECONDS": "0.5",
    "DRAIN_SECONDS": "10",
    "API_BODY_BYTES": "100000",
}
Serve = Callable[..., WebProcess]


@contextmanager
def serving(servers: Servers, **settings: str) -> Iterator[WebProcess]:
    process = WebProcess(servers.environment | SHORT | settings)
    try:
        process.start()
        yield process
    finally:
        process.kill()


@pytest.fixture(scope="session", params=["daphne", "uvicorn"])
def served(request: pytest.FixtureRequest, servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    """One web process of each server, shared by all tests that leave it running. `web` is needed for its worker."""
    with serving(servers, ASGI_SERVER=request.param) as process:
        yield process


@pytest.fixture(params=["daphne", "uvicorn"])
def own(request: pytest.FixtureRequest, servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    """One web process of each server, for a test that stops it."""
    with serving(servers, ASGI_SERVER=request.param) as process:
        yield process
