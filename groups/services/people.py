"""Which people can be made members, and how many members a group may have."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.conf import settings

from common.errors import ApiError, FieldError, invalid


def require_addable(
    field: str, user_ids: Sequence[UUID], not_addable: Mapping[UUID, bool], new: Collection[UUID]
) -> None:
    """Raise ApiError `invalid` if a new person cannot be added; accounts.selectors.not_addable makes `not_addable`."""
    errors = [
        FieldError(f"{field}.{number}", "not_addable", "does not let you add them to groups")
        if not_addable[user_id]
        else FieldError(f"{field}.{number}", "unknown_person", "there is no such person")
        for number, user_id in enumerate(user_ids)
        if user_id in not_addable and user_id in new
    ]
    if errors:
        raise ApiError("invalid", errors=errors)


def require_room(field: str, members: int) -> None:
    """Raise ApiError `invalid` if a group may not have so many members."""
    if members > settings.GROUP_MEMBERS:
        raise invalid(field, "too_long", f"a group has at most {settings.GROUP_MEMBERS} members")
