"""The logs of real processes at the highest level: every line is JSON, and no line contains anybody's data."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typing_extensions import override

from ops.supervisor import commands
from tests.accounts.sms.gateway import running_gateway
from tests.config.logs.talk import REQUEST_ID, Talk
from tests.delivery.local import until
from tests.harness.processes import ChildProcess, WebProcess, WorkerProcess
from tests.harness.servers import Servers
from tests.harness.stack import private_servers

REQUIRED = {"time": str, "level": str, "logger": str, "event": str, "process": str, "pid": int}
WAIT_SECONDS = 15.0


class BeatProcess(ChildProcess):
    def __init__(self, environment: dict[str, str]) -> None:
        var_dir = Path(environment["VAR_DIR"])
        (var_dir / "beat").mkdir()
        super().__init__("beat", commands.beat(var_dir), environment)

    @override
    def is_ready(self, log: str) -> bool:
        return "beat: Starting" in log


class Logs(NamedTuple):
    """The logs. files: by file name. lines: of our processes, by process. secrets: texts that must not be in them."""

    files: dict[str, str]
    lines: dict[str, list[str]]
    secrets: list[tuple[str, str]]

    def records(self, process: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines[process]]


@pytest.fixture(scope="module")
def logs() -> Iterator[Logs]:
    servers = private_servers()
    processes: list[ChildProcess] = []
    try:
        with running_gateway() as gateway:
            # The first request fails, so that the worker logs it and tries again.
            gateway.first = (503,)
            environment = servers.environment | {
                "LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json", "ACCESS_LOG": "all",
                "SMS_PROVIDER": "http", "SMS_HTTP_URL": gateway.url, "OTP_SWEEP_SECONDS": "1",
            }  # fmt: skip
            web = [WebProcess(environment | {"ASGI_SERVER": server}) for server in ("daphne", "uvicorn")]
            processes = [*web, WorkerProcess(environment), BeatProcess(environment)]
            for process in processes:
                process.launch()
            for process in processes:
                process.wait_ready()
            yield asyncio.run(logs_of(Talk(gateway), web, processes, servers))
    finally:
        for process in processes:
            process.kill()
        servers.remove()


async def logs_of(talk: Talk, web: list[WebProcess], processes: list[ChildProcess], servers: Servers) -> Logs:
    """Let people use everything, stop the processes, and return their logs."""
    await talk.all(web, servers.postgres.url)
    worker = processes[2]
    await until(lambda: "raised unexpected" in worker.log_text(), WAIT_SECONDS)
    for process in processes:
        await asyncio.to_thread(process.stop)
    files = {file.name: file.read_text() for file in (servers.var_dir / "log").iterdir()}
    names = dict(zip(("daphne", "uvicorn", "worker", "beat"), processes, strict=True))
    lines = {name: files[process.log.name].splitlines() for name, process in names.items()}
    return Logs(files, lines, talk.secrets)


@pytest.mark.parametrize("process", ["daphne", "uvicorn", "worker", "beat"])
def test_every_line_is_a_json_object_with_the_required_fields(logs: Logs, process: str) -> None:
    assert [line for line in logs.lines[process] if not line.startswith("{")] == []
    records = logs.records(process)
    assert records
    for record in records:
        assert {name: type(record.get(name)) for name in REQUIRED} == REQUIRED, record
        assert record["process"] == {"daphne": "web", "uvicorn": "web"}.get(process, process)


def test_no_log_holds_a_number_a_code_a_token_a_name_or_a_text(logs: Logs) -> None:
    found = [
        (file, what, line)
        for file, text in logs.files.items()
        for what, words in logs.secrets
        for line in text.splitlines()
        if words in line
    ]
    assert found == []


@pytest.mark.parametrize("process", ["daphne", "uvicorn"])
def test_failures_are_logged_with_their_traceback(logs: Logs, process: str) -> None:
    records = logs.records(process)
    exceptions = [record["exception"] for record in records if "exception" in record]
    for error in ("CheckViolation", "IntegrityError"):
        assert any(f"\n{error}" in text and "Traceback (most" in text for text in exceptions), exceptions
    failed = [record for record in records if record.get("status") == 500]
    assert {record["route"] for record in failed} == {"/api/v1/messages", "/api/v1/users/me"}


def test_the_worker_logs_what_failed_and_why_it_tries_again(logs: Logs) -> None:
    events = [record["event"] for record in logs.records("worker")]
    assert any("raised unexpected: IntegrityError" in event for event in events)
    assert any("the gateway answered 503" in event for event in events)


@pytest.mark.parametrize("process", ["daphne", "uvicorn"])
def test_a_request_is_logged_with_its_route_and_the_clients_request_id(logs: Logs, process: str) -> None:
    (record,) = [record for record in logs.records(process) if record.get("request_id") == REQUEST_ID]
    shown = {name: record[name] for name in ("event", "method", "route", "status", "level")}
    assert shown == {
        "event": "request", "method": "GET", "route": "/api/v1/users/me", "status": 200, "level": "info"
    }  # fmt: skip
    assert 0 <= record["duration_ms"] < 60_000
    routes = {record["route"] for record in logs.records(process) if "route" in record}
    assert "/api/v1/messages/{message_id}" in routes
    assert all("-" not in route for route in routes), routes


@pytest.mark.parametrize("process", ["daphne", "uvicorn"])
def test_an_error_during_a_request_is_logged_with_the_request_id(logs: Logs, process: str) -> None:
    records = logs.records(process)
    (failed,) = [record for record in records if record.get("route") == "/api/v1/users/me" and record["status"] == 500]
    (error,) = [record for record in records if "IntegrityError" in record.get("exception", "")]
    assert error["request_id"] == failed["request_id"]


def test_a_task_is_logged_with_the_id_of_the_request_that_queued_it(logs: Logs) -> None:
    asked = [record for name in ("daphne", "uvicorn") for record in logs.records(name)]
    ids = {record["request_id"] for record in asked if record.get("route") == "/api/v1/auth/otp"}
    sent = [record for record in logs.records("worker") if "the gateway answered 503" in record["event"]]
    assert sent[0].get("request_id") in ids
