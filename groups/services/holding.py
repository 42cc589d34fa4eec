"""A group is held by one writer at a time: its row is locked before everything else of it.

So roles, settings and links stay as they were read until the end of the transaction, and who waits for another's change
does not do it under the conversation's lock, where sends would wait, too.
"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from chat.selectors.membership import Standing
from chat.selectors.membership import standing as standing_of
from chat.services import membership
from chat.services.membership import ADMIN, Locked
from common.errors import ApiError, not_found
from groups.models import Group


class Held(NamedTuple):
    """A group, and what the actor is in it."""

    group: Group
    standing: Standing


def hold(group_id: UUID, actor_id: UUID) -> Held:
    """Hold a group for one of its members. Raises ApiError `not_found` for everybody else."""
    # First without the lock: who may not know of the group must not wait for it.
    if standing_of(group_id, actor_id) is None:
        raise not_found()
    group = hold_for_anybody(group_id)
    standing = standing_of(group_id, actor_id)
    if standing is None:
        raise not_found()
    return Held(group, standing)


def hold_for_admin(group_id: UUID, actor_id: UUID) -> Group:
    """Hold a group for an admin or the owner. Raises ApiError `not_found`, `not_allowed`."""
    group, standing = hold(group_id, actor_id)
    refuse_below(standing.role, ADMIN)
    return group


def hold_for_anybody(group_id: UUID) -> Group:
    """Hold a group that there is."""
    return Group.objects.select_for_update(no_key=True).get(conversation_id=group_id)


def lock(group_id: UUID, user_ids: Collection[UUID], *, with_heir: bool = False) -> Locked:
    """Lock the conversation of a group that is held. Raises ApiError `not_found` if it is closed."""
    locked = membership.lock_group(group_id, user_ids, with_heir=with_heir)
    if locked is None:
        raise not_found()
    return locked


def refuse_below(role: int, least: int) -> None:
    """Raise ApiError `not_allowed` for a role that is lower."""
    if role < least:
        who = "the owner" if least > ADMIN else "admins and the owner"
        raise ApiError("not_allowed", f"Only {who} may do this")
