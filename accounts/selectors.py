"""Every read on people and their devices."""

from collections.abc import Collection
from typing import Any, Protocol
from uuid import UUID

from accounts.models import Device, User
from common.database import connection

# The parts a person's devices sync whole.
PARTS = ("profile", "contacts", "blocks", "privacy", "devices")


class Rows(Protocol):
    """What `changed_parts` needs of an async psycopg cursor or connection."""

    async def execute(self, query: Any, params: Any = None) -> Any:  # noqa: ANN401 - as psycopg has it
        """Run one statement and return a cursor over its rows."""


def profile(user: User) -> dict[str, Any]:
    """Return the wire's `user` as others see it."""
    return {"id": str(user.id), "name": user.name, "about": user.about, "username": user.username, "avatar": None}


def profiles(user_ids: Collection[UUID], viewer_id: UUID) -> dict[UUID, dict[str, Any]]:
    """Return the wire's `user` of each person, as `viewer_id` may see them. Unknown ids are left out."""
    users = User.objects.only("id", "name", "about", "username").filter(id__in=user_ids)
    return {user.id: profile(user) for user in users}


def own_profile(user_id: UUID) -> User | None:
    """Return a person's own row."""
    return User.objects.filter(id=user_id).first()


def exists(user_id: UUID) -> bool:
    """Whether a person can be written to: known, and not erased."""
    return User.objects.filter(id=user_id, erased_at=None).exists()


def devices(user_id: UUID, after: UUID | None, limit: int) -> list[Device]:
    """Return a page of a person's signed-in devices, newest first, those after (older than) the id `after`."""
    rows = Device.objects.filter(user_id=user_id, revoked_at=None)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return list(rows.order_by("-id")[:limit])


async def ended_devices(device_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these devices are revoked or unknown, or belong to suspended or erased people."""
    if not device_ids:
        return set()
    async with connection() as borrowed:
        cursor = await borrowed.execute(
            """
            SELECT d.id FROM accounts_device d JOIN accounts_user u ON u.id = d.user_id
            WHERE d.id = ANY(%s) AND d.revoked_at IS NULL AND u.suspended_at IS NULL AND u.erased_at IS NULL
            """,
            [list(device_ids)],
        )
        return set(device_ids) - {row[0] for row in await cursor.fetchall()}


_CHANGED = " UNION ALL ".join(
    f"SELECT id, '{part}' FROM accounts_user WHERE id = ANY(%(user_ids)s) AND {part}_xid >= %(lower)s"  # noqa: S608
    f" AND NOT pg_visible_in_snapshot({part}_xid::text::xid8, %(snapshot)s::pg_snapshot)"
    for part in PARTS
)


async def changed_parts(
    cursor: Rows, snapshot: str, lower_xid: int, user_ids: Collection[UUID]
) -> list[tuple[UUID, list[str]]]:
    """Return the parts of these people that changed and are not visible in `snapshot`.

    `lower_xid`: nothing below it can be invisible (the snapshot's xmin, or less); it is what the BRIN indexes serve.
    """
    rows = await cursor.execute(_CHANGED, {"user_ids": list(user_ids), "lower": lower_xid, "snapshot": snapshot})
    parts: dict[UUID, list[str]] = {}
    for user_id, part in await rows.fetchall():
        parts.setdefault(user_id, []).append(part)
    return list(parts.items())
