"""Answers around JSON that PostgreSQL has made: nothing of it is parsed on the way."""

from collections.abc import Iterable

import orjson


def with_fields(made: str, **fields: object) -> str:
    """Return a JSON object that has at least one field with more fields after its own."""
    more = ", ".join(f'"{name}": {orjson.dumps(value).decode()}' for name, value in fields.items())
    return f"{made[:-1]}, {more}}}"


def page_json(results: Iterable[str], following: str | None) -> bytes:
    """Return one page of a list: its results and the cursor of the next page."""
    return with_fields(f'{{"results": [{",".join(results)}]}}', next=following).encode()
