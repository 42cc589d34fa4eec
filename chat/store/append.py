"""chat_append from Python: the items, the outcomes, and the statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import AsyncConnection

from common.ids import uuid_array


@dataclass(frozen=True, slots=True)
class AppendItem:
    """One message to write. `content` is JSON text; sender_id None makes a system message."""

    conversation_id: UUID
    sender_id: UUID | None
    message_id: UUID
    client_message_id: UUID | None
    digest: bytes | None
    kind: str
    text: str | None
    content: str | None = None
    reply_to_seq: int | None = None


class Outcome(StrEnum):
    """The outcome of an item.

    Only `fresh` was written now; `committed` was written by an earlier try of the same item.
    """

    FRESH = "fresh"
    COMMITTED = "committed"
    REPLAY = "replay"
    CONFLICT = "conflict"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    NO_SOURCE = "no_source"
    SLOW_MODE = "slow_mode"
    LOCKED = "locked"


class Appended(NamedTuple):
    """One row of chat_append.

    message: the JSON of updates, without status; None unless fresh or committed. first_for: the people who learn of a
    direct conversation by this first message. group_members: the size of a group, 0 for direct conversations.
    """

    ordinal: int
    outcome: str
    seq: int | None
    position: int | None
    members_version: int | None
    withheld: bool
    status: str
    wait_seconds: int
    message: str | None
    first_for: tuple[UUID, ...]
    group_members: int


APPEND = (
    "SELECT * FROM chat_append(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::bytea[], %s::text[], %s::text[],"
    " %s::text[], %s::bigint[], %s::boolean)"
)


def appended(row: Sequence[Any]) -> Appended:
    """Return one row of the result."""
    *values, first_for, group_members = row
    return Appended._make([*values, tuple(first_for or ()), group_members])


def append(items: Sequence[AppendItem]) -> list[Appended]:
    """Run chat_append on Django's connection, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters(items))
        return [appended(row) for row in cursor.fetchall()]


async def append_batch(
    connection: AsyncConnection[tuple[Any, ...]], items: Sequence[AppendItem], *, skip_locked: bool
) -> list[Appended]:
    """Run chat_append on a connection of the writer; raise psycopg's errors as they are."""
    cursor = await connection.execute(APPEND, append_parameters(items, skip_locked=skip_locked))
    return [appended(row) for row in await cursor.fetchall()]


def append_parameters(items: Sequence[AppendItem], *, skip_locked: bool = False) -> list[Any]:
    """Return the parameters of APPEND; the rows come back in the order of `items`."""
    return [
        uuid_array([i.conversation_id for i in items]),
        uuid_array([i.sender_id for i in items]),
        uuid_array([i.message_id for i in items]),
        uuid_array([i.client_message_id for i in items]),
        [i.digest for i in items],
        [i.kind for i in items],
        [i.text for i in items],
        [i.content for i in items],
        [i.reply_to_seq for i in items],
        skip_locked,
    ]
