"""Approving and refusing requests to join."""

from uuid import UUID

from django.db import transaction

from accounts.selectors import exists
from common.clock import now
from common.database import retried
from common.errors import not_found
from groups.models import JoinRequest
from groups.serializers import AnswerRequest
from groups.services.holding import hold_for_admin, publish_waiting
from groups.services.links import admit


@retried
@transaction.atomic
def answer_request(actor_id: UUID, group_id: UUID, user_id: UUID, command: AnswerRequest) -> None:
    """Make a person who asked to join a member, or refuse the request.

    Raises ApiError `not_found`, `not_allowed`, `conflict`, `group_full`.
    """
    group = hold_for_admin(group_id, actor_id)
    request = JoinRequest.objects.filter(group=group, user_id=user_id, refused_at=None).first()
    if request is None or not exists(user_id):
        raise not_found()
    if command.action == "approve":
        admit(group, request.link_id, user_id, actor_id, "join_approved")
    else:
        request.refused_at = now()
        request.save(update_fields=["refused_at"])
        publish_waiting(group)
