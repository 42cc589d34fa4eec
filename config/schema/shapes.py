"""The JSON Schema of shapes, for both documents."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import core_schema
from typing_extensions import override

from common.parsing import Shape

Schema = dict[str, Any]
Mode = Literal["validation", "serialization"]


class ShapeSchema(GenerateJsonSchema):
    """Pydantic's schema without empty titles. Answers allow more fields, because clients must ignore unknown ones."""

    @override
    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        made = super().model_schema(schema)
        if self.mode == "serialization":
            made.pop("additionalProperties", None)
        return made

    @override
    def get_title_from_name(self, name: str) -> str:
        # No title, because "Conversation Id" says no more than the field's name. _without_empty_titles removes it.
        return ""


def definitions(
    taken: Iterable[type[Shape]], given: Iterable[type[Shape]], template: str
) -> tuple[dict[tuple[type[Shape], Mode], Schema], dict[str, Schema]]:
    """Return references by (shape, mode), and the definitions by name.

    taken: the shapes that clients send. given: the shapes that they get. template: the form of a reference, with
    `{model}` for the name.
    """
    wanted: list[tuple[type[Shape], Mode]] = [(shape, "validation") for shape in sorted(set(taken), key=_place)]
    wanted += [(shape, "serialization") for shape in sorted(set(given), key=_place)]
    references, made = models_json_schema(wanted, ref_template=template, schema_generator=ShapeSchema)
    without_titles: dict[str, Schema] = _without_empty_titles(made.get("$defs", {}))
    found = {(shape, mode): reference for (shape, mode), reference in references.items()}
    return found, without_titles  # type: ignore[return-value]  # pydantic says BaseModel for what we gave it


def _place(shape: type[Shape]) -> tuple[str, str]:
    return shape.__module__, shape.__qualname__


def _without_empty_titles(value: Any) -> Any:  # noqa: ANN401 - any part of a schema
    if isinstance(value, list):
        return [_without_empty_titles(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _without_empty_titles(item) for name, item in value.items() if not (name == "title" and item == "")}
