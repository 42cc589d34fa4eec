"""Input: the one JSON loader, and the pydantic types from which commands and requests are built."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any, TypeVar, cast
from uuid import UUID

import orjson
from django.conf import settings
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from common.errors import ERRORS_IN_ANSWER, ApiError, FieldError, invalid
from common.text import has_bidi_controls, strip_invisible

# The largest integer that JavaScript represents exactly.
MAX_SEQ = 2**53 - 1
# Longer than every text whose edges are stripped. Stripping looks at each character.
STRIPPED_CHARACTERS = 4096


class MalformedJson(ValueError):  # noqa: N818 - named after the code that a client gets
    """The bytes are not JSON that we accept. REST answers malformed_json, a socket closes with 4400."""


def load_json(data: bytes | str) -> Any:  # noqa: ANN401 - JSON is any of its types
    """Return the parsed JSON. Raises MalformedJson for bytes that are not JSON.

    orjson refuses NaN, 1e999, lone surrogates, bad UTF-8 and more than 1,024 levels. `Text` refuses NUL characters.
    """
    try:
        return orjson.loads(data)
    except (ValueError, RecursionError) as error:
        raise MalformedJson(str(error)) from None


def _canonical_uuid(value: object) -> UUID:
    if isinstance(value, UUID):
        return value
    if isinstance(value, str) and len(value) == 36:
        try:
            parsed = UUID(value)
        except ValueError:
            parsed = None
        # Compare, because UUID() also accepts hyphens anywhere, signs, spaces and underscores.
        if parsed is not None and str(parsed) == value.lower():
            return parsed
    raise PydanticCustomError("wrong_type", "must be a UUID string")


def _moment(value: object) -> datetime:
    if isinstance(value, str) and len(value) <= 40:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None and 1970 <= moment.year < 9999:
            return moment.astimezone(UTC)
    raise PydanticCustomError("wrong_format", "must be a time in RFC 3339 format, with an offset")


def _without_nul(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul_character", "must not contain the NUL character")
    return value


def stripped(value: str) -> str:
    """Return a text without invisible characters at its edges. Raises pydantic's error for a very long text."""
    if len(value) > STRIPPED_CHARACTERS:
        raise PydanticCustomError("too_long", "must be shorter")
    return strip_invisible(value)


def one_line(value: str) -> str:
    """Return a text that is one line, unchanged. Raises pydantic's error for any other text."""
    # Control characters break lists of names. Bidirectional controls reverse the text around them.
    if has_bidi_controls(value) or any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in value):
        raise PydanticCustomError("wrong_format", "must be one line without control characters")
    return value


Id = Annotated[UUID, BeforeValidator(_canonical_uuid)]
Text = Annotated[str, Field(strict=True), AfterValidator(_without_nul)]
Integer = Annotated[int, Field(strict=True)]
Seq = Annotated[int, Field(strict=True, ge=0, le=MAX_SEQ)]
Boolean = Annotated[bool, Field(strict=True)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


@dataclass(frozen=True)
class AtMost:
    """The bound of a list that clients send: a number of items, or the name of the setting with the number.

    The length is checked before the items, and the first wrong item ends the check: a list of 150,000 wrong items costs
    no more than a list with one.
    """

    limit: int | str

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the list with the bound in front."""
        schema = cast("core_schema.ListSchema", handler(source))
        assert schema["type"] == "list"
        schema["fail_fast"] = True
        return core_schema.no_info_before_validator_function(self._require_few, schema)

    def _require_few(self, value: object) -> object:
        limit = self.limit if isinstance(self.limit, int) else getattr(settings, self.limit)
        if isinstance(value, list) and len(value) > limit:
            raise PydanticCustomError("too_long", "must have at most {limit} items", {"limit": limit})
        return value


class Shape(BaseModel):
    """The base of every request, command, answer and update. It refuses unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _few_unknown_fields(cls, value: object) -> object:
        # Pydantic makes an error for each unknown field, and 100,000 errors take over a second.
        if not isinstance(value, dict) or len(value) <= len(cls.model_fields):
            return value
        known = {info.alias or name for name, info in cls.model_fields.items()}
        kept = set(islice((name for name in value if name not in known), ERRORS_IN_ANSWER))
        return {name: field for name, field in value.items() if name in known or name in kept}


S = TypeVar("S", bound=BaseModel)

_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "too_long": "too_long",
    "too_short": "too_short",
    "greater_than_equal": "out_of_range",
    "greater_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "literal_error": "not_a_choice",
    "enum": "not_a_choice",
    "string_pattern_mismatch": "wrong_format",
    "value_error": "wrong_value",
}


def parse(shape: type[S], value: object) -> S:
    """Return `value` as `shape`. Raises ApiError `invalid` with the wrong fields."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise ApiError(
            "invalid", errors=[_field_error(item) for item in error.errors(include_url=False, include_input=False)]
        ) from None


def _field_error(item: Any) -> FieldError:  # noqa: ANN401 - pydantic's ErrorDetails
    kind = item["type"]
    code = _CODES.get(kind) or ("wrong_type" if kind.endswith(("_type", "_parsing")) or "from_float" in kind else kind)
    return FieldError(".".join(map(str, item["loc"])), code, item["msg"])


def position_parameter(name: str, raw: str) -> int:
    """Return a query parameter that is a seq or position. Raises ApiError `invalid` unless 0 ≤ value ≤ MAX_SEQ."""
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 16 and int(raw) <= MAX_SEQ):
        raise invalid(name, "out_of_range", f"must be a number from 0 to {MAX_SEQ}")
    return int(raw)
