"""Making, changing and deleting groups."""

from uuid import UUID

from django.db import transaction

from accounts.selectors import not_addable
from chat.services import membership
from chat.services.membership import ADMIN, MEMBER, OWNER, Info
from common.database import retried
from common.errors import invalid, not_found
from groups.models import Group, Permission
from groups.selectors import settings_of
from groups.serializers import ChangeGroup, CreateGroup
from groups.services.holding import hold, require_role
from groups.services.links import close_doors
from groups.services.people import require_addable, require_room

# The settings that the row of the group holds; the conversation holds the others.
_OWN = ("description", "who_can_edit_info", "who_can_add_members", "history_for_new_members", "join_approval")
_INFO = frozenset({"name", "description", "avatar_id"})


@retried
@transaction.atomic
def create_group(creator_id: UUID, command: CreateGroup) -> UUID:
    """Make a group with its first members and return its id. Raises ApiError `invalid`."""
    _require_known_picture(command.avatar_id)
    people = set(command.member_ids) - {creator_id}
    require_addable("member_ids", command.member_ids, not_addable(people, creator_id), people)
    require_room("member_ids", 1 + len(people))
    group_id = membership.create_group_conversation(creator_id, command.name, people)
    Group.objects.create(conversation_id=group_id, description=command.description)
    return group_id


@retried
@transaction.atomic
def change_group(actor_id: UUID, group_id: UUID, command: ChangeGroup) -> None:
    """Change the given settings; a value that is equal to the stored one changes nothing.

    Raises ApiError `not_found`, `not_allowed`, `invalid`.
    """
    _require_known_picture(command.avatar_id)
    group, standing = hold(group_id, actor_id)
    if command.model_fields_set & _INFO:
        require_role(standing.role, MEMBER if group.who_can_edit_info == Permission.EVERYONE else ADMIN)
    if "settings" in command.model_fields_set:
        require_role(standing.role, ADMIN)
    before = {"name": standing.title, "description": group.description, "avatar_id": None}
    before |= settings_of(group, standing).model_dump()
    changed = {name: value for name, value in command.given().items() if value != before[name]}
    if not changed:
        return
    after = before | changed
    for name in _OWN:
        setattr(group, name, after[name])
    group.save(update_fields=_OWN)
    post_min_role = ADMIN if after["who_can_send"] == Permission.ADMINS else MEMBER
    info = Info(after["name"], post_min_role, after["slow_mode_seconds"])
    membership.change_group(group_id, actor_id, info, changed)


@retried
@transaction.atomic
def delete_group(actor_id: UUID, group_id: UUID) -> None:
    """End all memberships and close the group for ever. Raises ApiError `not_found`, `not_allowed`."""
    group, standing = hold(group_id, actor_id)
    require_role(standing.role, OWNER)
    close_doors(group)
    locked = membership.lock_whole_group(group_id)
    if locked is None:
        raise not_found()
    membership.delete_group(locked, actor_id)


def _require_known_picture(avatar_id: UUID | None) -> None:
    # No media can be uploaded yet, so no id is known.
    if avatar_id is not None:
        raise invalid("avatar_id", "unknown_media", "there is no such picture")
