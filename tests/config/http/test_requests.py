"""What happens around every HTTP request: its id, its headers, and whether it is logged."""

import json
import logging
import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
from django.test import override_settings
from structlog.contextvars import bound_contextvars, get_contextvars

from common.bridge import in_thread
from common.limits import route_template
from config.http.requests import SYNC, Noted, finish
from tests.config.server.conftest import serving
from tests.delivery.local import until
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers

GIVEN = "0191f3b2-7c1d-7000-8000-123456789012"


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def logged(request: pytest.FixtureRequest, servers: Servers, web: list[WebProcess]):
    settings = {"LOG_FORMAT": "json", "ACCESS_LOG": "all", "HSTS_SECONDS": "3600"}
    with serving(servers, ASGI_SERVER=request.param, **settings) as process:
        yield process


@pytest.fixture
async def client(logged: WebProcess) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=logged.url, trust_env=False, timeout=15) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/users/me", "/api/v1/sync", "/nowhere"])
async def test_a_clients_request_id_is_returned_and_logged(client: httpx2.AsyncClient, logged: WebProcess, path: str):
    given = str(uuid4())
    answer = await client.get(path, headers={"X-Request-Id": given})
    assert answer.headers.get_list("X-Request-Id") == [given]
    # The request is logged after its whole answer was sent.
    await until(lambda: given in logged.log_text())
    (record,) = [json.loads(line) for line in logged.log_text().splitlines() if given in line]
    assert record["route"] == ("none" if path == "/nowhere" else path)
    assert record["status"] == answer.status_code


@pytest.mark.parametrize(
    "given",
    ["", "short", "+4915212345678", "4915212345678", "x" * 65, "with space in the middle", "with;other,signs.in"],
)
async def test_an_invalid_request_id_is_replaced(client: httpx2.AsyncClient, given: str):
    answer = await client.get("/healthz", headers={"X-Request-Id": given})
    (made,) = answer.headers.get_list("X-Request-Id")
    assert re.fullmatch(r"[0-9a-f]{32}", made)


async def test_two_request_ids_are_replaced_by_a_new_one(client: httpx2.AsyncClient):
    answer = await client.get("/healthz", headers=[("X-Request-Id", GIVEN), ("X-Request-Id", GIVEN[::-1])])
    (made,) = answer.headers.get_list("X-Request-Id")
    assert made not in {GIVEN, GIVEN[::-1]}


async def test_requests_of_one_connection_have_ids_of_their_own(client: httpx2.AsyncClient):
    made = [(await client.get("/healthz")).headers["X-Request-Id"] for _ in range(3)]
    assert len(set(made)) == 3


@pytest.mark.parametrize("path", ["/api/v1/users/me", "/api/v1/sync", "/api/v1/nowhere", "/api/v1/schema"])
async def test_no_cache_keeps_an_answer_of_the_api(client: httpx2.AsyncClient, path: str):
    assert (await client.get(path)).headers.get_list("Cache-Control") == ["no-store"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/users/me", "/api/v1/sync", "/admin/login/", "/nowhere"])
async def test_every_answer_demands_https_if_a_setting_says_so(client: httpx2.AsyncClient, path: str):
    assert (await client.get(path)).headers.get_list("Strict-Transport-Security") == ["max-age=3600"]


async def test_by_default_no_answer_demands_https(web: list[WebProcess]):
    async with httpx2.AsyncClient(base_url=web[0].url, trust_env=False, timeout=15) as client:
        assert "Strict-Transport-Security" not in (await client.get("/healthz")).headers


@pytest.mark.parametrize(
    ("access_log", "request_", "is_logged"),
    [
        ("off", (500, 9.0, "/"), False),
        ("all", (200, 0.1, "/"), True),
        ("notable", (200, 0.1, "/"), False),
        ("notable", (404, 0.1, "/"), False),
        ("notable", (200, 1.1, "/"), True),
        ("notable", (503, 0.1, "/"), True),
        ("notable", (200, 20.0, SYNC), False),
        ("notable", (500, 0.1, SYNC), True),
    ],
)
def test_access_log_decides_which_requests_are_logged(
    caplog: pytest.LogCaptureFixture, access_log: str, request_: tuple[int, float, str], is_logged: bool
):
    noted = Noted("/anything")
    noted.status, seconds, noted.route = request_
    with override_settings(ACCESS_LOG=access_log), caplog.at_level(logging.INFO):
        finish(noted, "GET", seconds)
    assert bool(caplog.records) is is_logged
    assert "anything" not in str([vars(record) for record in caplog.records])


async def test_a_service_in_a_thread_logs_with_the_id_of_its_request():
    with bound_contextvars(request_id=GIVEN):
        assert await in_thread(get_contextvars) == {"request_id": GIVEN}


def test_routes_are_written_as_in_the_openapi_document():
    assert route_template("api/v1/messages/<id:message_id>/reactions/<str:emoji>") == (
        "/api/v1/messages/{message_id}/reactions/{emoji}"
    )
