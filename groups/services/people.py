"""Who can be made a member, and how many there may be."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.conf import settings

from common.errors import ApiError, FieldError, invalid


def refuse_people(
    field: str, user_ids: Sequence[UUID], not_addable: Mapping[UUID, bool], new: Collection[UUID]
) -> None:
    """Refuse those of the new people who cannot be added, as accounts.selectors.not_addable found them."""
    errors = [
        FieldError(f"{field}.{number}", "not_addable", "does not let you add them to groups")
        if not_addable[user_id]
        else FieldError(f"{field}.{number}", "unknown_person", "there is no such person")
        for number, user_id in enumerate(user_ids)
        if user_id in not_addable and user_id in new
    ]
    if errors:
        raise ApiError("invalid", errors=errors)


def refuse_crowds(field: str, members: int) -> None:
    """Refuse more members than a group may have."""
    if members > settings.GROUP_MEMBERS:
        raise invalid(field, "too_long", f"a group has at most {settings.GROUP_MEMBERS} members")
