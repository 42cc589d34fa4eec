"""The one JSON loader, and the types from which bodies and commands are built."""

from typing import Literal
from uuid import UUID

import pytest

from common.errors import ApiError
from common.parsing import MAX_SEQ, Boolean, Id, Integer, MalformedJson, Seq, Shape, Text, load_json, parse


class Sample(Shape):
    id: Id | None = None
    text: Text = ""
    number: Integer = 0
    seq: Seq = 0
    flag: Boolean = False
    choice: Literal["a", "b"] = "a"


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


def test_right_fields_come_out_as_their_types():
    parsed = parse(Sample, load_json(b'{"id": "01a20cd9-8182-7365-bb95-806a9c88bb4f", "text": "\xc3\xa9", "seq": 7}'))
    assert parsed.id == UUID("01a20cd9-8182-7365-bb95-806a9c88bb4f")
    assert (parsed.text, parsed.seq) == ("é", 7)
