"""Checks that tests make on every error answer of the REST API."""

from typing import Any
from uuid import uuid4

import httpx2

from tests.chat.conftest import Talk
from tests.harness.answers import check_problem


def problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Check every member of an error answer; return its body."""
    check_problem(answer, f"{answer.request.method} {answer.request.url}")
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"], body["status"]) == (status, code, status)
    assert body["type"] == f"urn:parley:error:{code}"
    assert body.keys() - {"errors", "retry_after_seconds"} == {"type", "title", "status", "code", "detail"}
    for wrong in body.get("errors", []):
        assert wrong.keys() == {"field", "code", "detail"}
    return body


def wrong_fields(answer: httpx2.Response) -> dict[str, str]:
    """Check that fields are refused; return the codes by field."""
    return {wrong["field"]: wrong["code"] for wrong in problem(answer, 400, "invalid")["errors"]}


def message_to(talk: Talk, **changes: Any) -> dict[str, Any]:
    return {"recipient_id": str(talk.bob.id), "client_message_id": str(uuid4()), "text": "Hello"} | changes
