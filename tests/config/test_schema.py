"""The documents of the API are complete and current, and match the running code."""

import re
from typing import Any
from uuid import uuid4

import httpx2
import jsonschema_rs
import pytest
import schemathesis
from django.core.management import CommandError, call_command
from django.urls import resolve

from chat.edge import sync_consumer
from chat.wire.commands import COMMANDS
from chat.wire.updates import UPDATES
from config.schema import facts
from config.schema.openapi import openapi_document
from config.schema.operations import Operation, operations
from config.schema.socket import socket_document
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson

VALUES = {
    **dict.fromkeys(("limit", "wait", "before_seq", "after_seq", "around_seq", "after"), "1"),
    "cursor": "x",
    "since": "x",
    "archived": "true",
    "q": "x",
    "username": "alice",
    "for": "me",
}


def test_the_copies_in_docs_are_current():
    call_command("schema", "--check")


def test_a_copy_that_is_not_current_is_an_error(settings_folder: Any):
    (settings_folder / "openapi.json").write_text("{}")
    with pytest.raises(CommandError, match=r"openapi\.json is outdated"):
        call_command("schema", "--check")


@pytest.fixture
def settings_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("config.management.commands.schema.FOLDER", tmp_path)
    call_command("schema", verbosity=0)
    call_command("schema", "--check")
    return tmp_path


def test_the_document_is_openapi_3_1():
    document = openapi_document()
    assert document["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(document).validate()
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def test_every_operation_of_the_views_is_in_the_document_and_no_other():
    described = {
        f"{method.upper()} {path}" for path, methods in openapi_document()["paths"].items() for method in methods
    }
    assert described == {operation.name for operation in operations()}
    assert "GET /sync" in described
    for operation in operations():
        view: Any = resolve(f"/api/v1{filled(operation)}").func
        assert view.cls is operation.view
        assert operation.method in view.cls.answers, operation.name


def test_facts_are_only_about_operations_that_exist():
    assert set(facts.FACTS) <= {operation.name for operation in operations()}


def test_every_operation_lists_its_error_responses():
    for path, methods in openapi_document()["paths"].items():
        for method, described in methods.items():
            statuses = set(described["responses"])
            wanted = {"400", "406", "503"}
            wanted |= {"401"} if described["security"] else set()
            wanted |= {"404"} if "{" in path else set()
            wanted |= {"413", "415"} if "requestBody" in described else set()
            assert wanted <= statuses, f"{method} {path}"
            assert any(status.startswith("2") for status in statuses)


def test_only_signing_in_and_the_description_are_open():
    is_open = {operation.name for operation in operations() if operation.is_open}
    assert is_open == {
        "POST /auth/otp",
        "POST /auth/verify",
        "POST /auth/refresh",
        "GET /schema",
        "GET /schema/socket",
    }


def filled(operation: Operation) -> str:
    """Return the operation's path with ids that do not exist."""
    known = {"emoji": "👍", "token": "A" * 22}
    values = {name: known.get(name, str(uuid4())) for name in operation.path_parameters}
    return operation.path.format(**values)


async def test_the_parameters_of_the_document_are_those_the_views_take(new_person: NewPerson):
    alice = await new_person("alice")
    for operation in operations():
        documented = set(facts.parameters(operation))
        if operation.method != "GET" and not documented:
            continue
        refused = await unknown_of(alice, operation)
        assert set(VALUES) - refused == documented, operation.name
        assert "nonsense" in refused, operation.name


async def unknown_of(person: Person, operation: Operation) -> set[str]:
    """Return the query parameters that an operation refuses as unknown."""
    given = {**VALUES, "nonsense": "1"}
    answer = await person.rest.request(operation.method, filled(operation), params=given)
    assert answer.status_code == 400, f"{operation.name}: {answer.text}"
    return {error["field"] for error in answer.json()["errors"] if error["code"] == "unknown_field"}


def test_the_consumer_of_sync_takes_the_parameters_of_the_document():
    sync = next(operation for operation in operations() if operation.name == "GET /sync")
    assert set(sync_consumer.PARAMETERS) == set(facts.parameters(sync))


def test_every_command_and_update_has_its_schema():
    definitions = socket_document()["$defs"]
    for name in COMMANDS:
        command = definitions[f"command.{name}"]
        assert command["properties"]["type"] == {"const": name}
        assert command["additionalProperties"] is False
        assert f"result.{name}" in definitions
    for name in UPDATES:
        assert f"update.{name}" in definitions
    jsonschema_rs.meta.validate(socket_document())


async def test_the_frames_of_a_socket_match_the_document(new_person: NewPerson):
    alice, bob = await new_person("alice"), await new_person("bob")
    served = (await alice.rest.get("/schema/socket")).json()
    client_message_id = str(uuid4())
    fields = {"recipient_id": str(bob.id), "client_message_id": client_message_id, "text": "Hello"}
    check(served, "command.send_message", {"id": 1, "type": "send_message", **fields})
    async with alice.connect() as socket, bob.connect() as other:
        result = await socket.command("send_message", **fields)
        check(served, "result.send_message", result)
        check(served, "reply", {"id": 1, "result": result})
        change = await other.next_update("change")
        check(served, "update.change", change)
        check(served, "update", change)
        place = {"conversation_id": change["conversation_id"]}
        check(served, "result.read", await other.command("read", **place, seq=1))
        check(served, "update.receipt", await socket.next_update("receipt"))
        check(served, "result.sync", await socket.command("sync"))
        check(served, "result.changes", await socket.command("changes", **place, after=0))


def check(document: dict[str, Any], name: str, frame: dict[str, Any]) -> None:
    """Fail unless a frame matches the definition of that name, including formats."""
    schema = {"$schema": document["$schema"], "$ref": f"#/$defs/{name}", "$defs": document["$defs"]}
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(frame)


@pytest.mark.parametrize(
    "frame",
    [
        {"id": 1, "type": "read", "conversation_id": str(uuid4())},
        {"id": 1, "type": "read", "conversation_id": str(uuid4()), "seq": -1},
        {"id": 1, "type": "read", "conversation_id": "here", "seq": 1},
        {"id": 1, "type": "read", "conversation_id": str(uuid4()), "seq": 1, "more": True},
        {"type": "ping"},
        {"id": 1, "type": "dance"},
    ],
)
def test_a_wrong_command_does_not_match_the_document(frame: dict[str, Any]):
    with pytest.raises(jsonschema_rs.ValidationError):
        check(socket_document(), "command", frame)


async def test_the_page_needs_neither_inline_code_nor_another_server(web: list[WebProcess]):
    async with httpx2.AsyncClient(base_url=web[0].url, trust_env=False) as client:
        page = await client.get("/api/v1/docs")
        assert page.status_code == 200
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", page.text)
        links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert len(links) == 4
        for link in links:
            assert link.startswith("/static/")
            found = await client.get(link)
            assert (found.status_code, found.headers["X-Content-Type-Options"]) == (200, "nosniff"), link
        document = await client.get("/api/v1/schema")
        assert document.json() == openapi_document()
