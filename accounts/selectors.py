"""Every read of people and their devices."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection as django_connection
from django.db.models import F
from django.db.models.functions import Lower

from accounts.models import Block, Contact, Device, Privacy, User
from accounts.privacy import SETTINGS, seen_by, shows
from common.clock import wire_time
from common.database import connection
from common.errors import not_found
from common.ids import uuid_array

# The parts of an account; sync sends a changed part as a whole.
PARTS = ("profile", "contacts", "blocks", "privacy", "devices")
# Sync sends at most so many devices, the newest ones.
DEVICES_SYNCED = 100


class Rows(Protocol):
    """The part of an async psycopg cursor or connection that `changed_parts` uses."""

    async def execute(self, query: Any, params: Any = None) -> Any:  # noqa: ANN401 - as psycopg has it
        """Run one statement and return a cursor over its rows."""


def profile(user: User) -> dict[str, Any]:
    """Return the complete `user` of the wire."""
    return {"id": str(user.id), "name": user.name, "about": user.about, "username": user.username, "avatar": None}


def profiles(user_ids: Collection[UUID], viewer_id: UUID) -> dict[UUID, dict[str, Any]]:
    """Return the wire's `user` of each person, as `viewer_id` may see them. Unknown ids are left out."""
    return {user.id: _profile_for(user, viewer_id) for user in seen_by(viewer_id).filter(id__in=user_ids)}


def profile_of(user_id: UUID, viewer_id: UUID) -> dict[str, Any]:
    """Return one person's `user` as `viewer_id` may see it. Raises ApiError `not_found` for erased people, too."""
    user = seen_by(viewer_id).filter(id=user_id, erased_at=None).first()
    if user is None:
        raise not_found()
    return _profile_for(user, viewer_id)


def profiles_by_username(username: str, viewer_id: UUID) -> list[dict[str, Any]]:
    """Return the `user` with this username, regardless of letter case: one or none."""
    # The same expression as in the unique index; iexact would compare in upper case.
    found = seen_by(viewer_id).alias(lowered=Lower("username")).filter(lowered=username.lower(), erased_at=None)
    return [_profile_for(user, viewer_id) for user in found]


def _profile_for(user: User, viewer_id: UUID) -> dict[str, Any]:
    if user.erased_at is not None:
        # The card of an erased person, for old conversations.
        return profile(User(id=user.id))
    return profile(user) | ({} if shows(user, "about", viewer_id) else {"about": ""})


def blocks(user_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
    """Return a page of the people whom a person blocks, by id, from after the id `after`."""
    rows = Block.objects.filter(blocker_id=user_id)
    if after is not None:
        rows = rows.filter(blocked_id__gt=after)
    return list(rows.order_by("blocked_id").values_list("blocked_id", flat=True)[:limit])


def contacts(user_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, str]]:
    """Return a page of a person's address book as (id, alias), by id, from after the id `after`."""
    rows = Contact.objects.filter(owner_id=user_id)
    if after is not None:
        rows = rows.filter(person_id__gt=after)
    return list(rows.order_by("person_id").values_list("person_id", "alias")[:limit])


def own_profile(user_id: UUID) -> User | None:
    """Return a person's own row."""
    return User.objects.filter(id=user_id).first()


def exists(user_id: UUID) -> bool:
    """Return whether a person exists and is not erased."""
    return User.objects.filter(id=user_id, erased_at=None).exists()


# privacy.shows() for `group_invites` in SQL, because a thousand model instances would block the process.
_NOT_ADDABLE = """
SELECT asked.id, u.id IS NOT NULL
  FROM unnest(%(people)s::uuid[]) AS asked (id)
  LEFT JOIN accounts_user u ON u.id = asked.id AND u.erased_at IS NULL
  LEFT JOIN accounts_privacy s ON s.user_id = u.id
 WHERE u.id IS NULL
    OR u.id <> %(adder)s AND (
       EXISTS (SELECT FROM accounts_block b WHERE b.blocker_id = u.id AND b.blocked_id = %(adder)s)
       OR NOT CASE coalesce(s.group_invites, 'everyone')
               WHEN 'everyone' THEN true
               WHEN 'contacts' THEN EXISTS (SELECT FROM accounts_contact c
                                             WHERE c.owner_id = u.id AND c.person_id = %(adder)s)
               ELSE false
           END)"""


def not_addable(user_ids: Collection[UUID], adder_id: UUID) -> dict[UUID, bool]:
    """Return the people whom `adder_id` may not add to a group, and whether they exist. One query.

    The adder must not learn the reason: only contacts may add them, nobody may, or they block the adder.
    """
    with django_connection.cursor() as cursor:
        cursor.execute(_NOT_ADDABLE, {"people": list(user_ids), "adder": adder_id})
        return dict(cursor.fetchall())


def devices(user_id: UUID, after: UUID | None, limit: int) -> list[Device]:
    """Return a page of a person's signed-in devices, newest first, from after (older than) the id `after`."""
    rows = Device.objects.filter(user_id=user_id, revoked_at=None)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return list(rows.order_by("-id")[:limit])


