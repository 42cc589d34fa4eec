"""Columns Django has no field for: int8multirange."""

from typing import TYPE_CHECKING, Any

from django.db import models
from typing_extensions import override

if TYPE_CHECKING:
    Field = models.Field[str, str]
else:
    # Django's fields take type parameters in the stubs only.
    Field = models.Field


class SeqRangesField(Field):
    """An int8multirange of sequence numbers, held in Python as PostgreSQL writes it; only SQL calculates with it."""

    @override
    def db_type(self, connection: Any) -> str:
        return "int8multirange"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:  # noqa: ANN401
        """Return psycopg's Multirange as PostgreSQL writes it."""
        return None if value is None else str(value)
