"""HTTP that is answered in front of Django: the limit on bodies, and health."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator

import httpx2
import orjson
import pytest
from django.test import override_settings

from common.errors import CODES
from config.http.health import DatabaseCheck, readiness
from delivery.router import router
from tests.config.server.conftest import SHORT
from tests.harness.processes import WebProcess, WorkerProcess
from tests.harness.servers import Servers, new_var_dir
from tests.harness.stack import private_servers

LIMIT = int(SHORT["API_BODY_BYTES"])


@pytest.fixture
async def client(served: WebProcess) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=served.url, trust_env=False, timeout=15) as opened:
        yield opened


async def piece_by_piece(total: int) -> AsyncIterator[bytes]:
    """Yield a body that is sent without a Content-Length."""
    for _ in range(total // 10_000):
        yield b" " * 10_000


def is_too_large(answer: httpx2.Response) -> bool:
    assert answer.status_code == CODES["too_large"][0], answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return bool(answer.json()["code"] == "too_large")


async def test_a_body_over_the_limit_is_refused(client: httpx2.AsyncClient):
    assert is_too_large(await client.post("/api/v1/auth/otp", content=b" " * (LIMIT + 1)))


async def test_a_chunked_body_over_the_limit_is_refused(client: httpx2.AsyncClient):
    assert is_too_large(await client.post("/api/v1/auth/otp", content=piece_by_piece(5 * LIMIT)))


async def test_a_body_at_the_limit_is_read(client: httpx2.AsyncClient):
    answer = await client.post(
        "/api/v1/auth/otp", content=piece_by_piece(LIMIT), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


async def test_an_announced_gigabyte_is_refused_before_it_is_sent(served: WebProcess):
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"POST /api/v1/auth/otp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1073741824\r\n\r\n{")
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    assert answer.startswith(b"HTTP/1.1 413 ")
    await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("digits", [19, 400, 5_000])
@pytest.mark.parametrize("digit", [b"0", b"9"])
async def test_a_length_of_many_digits_is_refused(
    served: WebProcess, client: httpx2.AsyncClient, digits: int, digit: bytes
):
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    length = digit * (digits - 1) + b"2"
    writer.write(b"POST /api/v1/auth/otp HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    writer.write(b"Content-Type: application/json\r\nContent-Length: " + length + b"\r\n\r\n{}")
    answer = await asyncio.wait_for(reader.readline(), 5)
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 413 ")), answer
    writer.close()
    assert (await client.get("/healthz")).status_code == 200
    assert "Traceback" not in served.log_text()


async def test_health_is_answered(client: httpx2.AsyncClient):
    alive = await client.get("/healthz")
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "degraded": []})
    head = await client.head("/readyz")
    assert (head.status_code, head.content) == (200, b"")
    assert (await client.post("/readyz", content=b"{}")).status_code == 405


async def test_a_draining_process_is_not_ready(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(router(), "draining", True)
    status, body = await readiness()
    assert (status, body["status"]) == (503, "draining")


async def test_a_database_that_does_not_answer_is_not_waited_for():
    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await gone.wait()
        finally:
            writer.close()

    gone = asyncio.Event()
    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    check = DatabaseCheck()
    with override_settings(DATABASE_URL=f"postgresql://nobody@127.0.0.1:{port}/none", READY_TIMEOUT_SECONDS=0.5):
        began = time.monotonic()
        assert await check.answers() is False
        # The second answer is the cached first one.
        assert await check.answers() is False
        assert time.monotonic() - began < 0.9
    await check.close()
    gone.set()
    server.close()
    await server.wait_closed()


@pytest.fixture
def later() -> Iterator[Servers]:
    """The test's own servers, which are not started yet."""
    servers = Servers(new_var_dir())
    yield servers
    servers.remove()


def status_of(process: WebProcess, path: str) -> tuple[int, dict[str, object]]:
    answer = httpx2.get(f"{process.url}{path}", trust_env=False, timeout=10)
    return answer.status_code, orjson.loads(answer.content)


def wait_for_status(process: WebProcess, wanted: tuple[int, dict[str, object]], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while (found := status_of(process, "/readyz")) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)  # between two questions to another process


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_a_process_started_before_its_servers_becomes_ready_with_them(server: str, later: Servers):
    process = WebProcess(later.environment | SHORT | {"ASGI_SERVER": server})
    try:
        process.launch()
        deadline = time.monotonic() + 15
        while True:
            try:
                assert status_of(process, "/healthz")[0] == 200
                break
            except httpx2.HTTPError:
                assert time.monotonic() < deadline, process.log_text()
                time.sleep(0.05)  # between two questions to another process
        assert status_of(process, "/readyz") == (503, {"status": "unavailable", "degraded": ["redis"]})
        later.postgres.start()
        wait_for_status(process, (200, {"status": "ready", "degraded": ["redis"]}))
        later.redis.start()
        wait_for_status(process, (200, {"status": "ready", "degraded": ["workers"]}))
        assert process.stop() == 0
    finally:
        process.kill()


def test_a_lost_database_makes_a_process_unready_and_a_hanging_redis_degraded():
    servers = private_servers()
    process = WebProcess(servers.environment | SHORT)
    try:
        process.start()
        servers.postgres.kill()
        wait_for_status(process, (503, {"status": "unavailable", "degraded": ["workers"]}))
        servers.postgres.start()
        wait_for_status(process, (200, {"status": "ready", "degraded": ["workers"]}))
        assert servers.redis.process is not None
        servers.redis.process.send(signal.SIGSTOP)
        wait_for_status(process, (200, {"status": "ready", "degraded": ["redis"]}))
        assert process.stop() == 0
    finally:
        if servers.redis.process is not None:
            servers.redis.process.send(signal.SIGCONT)
        process.kill()
        servers.remove()


def test_a_process_says_whether_a_worker_lives():
    servers = private_servers()
    environment = servers.environment | SHORT | {"WORKER_GONE_SECONDS": "4"}
    process, worker = WebProcess(environment), WorkerProcess(environment)
    try:
        process.start()
        wait_for_status(process, (200, {"status": "ready", "degraded": ["workers"]}))
        worker.start()
        wait_for_status(process, (200, {"status": "ready", "degraded": []}))
        worker.kill()
        wait_for_status(process, (200, {"status": "ready", "degraded": ["workers"]}))
    finally:
        for child in (process, worker):
            child.kill()
        servers.remove()


def test_a_port_in_use_is_an_error_unless_it_is_shared(servers: Servers):
    first = WebProcess(servers.environment | SHORT | {"REUSEPORT": "on"})
    refused = WebProcess(servers.environment | SHORT)
    second = WebProcess(servers.environment | SHORT | {"REUSEPORT": "on"})
    try:
        first.start()
        for process in (refused, second):
            process.environment["PORT"] = str(first.port)
        refused.launch()
        assert refused.child is not None
        assert refused.child.wait(15) == 1
        assert f"cannot listen on 127.0.0.1:{first.port}" in refused.log_text()
        second.url = first.url
        second.launch()
        assert first.stop() == 0
        # Only now, because while both processes run, either of them may answer.
        second.wait_ready()
        assert second.stop() == 0
    finally:
        for process in (first, refused, second):
            process.kill()
