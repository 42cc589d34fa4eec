"""The shapes of groups on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from accounts.serializers import UserAnswer
from chat.wire.serializers import Role
from common.clock import now
from common.parsing import AtMost, Boolean, Id, Integer, Moment, Shape, Text, one_line, stripped

Permitted = Literal["everyone", "admins"]
History = Literal["all", "from_joining"]
SlowMode = Annotated[Integer, Field(ge=0, le=86_400)]


People = Annotated[list[Id], AtMost("GROUP_MEMBERS")]
GroupName = Annotated[Text, AfterValidator(stripped), Field(min_length=1, max_length=128), AfterValidator(one_line)]
Description = Annotated[Text, AfterValidator(stripped), Field(max_length=1024)]


class CreateGroup(Shape):
    """A new group. Its creator becomes the owner; naming the creator, or a person twice, changes nothing."""

    name: GroupName
    description: Description = ""
    avatar_id: Id | None = None
    member_ids: People = []


class AddMembers(Shape):
    """People to become members."""

    user_ids: Annotated[list[Id], Field(min_length=1), AtMost("GROUP_MEMBERS")]


class ChangeSettings(Shape):
    """Some of a group's settings."""

    who_can_send: Permitted = "everyone"
    who_can_edit_info: Permitted = "admins"
    who_can_add_members: Permitted = "admins"
    history_for_new_members: History = "from_joining"
    join_approval: Boolean = False
    slow_mode_seconds: SlowMode = 0


class ChangeGroup(Shape):
    """The fields of a group to change; absent fields stay."""

    name: GroupName = ""
    description: Description = ""
    avatar_id: Id | None = None
    settings: ChangeSettings = ChangeSettings()

    def given(self) -> dict[str, Any]:
        """Return the given fields and the given settings in one dict."""
        info = self.model_dump(exclude_unset=True, exclude={"settings"})
        return info | self.settings.model_dump(exclude_unset=True)


class ChangeMember(Shape):
    """The fields of a member to change; absent fields stay.

    role: `owner` makes the caller an admin. silenced_until: with null, or a time in the past, the member may send.
    """

    role: Role = "member"
    silenced_until: Moment | None = None


def _in_the_future(moment: datetime) -> datetime:
    if moment <= now():
        raise PydanticCustomError("out_of_range", "must be in the future")
    return moment


class CreateInviteLink(Shape):
    """A new link; without limits, any number of people can use it until it is revoked."""

    expires_at: Annotated[Moment, AfterValidator(_in_the_future)] | None = None
    max_uses: Annotated[Integer, Field(ge=1, le=100_000)] | None = None


class AnswerRequest(Shape):
    """The answer to a request to join."""

    action: Literal["approve", "refuse"]


class GroupSettings(Shape):
    """Who may do what, which messages new members see, and slow mode."""

    who_can_send: Permitted
    who_can_edit_info: Permitted
    who_can_add_members: Permitted
    history_for_new_members: History
    join_approval: bool
    slow_mode_seconds: int


class GroupAnswer(Shape):
    """A group, as its members see it. join_request_count: open requests to join; null for members who are no admins."""

    id: UUID
    conversation_id: UUID
    name: str
    description: str
    avatar: None
    settings: GroupSettings
    created_at: str
    join_request_count: int | None


class GroupMember(Shape):
    """One member. silenced_until is shown to admins, the owner and the member; for others it is null."""

    user: UserAnswer
    role: Role
    joined_at: str
    silenced_until: str | None


class MemberPage(Shape):
    """A page of members."""

    results: list[GroupMember]
    next: str | None


class InviteLinkAnswer(Shape):
    """A link. A person with its token can join, or ask to join."""

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
    """The parts of a group that a person with a link to it sees."""

    name: str
    description: str
    avatar: None
    participant_count: int
    join_approval: bool


class Invitation(Shape):
    """The group of a link. member: the caller is a member already; requested: the caller has asked to join."""

    group: JoinableGroup
    member: bool
    requested: bool


class JoinRequested(Shape):
    """The caller has asked to join and waits for approval."""

    requested: Literal[True]


class JoinRequestAnswer(Shape):
    """A person who asked to join and waits for approval."""

    user: UserAnswer
    requested_at: str


class JoinRequestPage(Shape):
    """A page of open requests to join, the oldest first."""

    results: list[JoinRequestAnswer]
    next: str | None
