"""What a message holds beside its text: checked against the text, and kept as JSON in one column."""

from typing import Annotated, Any, Literal

import orjson
from pydantic import Field

from common.parsing import Id, Integer, Shape, Text

EntityType = Literal["bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "link", "mention"]


class Entity(Shape):
    """A range of the text, in Unicode code points, and what it is. `url` goes with link, `user_id` with mention."""

    type: EntityType
    offset: Annotated[Integer, Field(ge=0)]
    length: Annotated[Integer, Field(ge=1)]
    url: Annotated[Text, Field(max_length=2048, pattern=r"^https?://\S+$")] | None = None
    user_id: Id | None = None
    language: Annotated[Text, Field(max_length=32, pattern=r"^[A-Za-z0-9+#._-]+$")] | None = None


class Location(Shape):
    """A place: degrees, WGS 84."""

    latitude: Annotated[float, Field(strict=True, ge=-90, le=90)]
    longitude: Annotated[float, Field(strict=True, ge=-180, le=180)]
    name: Annotated[Text, Field(max_length=128)] | None = None


class SharedContact(Shape):
    """Somebody's card."""

    name: Annotated[Text, Field(min_length=1, max_length=64)]
    phone_number: Annotated[Text, Field(pattern=r"^\+[1-9][0-9]{5,14}$")] | None = None
    user_id: Id | None = None


def content_of(**parts: Any) -> str | None:  # noqa: ANN401
    """Return the column's JSON text: the parts that are there, or None if none is."""
    there = {name: value for name, value in parts.items() if value not in (None, [], ())}
    return orjson.dumps(there, default=_wire, option=orjson.OPT_SORT_KEYS).decode() if there else None


def _wire(value: Any) -> Any:  # noqa: ANN401
    return value.model_dump(mode="json", exclude_none=True)


def edited_content(stored: str | None, entities: list[Entity]) -> str | None:
    """Return the column of an edited message: its entities replaced, the rest as it was."""
    return content_of(**((orjson.loads(stored) if stored else {}) | {"entities": entities}))
