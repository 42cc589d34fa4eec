"""The one JSON loader, and the types from which bodies and commands are built."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
import pytest
from pydantic import Field

from chat.wire.commands import COMMANDS
from common.errors import ApiError
from common.parsing import MAX_SEQ, AtMost, Boolean, Id, Integer, MalformedJson, Seq, Shape, Text, load_json, parse
from config.schema.operations import operations


class Item(Shape):
    number: Integer
    id: Id


class Sample(Shape):
    id: Id | None = None
    text: Text = ""
    number: Integer = 0
    seq: Seq = 0
    flag: Boolean = False
    choice: Literal["a", "b"] = "a"
    items: Annotated[list[Item], Field(min_length=1), AtMost(3)] = []
    item: Item | None = None
    ids: Annotated[list[Id], AtMost("MESSAGE_MENTIONS")] = []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{} {}",
        b"NaN",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
        b"{'a': 1}",
        b'{"a": 01}',
    ],
)
def test_what_is_not_json_is_refused(data):
    with pytest.raises(MalformedJson):
        load_json(data)


def test_a_huge_integer_does_not_pass_as_a_seq():
    with pytest.raises(ApiError):
        parse(Sample, load_json(b'{"seq": 99999999999999999999999999999999999999}'))


@pytest.mark.parametrize(
    ("value", "field", "code"),
    [
        ({"unknown": 1}, "unknown", "unknown_field"),
        ({"text": 1}, "text", "wrong_type"),
        ({"text": None}, "text", "wrong_type"),
        ({"text": "a\x00b"}, "text", "nul_character"),
        ({"number": "1"}, "number", "wrong_type"),
        ({"number": True}, "number", "wrong_type"),
        ({"number": 1.0}, "number", "wrong_type"),
        ({"seq": -1}, "seq", "out_of_range"),
        ({"seq": MAX_SEQ + 1}, "seq", "out_of_range"),
        ({"flag": 1}, "flag", "wrong_type"),
        ({"choice": "c"}, "choice", "not_a_choice"),
        ({"id": "0"}, "id", "wrong_type"),
        ({"id": "01a20cd9818273658b95806a9c88bb4f"}, "id", "wrong_type"),
        ({"id": "{01a20cd9-8182-7365-bb95-806a9c88bb}"}, "id", "wrong_type"),
        ({"id": 5}, "id", "wrong_type"),
        ([], "", "wrong_type"),
        (None, "", "wrong_type"),
    ],
)
def test_a_wrong_field_is_named_with_its_code(value, field, code):
    with pytest.raises(ApiError) as raised:
        parse(Sample, value)
    assert raised.value.code == "invalid"
    assert [(error.field, error.code) for error in raised.value.errors] == [(field, code)]


def test_every_wrong_field_is_named():
    with pytest.raises(ApiError) as raised:
        parse(Sample, {"text": 1, "seq": -1, "more": 0})
    assert {error.field for error in raised.value.errors} == {"text", "seq", "more"}


WIDE = {f"key{number}": number for number in range(100_000)}


@pytest.mark.parametrize(
    ("value", "first"),
    [
        (WIDE, "key0"),
        ({"text": "a"} | WIDE, "key0"),
        (WIDE | {"text": 1}, "text"),
        ({"item": WIDE}, "item.number"),
        ({"items": [WIDE, WIDE, WIDE]}, "items.0.number"),
        ({"items": [{}] * 150_000}, "items"),
        ({"items": [1, 2, 3]}, "items.0"),
        ({"ids": [1] * 150_000}, "ids"),
        ({"ids": ["x"] * 50}, "ids.0"),
        ({"x" * 1_000_000: 1}, "x" * 60),
        ({"item": {"ä" * 1_000_000: 1}}, "item.number"),
    ],
)
def test_the_answer_to_large_wrong_input_is_small(value, first):
    with pytest.raises(ApiError) as raised:
        parse(Sample, value)
    assert len(raised.value.errors) <= 30
    wrong = raised.value.members()["errors"]
    assert wrong[0]["field"] == first
    assert len(wrong) <= 20
    assert all(len(error["field"]) <= 60 for error in wrong)
    assert len(orjson.dumps(raised.value.problem())) < 8_000


def test_the_length_of_a_list_counts_before_its_items():
    wrong: tuple[dict[str, Any], ...] = ({"items": [{}] * 4}, {"ids": [None] * 51})
    for value in wrong:
        with pytest.raises(ApiError) as raised:
            parse(Sample, value)
        assert [error.code for error in raised.value.errors] == ["too_long"]


def lists_in(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every list in a core schema of pydantic."""
    if isinstance(schema, dict):
        if schema.get("type") in ("list", "set", "frozenset", "tuple", "dict"):
            yield schema
        for part in schema.values():
            yield from lists_in(part)
    elif isinstance(schema, list | tuple):
        for part in schema:
            yield from lists_in(part)


def test_every_list_that_clients_send_has_a_bound():
    shapes = {command.shape for command in COMMANDS.values()}
    shapes |= {operation.request for operation in operations() if operation.request is not None}
    found = [(shape.__name__, made) for shape in shapes for made in lists_in(shape.__pydantic_core_schema__)]
    assert len(found) >= 8
    assert [name for name, made in found if not made.get("fail_fast")] == []


def test_right_fields_come_out_as_their_types():
    parsed = parse(Sample, load_json(b'{"id": "01a20cd9-8182-7365-bb95-806a9c88bb4f", "text": "\xc3\xa9", "seq": 7}'))
    assert parsed.id == UUID("01a20cd9-8182-7365-bb95-806a9c88bb4f")
    assert (parsed.text, parsed.seq) == ("é", 7)
