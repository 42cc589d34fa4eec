"""The content of a message besides its text: checked against the text, and stored as JSON in one column."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from common.clock import now
from common.parsing import AtMost, Boolean, Id, Integer, Moment, Shape, Text, one_line
from common.text import strip_invisible

EntityType = Literal["bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "link", "mention"]


def _not_blank(text: str) -> str:
    if not strip_invisible(text):
        raise PydanticCustomError("too_short", "must contain something visible")
    return text


class Entity(Shape):
    """A range of the text, in Unicode code points, and its kind. A link has `url`, a mention has `user_id`."""

    type: EntityType
    offset: Annotated[Integer, Field(ge=0)]
    length: Annotated[Integer, Field(ge=1)]
    url: Annotated[Text, Field(max_length=2048, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://\S+$")] | None = None
    user_id: Id | None = None
    language: Annotated[Text, Field(max_length=32, pattern=r"^[A-Za-z0-9+#._-]+$")] | None = None


class Location(Shape):
    """A place: degrees, WGS 84."""

    latitude: Annotated[float, Field(strict=True, ge=-90, le=90)]
    longitude: Annotated[float, Field(strict=True, ge=-180, le=180)]
    name: Annotated[Text, Field(max_length=128)] | None = None


class SharedContact(Shape):
    """A contact card."""

    name: Annotated[Text, Field(min_length=1, max_length=64), AfterValidator(_not_blank), AfterValidator(one_line)]
    phone_number: Annotated[Text, Field(pattern=r"^\+[1-9][0-9]{5,14}$")] | None = None
    user_id: Id | None = None


def _different(options: list[str]) -> list[str]:
    if len(set(options)) < len(options):
        raise PydanticCustomError("wrong_value", "must differ from each other")
    return options


Option = Annotated[Text, Field(max_length=100), AfterValidator(_not_blank)]


class NewPoll(Shape):
    """A question and its options; the id of an option is its place, counted from 0.

    multiple: a person may choose several options. anonymous: nobody sees who voted. closes_at: the end of the voting.
    """

    question: Annotated[Text, Field(max_length=300), AfterValidator(_not_blank)]
    options: Annotated[list[Option], Field(min_length=2, max_length=12), AtMost(12), AfterValidator(_different)]
    multiple: Boolean = False
    anonymous: Boolean = True
    closes_at: Moment | None = None


def content_of(**parts: Any) -> str | None:  # noqa: ANN401
    """Return the column's JSON text with the given parts; None without any."""
    there = {name: value for name, value in parts.items() if value not in (None, [], ())}
    return orjson.dumps(there, default=_wire, option=orjson.OPT_SORT_KEYS).decode() if there else None


def _wire(value: Any) -> Any:  # noqa: ANN401
    return value.model_dump(mode="json", exclude_none=True)


def edited_content(stored: str | None, entities: list[Entity], mentions: list[UUID] | None) -> str | None:
    """Return the column of an edited message: its entities and, unless None, its mentions are replaced."""
    new = {"entities": entities} | ({} if mentions is None else {"mentions": mentions})
    return content_of(**((orjson.loads(stored) if stored else {}) | new))


def asked_anew(poll: dict[str, Any]) -> dict[str, Any]:
    """Return a stored poll as a new, open one. Its closing time stays only if it is in the future."""
    ended = "closes_at" in poll and datetime.fromisoformat(poll["closes_at"]) <= now()
    return {name: value for name, value in poll.items() if name != "closed" and not (ended and name == "closes_at")}
