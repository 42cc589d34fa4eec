"""Ids made by the server: UUIDs of version 7, which sort roughly by the time of their creation."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7. Python makes it, because PostgreSQL has uuidv7() only since version 18."""
    return uuid7()
