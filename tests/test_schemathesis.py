"""What the document says, held against a running process: generated requests of a stranger, a participant, nobody."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.parameters import ParameterLocation

from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson

load_all_checks()
# positive_data_acceptance is left out: a schema cannot say all we refuse (one emoji, ranges within the text).
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "missing_required_header",
    ]
)
# What takes away the things the other calls need comes after them, and what signs the caller out last.
LATE = ("delete_messages", "delete_groups", "delete_devices", "post_auth_logout")
Ids = dict[str, list[Any]]


async def things_of(alice: Person, bob: Person) -> Ids:
    """Return what alice and bob have together, by the names paths, queries and bodies have for it."""
    sent = []
    for number in range(6):
        message = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": f"Number {number}"}
        sent.append((await alice.rest.post("/messages", message)).json())
    poll = {"question": "When?", "options": ["Today", "Never"], "anonymous": False}
    asked = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "kind": "poll", "poll": poll}
    sent += [(await alice.rest.post("/messages", asked)).json()] * 3
    group = (await alice.rest.post("/groups", {"name": "Trip", "member_ids": [str(bob.id)]})).json()
    links = [(await alice.rest.post(f"/groups/{group['id']}/invite_links")).json() for _ in range(2)]
    other = await alice.sign_in_again()
    return {
        "conversation_id": [sent[0]["conversation_id"], group["conversation_id"]],
        "message_id": [message["id"] for message in sent],
        "user_id": [str(bob.id), str(alice.id)],
        "recipient_id": [str(bob.id)],
        "group_id": [group["id"]],
        "link_id": [links[0]["id"]],
        "token": [links[1]["token"]],
        "device_id": [str(other.device_id)],
        "conversation_ids": [[sent[0]["conversation_id"]]],
        "user_ids": [[str(bob.id)]],
        "member_ids": [[str(bob.id)], []],
        "emoji": ["👍", "🎉"],
        "since": [(await alice.rest.get("/sync")).json()["cursor"]],
    }


def put_in(case: Any, place: str, things: Ids, draw: Any) -> None:
    """Let some of the valid parameters in one place name things that are there; what was broken stays broken."""
    data, container = getattr(case, place), {"path_parameters": "path"}.get(place, place)
    part = case.meta.components.get(ParameterLocation(container))
    if not isinstance(data, dict) or part is None or part.mode is GenerationMode.NEGATIVE:
        return
    known = {name: [data[name], *things[name]] for name in data if name in things}
    setattr(case, place, {**data, **{name: draw(st.sampled_from(values)) for name, values in known.items()}})


def run(process: WebProcess, tokens: dict[str, str | None], things: Ids, examples: int) -> Counter[tuple[str, int]]:
    """Call every operation as everybody with so many valid and as many broken requests; count (role, status)."""
    document = requests.get(f"{process.url}/api/v1/schema", timeout=30).json()
    for path in document["paths"].values():
        for described in path.values():
            # We sign in ourselves; generated tokens would hide everything else.
            described.pop("security")
    schema = schemathesis.openapi.from_dict(document)
    found = [operation.ok() for operation in schema.get_all_operations()]
    found.sort(key=lambda operation: [operation.definition.raw["operationId"].startswith(late) for late in LATE])
    seen: Counter[tuple[str, int]] = Counter()

    def call(case: Any, draw: Any) -> None:
        # A poll with a good cursor would wait.
        places = ("path_parameters", "body") if "wait" in (case.query or {}) else ("path_parameters", "query", "body")
        for place in places:
            put_in(case, place, things, draw)
        for role, token in tokens.items():
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            response = case.call(base_url=f"{process.url}/api/v1", headers=headers)
            case.validate_response(response, checks=CHECKED)
            check_shape(case, response)
            seen[role, response.status_code] += 1

    for operation in found:
        raw = operation.definition.raw
        # Without parameters there is nothing to break.
        can_break = "parameters" in raw or "requestBody" in raw
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)[: 1 + can_break]:
            exercise(operation.as_strategy(generation_mode=mode), call, examples)
    return seen


def exercise(cases: Any, call: Any, examples: int) -> None:
    """Run one operation's cases: always the same ones, for one state of the code."""

    @seed(2026)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases, st.data())
    def each(case: Any, data: Any) -> None:
        call(case, data.draw)

    each()


def check_shape(case: Any, response: Any) -> None:
    """Fail if an answer has a field its shape does not: the document leaves answers open, the code does not."""
    if response.status_code < 300 and response.content:
        view: Any = resolve(f"/api/v1{case.formatted_path}").func
        view.cls.answer(case.method, response.status_code).model_validate_json(response.content)


async def run_as_everybody(new_person: NewPerson, examples: int) -> Counter[tuple[str, int]]:
    alice, bob, charlie = [await new_person(name) for name in ("alice", "bob", "charlie")]
    things = await things_of(alice, bob)
    # The participant last: what she deletes is gone for everybody.
    tokens = {"nobody": None, "stranger": charlie.access, "participant": alice.access}
    return await asyncio.to_thread(run, alice.process, tokens, things, examples)


async def test_every_operation_answers_as_its_document_says(new_person: NewPerson):
    seen = await run_as_everybody(new_person, examples=3)
    assert {200, 201, 204, 400, 404} <= {status for role, status in seen if role == "participant"}
    assert {200, 400, 404} <= {status for role, status in seen if role == "stranger"}
    assert {200, 400, 401} <= {status for role, status in seen if role == "nobody"}


@pytest.mark.big
async def test_every_operation_answers_many_requests_as_its_document_says(new_person: NewPerson):
    await run_as_everybody(new_person, examples=100)
