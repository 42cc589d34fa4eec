"""Groups and their members."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.idempotency import idempotent
from common.api import ApiView
from common.parsing import Shape
from groups import selectors, services
from groups.serializers import (
    AddMembers,
    ChangeGroup,
    ChangeMember,
    CreateGroup,
    GroupAnswer,
    GroupMember,
    MemberPage,
)


class GroupsView(ApiView):
    """Making groups."""

    requests: ClassVar[dict[str, type[Shape]]] = {"POST": CreateGroup}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"POST": GroupAnswer}

    @idempotent
    def post(self, request: Request) -> Response:
        """Make a group with its first members."""
        group_id = services.create_group(self.user_id, self.body(CreateGroup))
        return Response(selectors.group(group_id, self.user_id).model_dump(mode="json"), status=201)


class GroupView(ApiView):
    """One group."""

    requests: ClassVar[dict[str, type[Shape]]] = {"PATCH": ChangeGroup}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": GroupAnswer, "PATCH": GroupAnswer, "DELETE": None}

    def get(self, request: Request, group_id: UUID) -> Response:
        """Return the group."""
        self.query()
        return Response(selectors.group(group_id, self.user_id).model_dump(mode="json"))

    def patch(self, request: Request, group_id: UUID) -> Response:
        """Change the given fields and return the group."""
        services.change_group(self.user_id, group_id, self.body(ChangeGroup))
        return Response(selectors.group(group_id, self.user_id).model_dump(mode="json"))

    def delete(self, request: Request, group_id: UUID) -> Response:
        """Remove all members and close the group for ever. Only the owner may."""
        services.delete_group(self.user_id, group_id)
        return Response(status=204)


class MembersView(ApiView):
    """The members of a group."""

    requests: ClassVar[dict[str, type[Shape]]] = {"POST": AddMembers}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": MemberPage, "POST": GroupAnswer}

    def get(self, request: Request, group_id: UUID) -> Response:
        """Return a page of members."""
        page = selectors.member_page(group_id, self.user_id, *self.page_query())
        return Response(page.model_dump(mode="json"))

    @idempotent
    def post(self, request: Request, group_id: UUID) -> Response:
        """Add people and return the group."""
        services.add_members(self.user_id, group_id, self.body(AddMembers))
        return Response(selectors.group(group_id, self.user_id).model_dump(mode="json"))


class MemberView(ApiView):
    """One member of a group."""

    requests: ClassVar[dict[str, type[Shape]]] = {"PATCH": ChangeMember}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"PATCH": GroupMember, "DELETE": None}

    def patch(self, request: Request, group_id: UUID, user_id: UUID) -> Response:
        """Change a member's role or silence, and return the member."""
        services.change_member(self.user_id, group_id, user_id, self.body(ChangeMember))
        return Response(selectors.member(group_id, self.user_id, user_id).model_dump(mode="json"))

    def delete(self, request: Request, group_id: UUID, user_id: UUID) -> Response:
        """Remove a member, or leave."""
        services.remove_member(self.user_id, group_id, user_id)
        return Response(status=204)
