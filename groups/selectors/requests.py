"""Requests to join that wait for an answer."""

from uuid import UUID

from accounts.selectors import profiles
from common.clock import wire_time
from common.pagination import make_cursor, read_cursor
from groups.models import JoinRequest
from groups.selectors.groups import require_admin
from groups.serializers import JoinRequestAnswer, JoinRequestPage

_CURSOR = "join_requests"


def join_request_page(group_id: UUID, reader: UUID, cursor: str | None, limit: int) -> JoinRequestPage:
    """Return a page of open requests, the oldest first. Raises ApiError `not_found`, `not_allowed`."""
    after = read_cursor(_CURSOR, cursor)[0] if cursor is not None else 0
    require_admin(group_id, reader)
    rows = list(
        JoinRequest.objects.filter(group_id=group_id, refused_at=None, id__gt=after).order_by("id")[: limit + 1]
    )
    people = profiles([row.user_id for row in rows[:limit]], reader)
    results = [
        JoinRequestAnswer.model_validate({"user": people[row.user_id], "requested_at": wire_time(row.requested_at)})
        for row in rows[:limit]
    ]
    following = make_cursor(_CURSOR, [rows[limit - 1].id]) if len(rows) > limit else None
    return JoinRequestPage(results=results, next=following)
