"""The JSON Schema (2020-12) of every frame on /ws/messages: each command, its result, each update, the error."""

from collections.abc import Iterable
from functools import cache

from chat.wire.commands import COMMANDS
from chat.wire.updates import UPDATES
from config.schema.problems import ERROR_MEMBERS
from config.schema.shapes import Schema, definitions

PREFIX = "#/$defs/"


@cache
def socket_document() -> Schema:
    """Return the document. Besides the shapes, `$defs` has command.<name>, result.<name> and update.<name>."""
    taken = [command.shape for command in COMMANDS.values()]
    given = [command.result for command in COMMANDS.values()] + list(UPDATES.values())
    references, shapes = definitions(taken, given, PREFIX + "{model}")
    named: dict[str, Schema] = {}
    for name, command in COMMANDS.items():
        reference = references[(command.shape, "validation")]["$ref"]
        named[f"command.{name}"] = _command(name, shapes[reference.removeprefix(PREFIX)])
        named[f"result.{name}"] = references[(command.result, "serialization")]
    for name, shape in UPDATES.items():
        named[f"update.{name}"] = references[(shape, "serialization")]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:parley:schema:socket:1",
        "title": "Frames of /ws/messages",
        "description": "A client sends a `command` and gets one `reply` to it. An `update` may come at any time.",
        "anyOf": [{"$ref": f"{PREFIX}{kind}"} for kind in ("command", "reply", "update")],
        "$defs": {
            **shapes,
            **named,
            "command": _any_of("command", COMMANDS),
            "reply": _reply(),
            "update": _any_of("update", UPDATES),
            "error": {"type": "object", "required": ["code", "detail"], "properties": ERROR_MEMBERS},
        },
    }


def _any_of(kind: str, names: Iterable[str]) -> Schema:
    return {"anyOf": [{"$ref": f"{PREFIX}{kind}.{name}"} for name in names]}


def _command(name: str, shape: Schema) -> Schema:
    """Return the frame of a command: its own fields, and id and type."""
    own = {"id": {"type": "integer", "description": "The reply has the same id."}, "type": {"const": name}}
    return {
        **shape,
        "title": name,
        "properties": own | shape.get("properties", {}),
        "required": ["id", "type", *shape.get("required", [])],
    }


def _reply() -> Schema:
    """Return the frame that answers a command. The id shows which command, and so which result, it belongs to."""
    result = {"anyOf": [{"$ref": f"{PREFIX}result.{name}"} for name in COMMANDS]}
    identifier = {"id": {"type": "integer"}}
    return {
        "oneOf": [
            {"type": "object", "required": ["id", "result"], "properties": identifier | {"result": result}},
            {
                "type": "object",
                "required": ["id", "error"],
                "properties": identifier | {"error": {"$ref": f"{PREFIX}error"}},
            },
        ]
    }
