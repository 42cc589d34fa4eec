"""Invite links, joining by one, and requests to join."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.idempotency import idempotent
from common.api import ApiView
from common.parsing import Shape
from groups import selectors, services
from groups.serializers import (
    AnswerRequest,
    CreateInviteLink,
    GroupAnswer,
    Invitation,
    InviteLinkAnswer,
    InviteLinkPage,
    JoinRequested,
    JoinRequestPage,
)


class InviteLinksView(ApiView):
    """The invite links of a group; for admins and the owner."""

    requests: ClassVar[dict[str, type[Shape]]] = {"POST": CreateInviteLink}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": InviteLinkPage, "POST": InviteLinkAnswer}

    def get(self, request: Request, group_id: UUID) -> Response:
        """Return a page of links that were not revoked, newest first."""
        page = selectors.invite_link_page(group_id, self.user_id, *self.page_query())
        return Response(page.model_dump(mode="json"))

    @idempotent
    def post(self, request: Request, group_id: UUID) -> Response:
        """Make a link."""
        link_id = services.create_invite_link(self.user_id, group_id, self.body(CreateInviteLink))
        return Response(selectors.invite_link(group_id, link_id).model_dump(mode="json"), status=201)


class InviteLinkView(ApiView):
    """One invite link."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"DELETE": None}

    def delete(self, request: Request, group_id: UUID, link_id: UUID) -> Response:
        """Revoke the link for ever."""
        services.revoke_invite_link(self.user_id, group_id, link_id)
        return Response(status=204)


class JoinView(ApiView):
    """Joining by an invite link. A link that can no longer be used answers like a link that never existed."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": Invitation, "POST": GroupAnswer, "DELETE": None}
    accepted: ClassVar[dict[str, type[Shape]]] = {"POST": JoinRequested}

    def get(self, request: Request, token: str) -> Response:
        """Return the group that the link leads to."""
        self.query()
        return Response(selectors.invitation(token, self.user_id).model_dump(mode="json"))

    @idempotent
    def post(self, request: Request, token: str) -> Response:
        """Join and return the group; 202 when an admin has to approve."""
        group_id = services.join(self.user_id, token)
        if group_id is None:
            return Response(JoinRequested(requested=True).model_dump(mode="json"), status=202)
        return Response(selectors.group(group_id, self.user_id).model_dump(mode="json"))

    def delete(self, request: Request, token: str) -> Response:
        """Withdraw the request to join."""
        services.withdraw(self.user_id, token)
        return Response(status=204)


class JoinRequestsView(ApiView):
    """Requests to join a group; for admins and the owner."""

    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": JoinRequestPage}

    def get(self, request: Request, group_id: UUID) -> Response:
        """Return a page of open requests, the oldest first."""
        page = selectors.join_request_page(group_id, self.user_id, *self.page_query())
        return Response(page.model_dump(mode="json"))


class JoinRequestView(ApiView):
    """One request to join."""

    requests: ClassVar[dict[str, type[Shape]]] = {"POST": AnswerRequest}
    answers: ClassVar[dict[str, type[Shape] | None]] = {"POST": None}

    @idempotent
    def post(self, request: Request, group_id: UUID, user_id: UUID) -> Response:
        """Approve or refuse the request. The person does not learn of a refusal."""
        services.answer_request(self.user_id, group_id, user_id, self.body(AnswerRequest))
        return Response(status=204)
