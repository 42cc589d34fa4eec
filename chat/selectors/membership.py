"""The members of a group. For the app groups, which decides who may ask."""

from uuid import UUID

from chat.store import members as store
from chat.store.members import AtTheDoor, Member, Standing

__all__ = ["AtTheDoor", "Member", "Standing", "at_the_door", "member", "members", "standing"]


def standing(conversation_id: UUID, user_id: UUID) -> Standing | None:
    """Return the conversation's part of a group, and this member's role; None if the person is no member. One query."""
    return store.standing(conversation_id, user_id)


def at_the_door(conversation_id: UUID, user_id: UUID) -> AtTheDoor | None:
    """Return the parts of a group that a person with an invite link may see, and their relation to it. One query."""
    return store.at_the_door(conversation_id, user_id)


def members(conversation_id: UUID, after: UUID | None, limit: int) -> list[Member]:
    """Return members in order of their ids, from after the id `after`. One query."""
    return store.members(conversation_id, after, limit)


def member(conversation_id: UUID, user_id: UUID) -> Member | None:
    """Return one member; None if the person is no member. One query."""
    return next(iter(store.members(conversation_id, None, 1, user_id=user_id)), None)
