"""The OpenAPI 3.1 document of /api/v1."""

from functools import cache
from typing import Any

from config.schema import facts
from config.schema.operations import METHODS, Operation, operations
from config.schema.problems import HEADERS, PROBLEM, Problems
from config.schema.shapes import Mode, Schema, definitions

ABOUT = """The REST API that every client may rely on. Live updates come over `/ws/messages`; their JSON Schema is at
`/api/v1/schema/socket`. `docs/protocol.md` explains how the two work together, `docs/errors.md` explains every code.

Times are in RFC 3339 format, in UTC with milliseconds. Requests with unknown fields are refused. Clients must ignore
unknown fields in answers."""
TITLES = {200: "Done.", 201: "Created.", 202: "Accepted, not done yet.", 204: "Done. The answer has no body."}
KEY_HEADER: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Makes the call repeatable: the same key and body get the same answer, and nothing is done twice.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
}


@cache
def openapi_document() -> Schema:
    """Return the document."""
    found = operations()
    taken = [operation.request for operation in found if operation.request is not None]
    given = [
        shape for operation in found for status in facts.statuses(operation) if (shape := operation.answer_with(status))
    ]
    references, schemas = definitions(taken, given, "#/components/schemas/{model}")
    problems = Problems()
    paths: dict[str, Any] = {}
    for operation in sorted(found, key=lambda one: (one.path, METHODS.index(one.method))):
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation, references, problems)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Parley", "version": "1", "description": ABOUT},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": PROBLEM},
            "responses": problems.components,
            "headers": HEADERS,
            "securitySchemes": {
                "access": {"type": "http", "scheme": "bearer", "description": "An access token of /auth/verify."}
            },
        },
        "tags": [{"name": name} for name in sorted({_tag(operation) for operation in found})],
    }


def _tag(operation: Operation) -> str:
    return operation.path.split("/")[1]


def _described(operation: Operation, references: dict[Any, Schema], problems: Problems) -> Schema:
    made: Schema = {
        "operationId": operation.operation_id,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [_tag(operation)],
        "security": [] if operation.is_open else [{"access": []}],
        "responses": {
            **{str(status): _success(operation, status, references) for status in facts.statuses(operation)},
            **problems.responses(facts.codes(operation)),
        },
    }
    if parameters := _parameters(operation):
        made["parameters"] = parameters
    if operation.request is not None:
        content = {"application/json": {"schema": _of(references, operation.request, "validation")}}
        # A missing body counts as an empty object.
        must = any(field.is_required() for field in operation.request.model_fields.values())
        made["requestBody"] = {"required": must, "content": content}
    return made


def _success(operation: Operation, status: int, references: dict[Any, Schema]) -> Schema:
    made: Schema = {"description": TITLES[status]}
    shape = operation.answer_with(status)
    if status != 204 and shape is not None:
        schema = _of(references, shape, "serialization")
        made["content"] = {"application/json": {"schema": schema}}
    return made


def _parameters(operation: Operation) -> list[Schema]:
    made: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in operation.path_parameters.items()
    ]
    for name in facts.parameters(operation):
        about, schema = facts.parameter_schema(operation, name)
        made.append({"name": name, "in": "query", "description": about, "schema": schema})
        if facts.is_required(operation, name):
            made[-1]["required"] = True
    return [*made, KEY_HEADER] if facts.may_have_key(operation) else made


def _of(references: dict[Any, Schema], shape: type, mode: Mode) -> Schema:
    return references[(shape, mode)]
