"""Adding and removing members, and changing what they may do."""

from uuid import UUID

from django.db import transaction

from accounts.selectors import not_addable
from chat.services import membership
from chat.services.membership import ADMIN, MEMBER, OWNER, ROLES, Locked, Role
from common.clock import now
from common.database import retried
from common.errors import ApiError, not_found
from groups.models import History, JoinRequest, Permission
from groups.serializers import AddMembers, ChangeMember
from groups.services.holding import hold, lock, publish_waiting, require_role
from groups.services.links import close_doors
from groups.services.people import require_addable, require_room


@retried
@transaction.atomic
def add_members(actor_id: UUID, group_id: UUID, command: AddMembers) -> None:
    """Make people members; existing members stay as they are.

    Raises ApiError `not_found`, `not_allowed`, `invalid`.
    """
    refused = not_addable(command.user_ids, actor_id)
    group, standing = hold(group_id, actor_id)
    require_role(standing.role, MEMBER if group.who_can_add_members == Permission.EVERYONE else ADMIN)
    waiting = set(JoinRequest.objects.filter(group=group).values_list("user_id", flat=True)) & set(command.user_ids)
    if waiting:
        JoinRequest.objects.filter(group=group, user_id__in=waiting).delete()
        publish_waiting(group)
    locked = lock(group_id, {actor_id, *command.user_ids})
    new = sorted(set(command.user_ids) - locked.members.keys())
    require_addable("user_ids", command.user_ids, refused, set(new))
    require_room("user_ids", locked.participant_count + len(new))
    if new:
        membership.add_members(locked, actor_id, new, from_start=group.history_for_new_members == History.ALL)


@retried
@transaction.atomic
def remove_member(actor_id: UUID, group_id: UUID, user_id: UUID) -> None:
    """Remove a member with a lower role than the actor's, or leave.

    When the owner leaves, the admin who joined first becomes the owner, or the member who joined first if there is no
    admin. Raises ApiError `not_found`, `not_allowed`.
    """
    group, standing = hold(group_id, actor_id)
    leaving = actor_id == user_id
    locked = lock(group_id, {actor_id, user_id}, with_heir=leaving and standing.role == OWNER)
    if not leaving:
        _require_lower_role(locked, actor_id, user_id)
    elif locked.participant_count == 1:
        close_doors(group)
    membership.remove_member(locked, actor_id, user_id, heir_id=locked.heir_id)


@retried
@transaction.atomic
def change_member(actor_id: UUID, group_id: UUID, user_id: UUID, command: ChangeMember) -> None:
    """Change a member's role (only the owner may), or silence a member with a lower role (admins may).

    Raises ApiError `not_found`, `not_allowed`.
    """
    standing = hold(group_id, actor_id).standing
    locked = lock(group_id, {actor_id, user_id})
    before = locked.members.get(user_id)
    if before is None:
        raise not_found()
    given, wanted = command.model_fields_set, _as_of_now(before)
    if "role" in given:
        require_role(standing.role, OWNER)
        wanted = wanted._replace(role=ROLES.index(command.role))
        if user_id == actor_id and wanted.role != OWNER:
            raise ApiError("not_allowed", "Make another member the owner first")
    if "silenced_until" in given:
        require_role(standing.role, ADMIN)
        _require_lower_role(locked, actor_id, user_id)
        wanted = _as_of_now(wanted._replace(silenced_until=command.silenced_until))
    if wanted != _as_of_now(before):
        membership.change_member(locked, actor_id, user_id, wanted)


def _as_of_now(role: Role) -> Role:
    """Return a role; a silence that is over is left out."""
    is_silenced = role.silenced_until is not None and role.silenced_until > now()
    return role if is_silenced else role._replace(silenced_until=None)


def _require_lower_role(locked: Locked, actor_id: UUID, user_id: UUID) -> None:
    """Raise ApiError `not_found` for a non-member, `not_allowed` if the member's role is not below the actor's."""
    if user_id not in locked.members:
        raise not_found()
    if locked.members[actor_id].role <= locked.members[user_id].role:
        raise ApiError("not_allowed", "You may do this only to members with a lower role than yours")
