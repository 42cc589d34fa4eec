"""Checks every answer that tests see against the shapes the code declares."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx2
from django.urls import Resolver404, resolve
from pydantic import BaseModel, ConfigDict

from common.errors import CODES


class WrongField(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    field: str
    code: str
    detail: str


class ErrorReply(BaseModel):
    """What an error says on both edges; some codes add members (`attempts_left`)."""

    model_config = ConfigDict(extra="allow", strict=True)

    code: str
    detail: str
    errors: list[WrongField] | None = None
    retry_after_seconds: int | None = None


class Problem(ErrorReply):
    type: str
    title: str
    status: int


class Reply(BaseModel):
    """A frame that answers a command: either a result or an error."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: int
    result: dict[str, Any] | None = None
    error: ErrorReply | None = None


class Update(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    update: str


def check_http(response: httpx2.Response) -> None:
    """Fail unless the answer is what the view that gave it declares, or a problem with a listed code."""
    request = f"{response.request.method} {response.request.url}"
    check_documented(response, request)
    if response.status_code >= 400:
        check_problem(response, request)
        return
    # DRF's as_view() notes its class there; the stubs do not know.
    view: Any = resolve(urlsplit(str(response.request.url)).path).func
    shape = view.cls.answer(response.request.method, response.status_code)
    if shape is None or response.status_code == 204:
        assert response.status_code == 204, f"{request}: {response.status_code} instead of 204"
        assert response.content == b"", f"{request}: a body where none is declared"
        return
    assert response.headers["Content-Type"] == "application/json", request
    shape.model_validate_json(response.content)


def check_documented(response: httpx2.Response, request: str) -> None:
    """Fail if the OpenAPI document has the operation, but not the status, or not the code of a refusal."""
    from config.schema.openapi import openapi_document

    try:
        route = resolve(urlsplit(str(response.request.url)).path).route
    except Resolver404:
        return
    document = openapi_document()
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{route.removeprefix('api/v1/')}")
    described = document["paths"].get(path, {}).get(response.request.method.lower())
    if described is None:
        return
    assert str(response.status_code) in described["responses"], f"{request}: {response.status_code} is not documented"
    if response.status_code >= 400:
        name = described["responses"][str(response.status_code)]["$ref"].rpartition("/")[2]
        content = document["components"]["responses"][name]["content"]["application/problem+json"]
        codes = content["schema"]["allOf"][1]["properties"]["code"]["enum"]
        assert response.json()["code"] in codes, f"{request}: {response.json()['code']} is not documented"


def check_problem(response: httpx2.Response, request: str) -> None:
    """Fail unless the answer is problem+json with the status of its code, and not our own mistake."""
    assert response.headers["Content-Type"] == "application/problem+json", f"{request}: {response.text[:500]}"
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code, request
    assert CODES[problem.code] == (problem.status, problem.title), request
    assert problem.code != "internal", f"{request}: {response.text}"
    if problem.retry_after_seconds is not None:
        assert response.headers["Retry-After"] == str(problem.retry_after_seconds), request


def check_result(command: str, result: dict[str, Any]) -> None:
    """Fail unless the result is what the command declares."""
    from chat.wire.commands import COMMANDS

    COMMANDS[command].result.model_validate_json(dumped(result))


def check_update(update: dict[str, Any]) -> None:
    """Fail unless the update is what its name declares."""
    from chat.wire.updates import UPDATES

    UPDATES[Update.model_validate(update).update].model_validate_json(dumped(update))


def dumped(value: dict[str, Any]) -> bytes:
    """Return JSON again: ids and times are strings on the wire, and strict shapes take them from JSON only."""
    import orjson

    return orjson.dumps(value)
