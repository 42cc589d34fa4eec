"""HTTP clients that send or read too slowly are cut. Clients that are only slow are not."""

import asyncio
import select
import socket
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import orjson
import pytest

from tests.config.metrics.scraping import SETTINGS, Scraped, scraped
from tests.config.server.conftest import serving
from tests.config.server.raw_socket import RawSocket
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.types import NewPerson

HOST = b"Host: localhost\r\n"
ANSWERED = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
LARGE = b"GET /api/v1/schema HTTP/1.1\r\n" + HOST + b"\r\n"
UPGRADE = b"GET /ws/messages HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
POST = b"POST /api/v1/auth/otp HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
# One piece every PIECE_SECONDS is above the least rates of these processes.
PIECE_BYTES, PIECE_SECONDS = 3000, 0.1
CUT_SECONDS = 8.0
# Their answers are far larger than the buffers of the kernel.
REQUESTS = 200


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def strict(request: pytest.FixtureRequest, servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    settings = {
        "HTTP_HEADERS_SECONDS": "1",
        "HTTP_RATE_SECONDS": "1",
        "HTTP_BODY_BYTES_PER_SECOND": "10000",
        "HTTP_ANSWER_BYTES_PER_SECOND": "10000",
    }
    with serving(servers, ASGI_SERVER=request.param, **settings, **SETTINGS) as process:
        yield process


async def connect(process: WebProcess) -> RawSocket:
    """Return a connection with a small receive buffer."""
    connected = socket.socket()
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connected.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connected, ("127.0.0.1", process.port))
    return RawSocket(connected)


async def drip(raw: RawSocket) -> None:
    """Send one byte after another, until the connection is cut."""
    with suppress(ConnectionError):
        while True:
            await raw.send_bytes(b"x")
            await asyncio.sleep(PIECE_SECONDS)  # this is the client's pace


async def answer_to_dripping(raw: RawSocket) -> bytes:
    """Send slowly until the connection is cut. Return what the server answered."""
    dripping = asyncio.create_task(drip(raw))
    try:
        async with asyncio.timeout(CUT_SECONDS):
            await raw.wait_cut()
    finally:
        dripping.cancel()
        await asyncio.wait([dripping])
    return raw.buffer


def is_too_slow(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.startswith(b"HTTP/1.1 408 ") and bool(orjson.loads(body)["code"] == "too_slow")


def schema_requests(metrics: Scraped) -> float:
    return metrics.value("parley_http_requests_total", method="GET", route="/api/v1/schema", status="2xx")


@pytest.mark.parametrize("head", [b"GET /healthz HTTP/1.1\r\nX-Slow: ", UPGRADE + b"X-Slow: "])
async def test_slow_headers_are_refused(strict: WebProcess, head: bytes):
    async with await connect(strict) as raw:
        await raw.send_bytes(head)
        assert is_too_slow(await answer_to_dripping(raw))


async def test_slow_headers_of_a_second_request_are_refused(strict: WebProcess):
    async with await connect(strict) as raw:
        await raw.send_bytes(ANSWERED)
        assert (await raw.until(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        await raw.until(b'{"status":"alive"}')
        assert is_too_slow(await answer_to_dripping(raw))


async def test_a_connection_without_a_request_is_closed(strict: WebProcess):
    async with await connect(strict) as raw, asyncio.timeout(CUT_SECONDS):
        await raw.wait_cut()
        assert raw.buffer == b""


async def test_a_slow_body_is_refused(strict: WebProcess):
    async with await connect(strict) as raw:
        await raw.send_bytes(POST)
        assert is_too_slow(await answer_to_dripping(raw))


async def test_a_client_that_reads_nothing_is_cut_and_its_requests_wait(strict: WebProcess):
    before = schema_requests(await scraped(strict))
    async with await connect(strict) as raw:
        await raw.send_bytes(LARGE * REQUESTS)
        reset = select.poll()
        reset.register(raw.socket, select.POLLERR)
        assert await asyncio.to_thread(reset.poll, CUT_SECONDS * 1000)
    after = await scraped(strict)
    assert schema_requests(after) - before < REQUESTS / 2
    assert after.value("parley_http_cut_total", part="answer") >= 1


async def test_a_body_at_the_least_rate_is_read(strict: WebProcess):
    async with await connect(strict) as raw:
        await raw.send_bytes(POST)
        for _ in range(60000 // PIECE_BYTES):
            await raw.send_bytes(b" " * PIECE_BYTES)
            await asyncio.sleep(PIECE_SECONDS)  # this is the client's pace
        assert (await raw.until(b"\r\n\r\n")).startswith(b"HTTP/1.1 400 ")
        await raw.until(b"malformed_json")


async def test_an_answer_read_at_the_least_rate_arrives_whole(strict: WebProcess):
    async with httpx2.AsyncClient(base_url=strict.url, trust_env=False) as client:
        whole = (await client.get("/api/v1/schema")).content
    async with await connect(strict) as raw:
        await raw.send_bytes(LARGE)
        await raw.until(b"\r\n\r\n")
        for _ in range(30):
            await raw.exactly(PIECE_BYTES)
            await asyncio.sleep(PIECE_SECONDS)  # this is the client's pace
        rest = len(whole) - 30 * PIECE_BYTES
        assert (await raw.exactly(rest)).endswith(whole[-100:])


async def test_a_long_poll_may_wait(strict: WebProcess, new_person: NewPerson):
    alice = await new_person("alice", strict)
    cursor = (await alice.rest.get("/sync")).json()["cursor"]
    answer = await alice.rest.get("/sync", params={"since": cursor, "wait": "3"})
    assert answer.status_code == 200
