"""A group and its members."""

from collections.abc import Sequence
from typing import get_args
from uuid import UUID

from accounts.selectors import profiles
from chat.selectors import membership
from chat.selectors.membership import Member, Standing
from chat.wire.serializers import Role
from common.clock import wire_time
from common.errors import ApiError, not_found
from common.pagination import make_cursor, read_cursor
from groups.models import Group, JoinRequest
from groups.serializers import GroupAnswer, GroupMember, GroupSettings, MemberPage

_CURSOR = "members"
_ROLES: tuple[Role, ...] = get_args(Role)
ADMIN = _ROLES.index("admin")


def group(group_id: UUID, reader: UUID) -> GroupAnswer:
    """Return a group. At most three queries. Raises ApiError `not_found` unless the reader is a member."""
    standing = standing_of(group_id, reader)
    found = Group.objects.get(conversation_id=group_id)
    waiting = None
    if standing.role >= ADMIN:
        waiting = JoinRequest.objects.filter(group_id=group_id, refused_at=None).count()
    return GroupAnswer(
        id=group_id,
        conversation_id=group_id,
        name=standing.title,
        description=found.description,
        avatar=None,
        settings=settings_of(found, standing),
        created_at=wire_time(standing.created_at),
        join_request_count=waiting,
    )


def settings_of(group: Group, standing: Standing) -> GroupSettings:
    """Return a group's settings; the conversation holds some of them."""
    return GroupSettings(
        who_can_send="admins" if standing.post_min_role else "everyone",
        who_can_edit_info=group.who_can_edit_info,
        who_can_add_members=group.who_can_add_members,
        history_for_new_members=group.history_for_new_members,
        join_approval=group.join_approval,
        slow_mode_seconds=standing.slow_mode_seconds,
    )


def member_page(group_id: UUID, reader: UUID, cursor: str | None, limit: int) -> MemberPage:
    """Return a page of members, in order of their ids. Three queries. Raises ApiError `not_found` as `group` does."""
    after = UUID(read_cursor(_CURSOR, cursor)[0]) if cursor is not None else None
    standing = standing_of(group_id, reader)
    rows = membership.members(group_id, after, limit + 1)
    following = make_cursor(_CURSOR, [str(rows[limit - 1].user_id)]) if len(rows) > limit else None
    return MemberPage(results=_shown(rows[:limit], reader, standing), next=following)


def member(group_id: UUID, reader: UUID, user_id: UUID) -> GroupMember:
    """Return one member. Three queries. Raises ApiError `not_found` as `group` does, and if the person is no member."""
    standing = standing_of(group_id, reader)
    found = membership.member(group_id, user_id)
    if found is None:
        raise not_found()
    return _shown([found], reader, standing)[0]


def standing_of(group_id: UUID, reader: UUID) -> Standing:
    """Return a member's standing in a group. Raises ApiError `not_found` if the reader is no member."""
    standing = membership.standing(group_id, reader)
    if standing is None:
        raise not_found()
    return standing


def require_admin(group_id: UUID, reader: UUID) -> None:
    """Raise ApiError `not_found` or `not_allowed` unless the reader is an admin or the owner."""
    if standing_of(group_id, reader).role < ADMIN:
        raise ApiError("not_allowed", "Only admins and the owner may see this")


def _shown(rows: Sequence[Member], reader: UUID, standing: Standing) -> list[GroupMember]:
    people = profiles([row.user_id for row in rows], reader)
    return [
        GroupMember.model_validate(
            {
                "user": people[row.user_id],
                "role": _ROLES[row.role],
                "joined_at": wire_time(row.joined_at),
                "silenced_until": row.silenced_until and wire_time(row.silenced_until)
                if standing.role >= ADMIN or row.user_id == reader
                else None,
            }
        )
        for row in rows
    ]
