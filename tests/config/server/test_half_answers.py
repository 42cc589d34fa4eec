"""Answers that fail: the client notices it, and later requests are answered as usual."""

import sys
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import pytest

from tests.harness.processes import WebProcess
from tests.harness.servers import Servers

COMMAND = [sys.executable, "-m", "tests.config.server.half_answers"]


@pytest.fixture(params=["daphne", "uvicorn"])
def failing(request: pytest.FixtureRequest, servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    process = WebProcess(servers.environment | {"ASGI_SERVER": request.param})
    process.command = COMMAND
    try:
        process.start()
        yield process
    finally:
        process.kill()


async def test_an_answer_that_breaks_off_ends_its_connection_and_nothing_else(failing: WebProcess):
    async with httpx2.AsyncClient(base_url=failing.url, trust_env=False, timeout=15) as client:
        with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
            await client.get("/healthz?half")
        assert (await client.get("/healthz?none")).status_code == 500
        assert (await client.get("/healthz")).status_code == 200
    assert failing.stop() == 0


async def test_an_error_that_cannot_be_answered_ends_its_connection_and_nothing_else(failing: WebProcess):
    async with httpx2.AsyncClient(base_url=failing.url, trust_env=False, timeout=15) as client:
        for _ in range(2):
            with suppress(httpx2.RemoteProtocolError, httpx2.ReadError):
                # uvicorn has no such step, and answers.
                assert (await client.get("/healthz?worse")).status_code == 500
        assert (await client.get("/healthz?none")).status_code == 500
