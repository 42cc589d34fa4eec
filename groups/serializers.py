"""The shapes of groups on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from accounts.serializers import UserAnswer
from chat.serializers import Role
from common.parsing import Boolean, Id, Integer, Shape, Text, one_line

Permitted = Literal["everyone", "admins"]


def _no_more_than_a_group(ids: list[UUID]) -> list[UUID]:
    if len(ids) > settings.GROUP_MEMBERS:
        message = "must have at most {limit} items"
        raise PydanticCustomError("too_long", message, {"limit": settings.GROUP_MEMBERS})
    return ids


People = Annotated[list[Id], AfterValidator(_no_more_than_a_group)]
GroupName = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=128), AfterValidator(one_line)]
Description = Annotated[Text, AfterValidator(str.strip), Field(max_length=1024)]


class CreateGroup(Shape):
    """A new group. Whoever makes it is its owner; naming them or anybody twice changes nothing."""

    name: GroupName
    description: Description = ""
    avatar_id: Id | None = None
    member_ids: People = []


class AddMembers(Shape):
    """People to become members."""

    user_ids: Annotated[People, Field(min_length=1)]


class GroupSettings(Shape):
    """Who may do what, what new members see, how fast one may write."""

    who_can_send: Permitted
    who_can_edit_info: Permitted
    who_can_add_members: Permitted
    history_for_new_members: Literal["all", "from_joining"]
    join_approval: Boolean
    slow_mode_seconds: Integer


class GroupAnswer(Shape):
    """A group, as its members see it."""

    id: UUID
    conversation_id: UUID
    name: str
    description: str
    avatar: None
    settings: GroupSettings
    created_at: str


class GroupMember(Shape):
    """One member."""

    user: UserAnswer
    role: Role
    joined_at: str


class MemberPage(Shape):
    """A page of members."""

    results: list[GroupMember]
    next: str | None
