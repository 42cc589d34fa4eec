"""The shapes of groups on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from accounts.serializers import UserAnswer
from chat.wire.serializers import Role
from common.clock import now
from common.parsing import Boolean, Id, Integer, Moment, Shape, Text, one_line

Permitted = Literal["everyone", "admins"]
History = Literal["all", "from_joining"]
SlowMode = Annotated[Integer, Field(ge=0, le=86_400)]


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


class ChangeSettings(Shape):
    """Some of a group's settings."""

    who_can_send: Permitted = "everyone"
    who_can_edit_info: Permitted = "admins"
    who_can_add_members: Permitted = "admins"
    history_for_new_members: History = "from_joining"
    join_approval: Boolean = False
    slow_mode_seconds: SlowMode = 0


class ChangeGroup(Shape):
    """What shall be different of a group; what is absent stays."""

    name: GroupName = ""
    description: Description = ""
    avatar_id: Id | None = None
    settings: ChangeSettings = ChangeSettings()

    def given(self) -> dict[str, Any]:
        """Return what is given by its name, settings flat."""
        info = self.model_dump(exclude_unset=True, exclude={"settings"})
        return info | self.settings.model_dump(exclude_unset=True)


class ChangeMember(Shape):
    """What shall be different of a member; what is absent stays.

    role: `owner` makes the caller an admin. silenced_until: null, or a time that is over: may send.
    """

    role: Role = "member"
    silenced_until: Moment | None = None


def _still_to_come(moment: datetime) -> datetime:
    if moment <= now():
        raise PydanticCustomError("out_of_range", "must be in the future")
    return moment


class CreateInviteLink(Shape):
    """A new link; without these it is good for anybody until it is revoked."""

    expires_at: Annotated[Moment, AfterValidator(_still_to_come)] | None = None
    max_uses: Annotated[Integer, Field(ge=1, le=100_000)] | None = None


class AnswerRequest(Shape):
    """Let somebody in, or not."""

    action: Literal["approve", "refuse"]


class GroupSettings(Shape):
    """Who may do what, what new members see, how fast one may write."""

    who_can_send: Permitted
    who_can_edit_info: Permitted
    who_can_add_members: Permitted
    history_for_new_members: History
    join_approval: bool
    slow_mode_seconds: int


class GroupAnswer(Shape):
    """A group, as its members see it. join_request_count: how many wait to be let in; null for members."""

    id: UUID
    conversation_id: UUID
    name: str
    description: str
    avatar: None
    settings: GroupSettings
    created_at: str
    join_request_count: int | None


class GroupMember(Shape):
    """One member. silenced_until is shown to admins, the owner and the member themselves, and null to others."""

    user: UserAnswer
    role: Role
    joined_at: str
    silenced_until: str | None


class MemberPage(Shape):
    """A page of members."""

    results: list[GroupMember]
    next: str | None


class InviteLinkAnswer(Shape):
    """A link. Who has its token can join, or ask to."""

    id: UUID
    token: str
    url: str
    expires_at: str | None
    max_uses: int | None
    uses: int
    created_at: str


class InviteLinkPage(Shape):
    """A page of links, newest first."""

    results: list[InviteLinkAnswer]
    next: str | None


class JoinableGroup(Shape):
    """What is told of a group to whoever has a link to it."""

    name: str
    description: str
    avatar: None
    participant_count: int
    join_approval: bool


class Invitation(Shape):
    """Where a link leads to. member: one is one already; requested: one has asked to be let in."""

    group: JoinableGroup
    member: bool
    requested: bool


class JoinRequested(Shape):
    """One has asked to be let in."""

    requested: Literal[True]


class JoinRequestAnswer(Shape):
    """Somebody who waits to be let in."""

    user: UserAnswer
    requested_at: str


class JoinRequestPage(Shape):
    """A page of those who wait, the longest waiting first."""

    results: list[JoinRequestAnswer]
    next: str | None
