"""Who is in a group, for groups, which decides who may ask."""

from collections.abc import Collection
from uuid import UUID

from chat.store import membership as store
from chat.store.membership import Member, Standing


def standing(conversation_id: UUID, user_id: UUID) -> Standing | None:
    """Return what a group's conversation says of it, and this member's role; None for everybody else. One query."""
    return store.standing(conversation_id, user_id)


def members(conversation_id: UUID, after: UUID | None, limit: int) -> list[Member]:
    """Return members in order of their ids, those after `after`. One query."""
    return store.members(conversation_id, after, limit)


def strangers(user_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these ids belong to nobody, or to an erased account. One query."""
    return store.strangers(user_ids)
