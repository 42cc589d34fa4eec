"""/metrics of real processes: who may read it, its values after known traffic, and what docs/metrics.md lists."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from chat.store.append import Outcome
from chat.wire.commands import COMMANDS
from common.errors import CODES
from config.metrics import exposition
from tests.config.metrics.scraping import AUTHORIZATION, SETTINGS, TOKEN, Scraped, scraped
from tests.config.server.conftest import serving
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.sockets import CommandError
from tests.harness.types import NewPerson, StartStack

PAGE = (Path(__file__).parents[3] / "docs" / "metrics.md").read_text()
# All allowed values of labels. Routes are templates, which contain no digit except that of the version.
ROUTE = re.compile(r"none|/|/(healthz|readyz|metrics)|/(api/v1|admin|static)/[a-z_/{}]*")
VALUES: dict[str, set[str]] = {
    "command": {*COMMANDS, "unknown"},
    "code": {*CODES, "ok"},
    "method": {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"},
    "status": {"1xx", "2xx", "3xx", "4xx", "5xx", "none"},
    "outcome": {*Outcome} - {Outcome.LOCKED},
    "queue": {"writer", "receipts"},
    "reason": {"redis", "slow", "busy"},
    "poll": {"changes", "devices"},
    "pool": {"loop", "threads"},
    "threads": {"command", "read", "authentication", "request"},
    "state": {"used", "idle"},
}


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def measured(request: pytest.FixtureRequest, servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    """A web process of each server, with a token. `web` is needed for its worker."""
    with serving(servers, ASGI_SERVER=request.param, **SETTINGS) as process:
        yield process


async def five_messages(alice: Person, bob: Person) -> str:
    """Let alice send five messages over a socket; bob is connected and reads the last. Return the conversation's id."""
    conversation_id = ""
    async with alice.connect() as a, bob.connect() as b:
        for number in range(5):
            body = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": f"Canary {number}"}
            message = (await a.command("send_message", **body))["message"]
            conversation_id = message["conversation_id"]
            for socket in (a, b):
                await socket.next_update("change")
        await b.command("read", conversation_id=conversation_id, seq=message["seq"])
        await a.next_update("receipt")
    return conversation_id


def without_date(html: httpx2.Response) -> tuple[int, dict[str, str], bytes]:
    """Return the status, headers and body of an answer, without the headers that differ between any two answers."""
    headers = {name: value for name, value in html.headers.items() if name not in {"date", "x-request-id"}}
    return html.status_code, headers, html.content


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": TOKEN},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": f"bearer  {TOKEN}"},
        {"Authorization": "Bearer é"},
    ],
)
async def test_without_the_token_the_path_does_not_exist(measured: WebProcess, headers: dict[str, str]):
    async with httpx2.AsyncClient(base_url=measured.url, trust_env=False, timeout=15) as client:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        answers = [await client.get(path, headers=raw) for path in ("/metrics", "/canary-")]
    assert without_date(answers[0]) == without_date(answers[1])
    assert answers[0].status_code == 404


async def test_with_the_token_only_get_is_answered(measured: WebProcess):
    async with httpx2.AsyncClient(base_url=measured.url, trust_env=False, timeout=15) as client:
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            answers = [await client.request(method, path, headers=AUTHORIZATION) for path in ("/metrics", "/canary-")]
            assert without_date(answers[0]) == without_date(answers[1])


async def test_if_no_token_is_set_every_token_is_refused(web: list[WebProcess]):
    async with httpx2.AsyncClient(base_url=web[0].url, trust_env=False, timeout=15) as client:
        for given in ("Bearer", "Bearer None", f"Bearer {TOKEN}"):
            assert (await client.get("/metrics", headers={"Authorization": given})).status_code == 404


async def test_values_change_by_the_known_traffic(measured: WebProcess, new_person: NewPerson):
    alice, bob = await new_person("alice", measured), await new_person("bob", measured)
    before = await scraped(measured)
    conversation_id = await five_messages(alice, bob)
    body = {"conversation_id": conversation_id, "client_message_id": str(uuid4()), "text": "Twice"}
    for _ in range(2):
        assert (await alice.rest.post("/messages", body)).is_success
    after = await scraped(measured)

    def moved(name: str, **labels: str) -> float:
        return after.value(name, **labels) - before.value(name, **labels)

    assert moved("parley_messages_total", outcome="fresh") == 6
    assert moved("parley_messages_total", outcome="replay") == 1
    assert moved("parley_socket_commands_total", command="send_message", code="ok") == 5
    assert moved("parley_socket_command_duration_seconds_count", command="send_message") == 5
    assert moved("parley_socket_command_duration_seconds_sum", command="send_message") > 0
    assert moved("parley_socket_commands_total", command="authenticate", code="ok") == 2
    assert moved("parley_commit_batch_items_sum", queue="writer") == 7
    assert 0 < moved("parley_commit_duration_seconds_count", queue="writer") <= 7
    assert moved("parley_commit_batch_items_sum", queue="receipts") >= 1
    posts = {"route": "/api/v1/messages", "method": "POST"}
    assert moved("parley_http_requests_total", **posts, status="2xx") == 2
    assert moved("parley_http_request_duration_seconds_count", **posts) == 2
    # Each of the five messages reached both people, and the receipt reached alice.
    assert moved("parley_update_frames_total") >= 11
    assert moved("parley_published_updates_total") >= 7
    assert moved("parley_commit_failures_total", queue="writer") == 0
    assert after.value("parley_redis_up") == 1


