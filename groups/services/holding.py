"""A group is held by one writer at a time: each write locks the row of the group before it locks anything else of it.

Roles, settings and links therefore stay as they were read until the end of the transaction. A writer that waits for
another one waits without the conversation's lock, so sends do not wait with it.
"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from chat.selectors.membership import Standing
from chat.selectors.membership import standing as standing_of
from chat.services import membership
from chat.services.membership import ADMIN, Locked
from common.errors import ApiError, not_found
from groups.models import Group, JoinRequest


class Held(NamedTuple):
    """A group that is held, and the actor's standing in it."""

    group: Group
    standing: Standing


def hold(group_id: UUID, actor_id: UUID) -> Held:
    """Hold a group on behalf of a member. Raises ApiError `not_found` if the actor is no member."""
    # Checked first without the lock: a person who may not know of the group must not wait for it.
    if standing_of(group_id, actor_id) is None:
        raise not_found()
    group = hold_for_anybody(group_id)
    standing = standing_of(group_id, actor_id)
    if standing is None:
        raise not_found()
    return Held(group, standing)


def hold_for_admin(group_id: UUID, actor_id: UUID) -> Group:
    """Hold a group on behalf of an admin or the owner. Raises ApiError `not_found`, `not_allowed`."""
    group, standing = hold(group_id, actor_id)
    require_role(standing.role, ADMIN)
    return group


def hold_for_anybody(group_id: UUID) -> Group:
    """Hold an existing group on behalf of any person."""
    return Group.objects.select_for_update(no_key=True).get(conversation_id=group_id)


def lock(group_id: UUID, user_ids: Collection[UUID], *, with_heir: bool = False) -> Locked:
    """Lock the conversation of a group that is held. Raises ApiError `not_found` if it is closed."""
    locked = membership.lock_group(group_id, user_ids, with_heir=with_heir)
    if locked is None:
        raise not_found()
    return locked


def publish_waiting(group: Group) -> None:
    """Send admins the new number of requests to join a group that is held, after the commit."""
    waiting = JoinRequest.objects.filter(group=group, refused_at=None).count()
    membership.publish_waiting(group.conversation_id, waiting)


def require_role(role: int, least: int) -> None:
    """Raise ApiError `not_allowed` for a role lower than `least`."""
    if role < least:
        who = "the owner" if least > ADMIN else "admins and the owner"
        raise ApiError("not_allowed", f"Only {who} may do this")
