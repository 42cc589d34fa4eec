"""Ids made by the server: UUIDs of version 7, whose order is about their order of creation."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7. Made here and not in the database: uuidv7() exists only from PostgreSQL 18 on."""
    return uuid7()