async def test_open_sockets_and_long_polls_are_counted(measured: WebProcess, new_person: NewPerson):
    alice = await new_person("alice", measured)
    cursor = (await alice.rest.get("/sync")).json()["cursor"]
    before = await scraped(measured)
    async with alice.connect():
        polling = asyncio.create_task(alice.rest.get("/sync", params={"since": cursor, "wait": 10}))
        during = await scraped(measured)
        while during.value("parley_long_polls_waiting") == before.value("parley_long_polls_waiting"):
            during = await scraped(measured)
        assert during.value("parley_sockets_open") == before.value("parley_sockets_open") + 1
        assert during.value("parley_people_connected") == before.value("parley_people_connected") + 1
        await alice.rest.patch("/users/me", {"name": "Alice"})
        assert (await polling).is_success


async def test_no_label_contains_anybodys_data(measured: WebProcess, new_person: NewPerson):
    alice, bob = await new_person("alice", measured), await new_person("bob", measured)
    conversation_id = await five_messages(alice, bob)
    async with alice.connect() as socket:
        for command in ("canary_command", alice.phone_number, "edit_message"):
            with pytest.raises(CommandError):
                await socket.command(command)
    before = await scraped(measured)
    async with httpx2.AsyncClient(base_url=measured.url, trust_env=False, timeout=15) as client:
        client.headers["Authorization"] = f"Bearer {alice.access}"
        for method, path in (
            ("GET", f"/api/v1/users/{bob.id}"),
            ("GET", f"/api/v1/conversations/{conversation_id}/messages"),
            ("GET", f"/api/v1/users?username={bob.phone_number}"),
            ("GET", f"/api/v1/{alice.phone_number}"),
            ("GET", f"/{bob.id}"),
            ("GET", "/static/admin/css/base.css"),
            ("GET", f"/admin/accounts/user/{bob.id}/change/"),
            ("CANARY", "/api/v1/users/me"),
            ("HEAD", "/readyz"),
        ):
            await client.request(method, path)
    after = await scraped(measured)
    one = {"route": "/api/v1/users/{user_id}", "method": "GET", "status": "2xx"}
    assert after.value("parley_http_requests_total", **one) == before.value("parley_http_requests_total", **one) + 1
    assert after.value("parley_socket_commands_total", command="unknown", code="invalid") >= 2
    assert wrong_labels(after) == []


def wrong_labels(found: Scraped) -> list[tuple[str, str]]:
    """Return the labels whose values are not allowed."""
    labels = {pair for family in found.families.values() for sample in family.samples for pair in sample.labels.items()}
    return [
        (label, value)
        for label, value in labels
        if label != "le" and not (ROUTE.fullmatch(value) if label == "route" else value in VALUES.get(label, set()))
    ]


async def test_the_page_lists_every_metric_and_no_other(measured: WebProcess, new_person: NewPerson):
    await five_messages(await new_person("alice", measured), await new_person("bob", measured))
    families = (await scraped(measured)).families
    labels = {
        name: {label for one in family.samples for label in one.labels} - {"le"} for name, family in families.items()
    }
    for metric in exposition.REGISTRY._collector_to_names:
        # Metrics that have counted nothing yet have no samples, so their labels are read from the library.
        for name in {getattr(metric, "_name", ""), f"{getattr(metric, '_name', '')}_total"} & labels.keys():
            labels[name] |= set(metric._labelnames)  # type: ignore[attr-defined]  # a metric of the library
    there = {name: (family.type, labels[name]) for name, family in families.items()}
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
    assert there == {row[0].strip("| `"): (row[1], set(re.findall(r"`(\w+)`", row[2]))) for row in rows}


def test_the_alerts_use_only_metrics_that_exist():
    rows = {line.split(" | ")[0].strip("| `") for line in PAGE.splitlines() if line.startswith("| `")}
    asked = re.findall(r"\b(?:parley|process)_\w+", PAGE.partition("## Alerts")[2])
    assert len(asked) > 10
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked} <= rows


async def test_metrics_show_that_redis_is_away_and_what_was_dropped(start_stack: StartStack, new_person: NewPerson):
    stack = start_stack(1, env=SETTINGS)
    (process,) = stack.web
    alice, bob = await new_person("alice", process), await new_person("bob", process)
    conversation_id = await five_messages(alice, bob)
    async with alice.connect() as a, bob.connect() as b:
        await asyncio.to_thread(stack.redis.stop)
        body = {"conversation_id": conversation_id, "text": "Hello"}
        await a.command("send_message", **body, client_message_id=str(uuid4()))
        await b.next_update("head")
        away = await scraped(process)
        await asyncio.to_thread(stack.redis.start)
        for socket in (a, b):
            await socket.next_update("resync")
        back = await scraped(process)
    assert (away.value("parley_redis_up"), back.value("parley_redis_up")) == (0, 1)
    assert away.value("parley_publish_dropped_total") >= 1
    assert away.value("parley_poll_updates_total") >= 1
    assert away.value("parley_poll_duration_seconds_count") >= 1
    assert back.value("parley_resyncs_total", reason="redis") == 2
    assert wrong_labels(back) == []


async def test_metrics_show_that_the_database_is_away(start_stack: StartStack, new_person: NewPerson):
    stack = start_stack(1, env=SETTINGS | {"DATABASE_POOL_TIMEOUT_SECONDS": "1"})
    (process,) = stack.web
    alice, bob = await new_person("alice", process), await new_person("bob", process)
    conversation_id = await five_messages(alice, bob)
    async with alice.connect() as socket:
        await asyncio.to_thread(stack.postgres.stop)
        with pytest.raises(CommandError, match="unavailable"):
            await socket.command(
                "send_message", conversation_id=conversation_id, text="Hello", client_message_id=str(uuid4())
            )
        seen = await scraped(process)
    assert seen.value("parley_commit_failures_total", queue="writer") >= 1
    assert seen.value("parley_socket_commands_total", command="send_message", code="unavailable") == 1
