"""Every write of groups: who may change what. chat.services.membership does it and keeps the data right."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db import transaction

from chat.selectors.membership import strangers
from chat.services import membership
from chat.services.membership import Locked
from common.database import retried
from common.errors import ApiError, FieldError, invalid, not_found
from groups.models import Group, History, Permission
from groups.serializers import AddMembers, CreateGroup

MEMBER, OWNER = 0, 2


@retried
@transaction.atomic
def create_group(creator_id: UUID, command: CreateGroup) -> UUID:
    """Make a group with its first members and return its id. Raises ApiError `invalid`."""
    if command.avatar_id is not None:
        raise invalid("avatar_id", "unknown_media", "there is no such picture")
    people = set(command.member_ids) - {creator_id}
    _refuse_strangers("member_ids", command.member_ids)
    _refuse_crowds("member_ids", 1 + len(people))
    group_id = membership.create_group_conversation(creator_id, command.name, people)
    Group.objects.create(conversation_id=group_id, description=command.description)
    return group_id


@retried
@transaction.atomic
def add_members(actor_id: UUID, group_id: UUID, command: AddMembers) -> None:
    """Make people members; those who are already stay what they are.

    Raises ApiError `not_found`, `not_allowed`, `invalid`.
    """
    # Before the lock: whoever changes a setting at this moment comes before or after.
    _refuse_strangers("user_ids", command.user_ids)
    group = Group.objects.filter(conversation_id=group_id).first()
    locked = _locked(group_id, actor_id, command.user_ids)
    if group is None:
        raise not_found()
    if group.who_can_add_members == Permission.ADMINS and locked.roles[actor_id] == MEMBER:
        raise ApiError("not_allowed", "Only admins may add members here")
    new = sorted(set(command.user_ids) - locked.roles.keys())
    _refuse_crowds("user_ids", locked.participant_count + len(new))
    if new:
        membership.add_members(locked, actor_id, new, from_start=group.history_for_new_members == History.ALL)


@retried
@transaction.atomic
def remove_member(actor_id: UUID, group_id: UUID, user_id: UUID) -> None:
    """Remove a member with a lower role than one's own, or leave.

    An owner who leaves is followed by the longest-standing admin, or else member. Raises ApiError `not_found`,
    `not_allowed`.
    """
    leaving = actor_id == user_id
    locked = _locked(group_id, actor_id, [user_id], with_heir=leaving)
    role = locked.roles[actor_id]
    if leaving:
        membership.remove_member(locked, actor_id, user_id, heir_id=locked.heir_id if role == OWNER else None)
        return
    if user_id not in locked.roles:
        raise not_found()
    if role <= locked.roles[user_id]:
        raise ApiError("not_allowed", "Only members with a lower role than one's own")
    membership.remove_member(locked, actor_id, user_id)


def _locked(group_id: UUID, actor_id: UUID, user_ids: Collection[UUID], *, with_heir: bool = False) -> Locked:
    locked = membership.lock_group(group_id, {actor_id, *user_ids}, with_heir=with_heir)
    if locked is None or actor_id not in locked.roles:
        raise not_found()
    return locked


def _refuse_strangers(field: str, user_ids: Collection[UUID]) -> None:
    unknown = strangers(user_ids)
    if unknown:
        errors = [
            FieldError(f"{field}.{number}", "unknown_person", "there is no such person")
            for number, user_id in enumerate(user_ids)
            if user_id in unknown
        ]
        raise ApiError("invalid", errors=errors)


def _refuse_crowds(field: str, members: int) -> None:
    if members > settings.GROUP_MEMBERS:
        raise invalid(field, "too_long", f"a group has at most {settings.GROUP_MEMBERS} members")
