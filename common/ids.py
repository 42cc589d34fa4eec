"""Ids made by the server (UUIDs of version 7, which sort roughly by the time of their creation), and arrays of ids."""

from collections.abc import Iterable
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7. Python makes it, because PostgreSQL has uuidv7() only since version 18."""
    return uuid7()


def uuid_array(ids: Iterable[UUID | None]) -> str:
    """Return a PostgreSQL array as text, for `%s::uuid[]`. psycopg's own adaptation takes several times as long."""
    elements = ",".join(["NULL" if one is None else one.hex for one in ids])
    return f"{{{elements}}}"
