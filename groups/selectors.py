"""Every read of groups. Only members see a group; to everybody else, former members included, there is none."""

from typing import Any, get_args
from uuid import UUID

from accounts.selectors import profiles
from chat.selectors import membership
from chat.serializers import Role
from common.clock import wire_time
from common.errors import not_found
from common.pagination import make_cursor, read_cursor
from groups.models import Group
from groups.serializers import GroupAnswer, GroupSettings

_CURSOR = "members"
_ROLES: tuple[Role, ...] = get_args(Role)


def group(group_id: UUID, reader: UUID) -> GroupAnswer:
    """Return a group. Two queries. Raises ApiError `not_found` unless the reader is a member."""
    standing = membership.standing(group_id, reader)
    if standing is None:
        raise not_found()
    found = Group.objects.get(conversation_id=group_id)
    return GroupAnswer(
        id=group_id,
        conversation_id=group_id,
        name=standing.title,
        description=found.description,
        avatar=None,
        settings=GroupSettings(
            who_can_send="admins" if standing.post_min_role else "everyone",
            who_can_edit_info=found.who_can_edit_info,
            who_can_add_members=found.who_can_add_members,
            history_for_new_members=found.history_for_new_members,
            join_approval=found.join_approval,
            slow_mode_seconds=standing.slow_mode_seconds,
        ),
        created_at=wire_time(standing.created_at),
    )


def member_page(group_id: UUID, reader: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """Return a page of members, in order of their ids. Three queries. Raises ApiError `not_found` as `group` does."""
    after = UUID(read_cursor(_CURSOR, cursor)[0]) if cursor is not None else None
    if membership.standing(group_id, reader) is None:
        raise not_found()
    rows = membership.members(group_id, after, limit + 1)
    following = make_cursor(_CURSOR, [str(rows[limit - 1].user_id)]) if len(rows) > limit else None
    shown = profiles([row.user_id for row in rows[:limit]], reader)
    results = [
        {"user": shown[row.user_id], "role": _ROLES[row.role], "joined_at": wire_time(row.joined_at)}
        for row in rows[:limit]
    ]
    return {"results": results, "next": following}
