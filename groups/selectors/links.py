"""Invite links, as admins see them and as a person with a link sees them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from chat.selectors.membership import AtTheDoor, at_the_door
from common.clock import now, wire_time
from common.errors import not_found
from common.pagination import make_cursor, read_cursor
from groups.models import USABLE, InviteLink, JoinRequest
from groups.selectors.groups import require_admin
from groups.serializers import Invitation, InviteLinkAnswer, InviteLinkPage, JoinableGroup

_CURSOR = "invite_links"


def invite_link(group_id: UUID, link_id: UUID) -> InviteLinkAnswer:
    """Return a link to the admin who has just made it."""
    return _shown(InviteLink.objects.get(id=link_id, group_id=group_id))


def invite_link_page(group_id: UUID, reader: UUID, cursor: str | None, limit: int) -> InviteLinkPage:
    """Return a page of links that were not revoked, newest first. Raises ApiError `not_found`, `not_allowed`."""
    before = UUID(read_cursor(_CURSOR, cursor)[0]) if cursor is not None else None
    require_admin(group_id, reader)
    rows = InviteLink.objects.filter(group_id=group_id, revoked_at=None).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: limit + 1])
    following = make_cursor(_CURSOR, [str(found[limit - 1].id)]) if len(found) > limit else None
    return InviteLinkPage(results=[_shown(link) for link in found[:limit]], next=following)


def invitation(token: str, reader: UUID) -> Invitation:
    """Return the group that a link leads to. Raises ApiError `not_found` unless the reader can use the link."""
    link, door = usable_link(token, reader)
    asked = JoinRequest.objects.filter(group_id=link.group_id, user_id=reader, withdrawn=False)
    return Invitation(
        group=JoinableGroup(
            name=door.title,
            description=link.group.description,
            avatar=None,
            participant_count=door.participant_count,
            join_approval=link.group.join_approval,
        ),
        member=door.is_member,
        requested=asked.exclude(refused_at__lte=waiting_again_from()).exists(),
    )


def waiting_again_from() -> datetime:
    """Return a time: a person whose request was refused before it may ask again."""
    return now() - timedelta(seconds=settings.GROUP_REQUEST_AGAIN_SECONDS)


def usable_link(token: str, user_id: UUID) -> tuple[InviteLink, AtTheDoor]:
    """Return a link that this person can use, and the person's relation to its group. Raises ApiError `not_found`.

    A member may repeat the call with a link that is used up or has expired, because the first answer may have been
    lost.
    """
    link = any_link(token)
    door = at_the_door(link.group_id, user_id)
    if door is None or door.was_removed or link.revoked_at is not None:
        raise not_found()
    if not door.is_member and not InviteLink.objects.filter(USABLE, id=link.id).exists():
        raise not_found()
    return link, door


def any_link(token: str) -> InviteLink:
    """Return a link whether or not it can be used. Raises ApiError `not_found`."""
    link = InviteLink.objects.select_related("group").filter(token=token).first()
    if link is None:
        raise not_found()
    return link


def _shown(link: InviteLink) -> InviteLinkAnswer:
    return InviteLinkAnswer(
        id=link.id,
        token=link.token,
        url=f"{settings.PUBLIC_URL}/j/{link.token}",
        expires_at=link.expires_at and wire_time(link.expires_at),
        max_uses=link.max_uses,
        uses=link.uses,
        created_at=wire_time(link.created_at),
    )