def account_parts(user_id: UUID, parts: Collection[str]) -> dict[str, Any]:
    """Return parts of a person's account as sync sends them: profile, contacts, blocks, privacy, devices."""
    readers: dict[str, Callable[[], Any]] = {
        "profile": lambda: _own_card(user_id),
        "contacts": lambda: list(
            Contact.objects.filter(owner_id=user_id).order_by("person_id").values("alias", user_id=F("person_id"))
        ),
        "blocks": lambda: list(
            Block.objects.filter(blocker_id=user_id).order_by("blocked_id").values_list("blocked_id", flat=True)
        ),
        "privacy": lambda: privacy(user_id),
        "devices": lambda: [_device_card(device) for device in devices(user_id, None, DEVICES_SYNCED)],
    }
    return {part: readers[part]() for part in parts}


def privacy(user_id: UUID) -> dict[str, Any]:
    """Return a person's privacy settings; the defaults if they set none."""
    found = Privacy.objects.filter(user_id=user_id).first() or Privacy(user_id=user_id)
    return {name: getattr(found, name) for name in SETTINGS}


def _own_card(user_id: UUID) -> dict[str, Any]:
    user = User.objects.get(id=user_id)
    return profile(user) | {"phone_number": user.phone_number or ""}


def _device_card(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "name": device.name,
        "platform": device.platform,
        "created_at": wire_time(device.created_at),
        "last_active_at": wire_time(device.last_active_at),
    }


# privacy.shows() for `last_seen`, for many pairs at once. In addition, a blocker does not see the blocked person.
_VISIBLE_STATUS = """
SELECT asked.viewer_id, u.id, u.last_seen_at
  FROM unnest(%s::uuid[], %s::uuid[]) AS asked (viewer_id, user_id)
  JOIN accounts_user u ON u.id = asked.user_id AND u.erased_at IS NULL
  LEFT JOIN accounts_privacy s ON s.user_id = u.id
 WHERE asked.viewer_id = u.id
    OR NOT EXISTS (SELECT FROM accounts_block b WHERE b.blocker_id = u.id AND b.blocked_id = asked.viewer_id)
       AND NOT EXISTS (SELECT FROM accounts_block b WHERE b.blocker_id = asked.viewer_id AND b.blocked_id = u.id)
       AND CASE coalesce(s.last_seen, 'everyone')
               WHEN 'everyone' THEN true
               WHEN 'contacts' THEN EXISTS (SELECT FROM accounts_contact c
                                             WHERE c.owner_id = u.id AND c.person_id = asked.viewer_id)
               ELSE false
           END"""


def visible_status(viewer_id: UUID, user_ids: Collection[UUID]) -> dict[UUID, datetime | None]:
    """Return the people whose presence (online, last seen) the viewer may see. One query.

    A block in either direction hides it; erased people have none.
    """
    found = visible_statuses([(viewer_id, user_id) for user_id in user_ids])
    return {user_id: last_seen_at for (_, user_id), last_seen_at in found.items()}


def visible_statuses(pairs: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], datetime | None]:
    """Answer `visible_status` for many pairs of a viewer and a person. One query."""
    with django_connection.cursor() as cursor:
        cursor.execute(_VISIBLE_STATUS, [[viewer_id for viewer_id, _ in pairs], [user_id for _, user_id in pairs]])
        return {(viewer_id, user_id): last_seen_at for viewer_id, user_id, last_seen_at in cursor.fetchall()}


async def ended_devices(device_ids: Collection[UUID]) -> set[UUID]:
    """Return those devices that are revoked or unknown, or whose person is suspended or erased."""
    if not device_ids:
        return set()
    async with connection() as borrowed:
        # Only the few that ended come back.
        cursor = await borrowed.execute(
            """
            SELECT asked.id FROM unnest(%s::uuid[]) asked (id)
              LEFT JOIN accounts_device d ON d.id = asked.id LEFT JOIN accounts_user u ON u.id = d.user_id
             WHERE d.id IS NULL OR d.revoked_at IS NOT NULL OR u.suspended_at IS NOT NULL OR u.erased_at IS NOT NULL
            """,
            [uuid_array(device_ids)],
        )
        return {row[0] for row in await cursor.fetchall()}


# No transaction has this id.
NO_XID = 2**63 - 1
_CHANGED = " UNION ALL ".join(
    f"SELECT id, '{part}' FROM accounts_user WHERE id = ANY(%(user_ids)s::uuid[]) AND {part}_xid >= %(lower)s"  # noqa: S608
    f" AND ({part}_xid >= %(unknown)s OR NOT pg_visible_in_snapshot({part}_xid::text::xid8, %(snapshot)s::pg_snapshot))"
    for part in PARTS
)


async def changed_parts(
    cursor: Rows, snapshot: str, lower_xid: int, user_ids: Collection[UUID], unknown_xid: int = NO_XID
) -> list[tuple[UUID, list[str]]]:
    """Return the parts of these people that changed and are not visible in `snapshot`.

    `lower_xid`: the snapshot's xmin or less, below which every change is visible. The BRIN indexes need this bound.
    `unknown_xid`: the first transaction id that the snapshot cannot know, because the server may have used it again
    after a crash.
    """
    bounds = {"lower": lower_xid, "unknown": unknown_xid}
    rows = await cursor.execute(_CHANGED, {"user_ids": uuid_array(user_ids), "snapshot": snapshot} | bounds)
    parts: dict[UUID, list[str]] = {}
    for user_id, part in await rows.fetchall():
        parts.setdefault(user_id, []).append(part)
    return list(parts.items())
