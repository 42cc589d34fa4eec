"""Invite links, and joining a group by one."""

import secrets
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from chat.services import membership
from chat.services.membership import Admission
from common.clock import now
from common.database import retried
from common.errors import ApiError, not_found
from groups.models import HAS_USES_LEFT, USABLE, Group, History, InviteLink, JoinRequest
from groups.selectors import any_link, usable_link, waiting_again_from
from groups.serializers import CreateInviteLink
from groups.services.holding import hold_for_admin, hold_for_anybody, lock, publish_waiting


@retried
@transaction.atomic
def create_invite_link(actor_id: UUID, group_id: UUID, command: CreateInviteLink) -> UUID:
    """Make a link and return its id. Raises ApiError `not_found`, `not_allowed`, `conflict` if there are too many."""
    group = hold_for_admin(group_id, actor_id)
    if InviteLink.objects.filter(USABLE, group=group).count() >= settings.GROUP_INVITE_LINKS:
        raise ApiError("conflict", f"A group may have at most {settings.GROUP_INVITE_LINKS} usable invite links")
    if InviteLink.objects.filter(group=group, revoked_at=None).count() >= settings.GROUP_INVITE_LINKS_LISTED:
        raise ApiError("conflict", "There are too many invite links that have expired or are used up: revoke some")
    link = InviteLink.objects.create(
        group=group,
        token=secrets.token_urlsafe(16),
        created_by_id=actor_id,
        expires_at=command.expires_at,
        max_uses=command.max_uses,
    )
    return link.id


@retried
@transaction.atomic
def revoke_invite_link(actor_id: UUID, group_id: UUID, link_id: UUID) -> None:
    """End a link for ever. Raises ApiError `not_found`, `not_allowed`."""
    group = hold_for_admin(group_id, actor_id)
    if not InviteLink.objects.filter(id=link_id, group=group, revoked_at=None).update(revoked_at=now()):
        raise not_found()


@retried
@transaction.atomic
def join(user_id: UUID, token: str) -> UUID | None:
    """Join by a link and return the group's id; None if the person now waits for approval. Members stay members.

    Raises ApiError `not_found`, `group_full`.
    """
    group_id: UUID = usable_link(token, user_id)[0].group_id
    group = hold_for_anybody(group_id)
    # Checked again: while this waited, the link may have been used up or revoked, and the person removed.
    link, door = usable_link(token, user_id)
    if door.is_member:
        return group_id
    if group.join_approval:
        _ask(group, link, user_id)
        return None
    admit(group, link.id, user_id, user_id, "joined_by_link")
    return group_id


@retried
@transaction.atomic
def withdraw(user_id: UUID, token: str) -> None:
    """Withdraw a request to join. Raises ApiError `not_found` if there is no request and the link cannot be used."""
    link = any_link(token)
    group = hold_for_anybody(link.group_id)
    asked = JoinRequest.objects.filter(group=group, user_id=user_id)
    # The row of a refused request stays, because otherwise the person could ask again at once.
    waiting, refused = asked.filter(refused_at=None).delete()[0], asked.update(withdrawn=True)
    if waiting:
        publish_waiting(group)
    elif not refused:
        usable_link(token, user_id)


def admit(group: Group, link_id: UUID, user_id: UUID, actor_id: UUID, how: Admission) -> None:
    """Make a person with a link a member of a group that is held, and count the use of the link.

    Raises ApiError `conflict` when the link is used up, `group_full`.
    """
    if not InviteLink.objects.filter(HAS_USES_LEFT, id=link_id).update(uses=F("uses") + 1):
        raise ApiError("conflict", "The invite link of this request is used up")
    if JoinRequest.objects.filter(group=group, user_id=user_id).delete()[0]:
        publish_waiting(group)
    locked = lock(group.conversation_id, [user_id])
    if locked.participant_count >= settings.GROUP_MEMBERS:
        raise ApiError("group_full")
    from_start = group.history_for_new_members == History.ALL
    membership.add_members(locked, actor_id, [user_id], from_start=from_start, how=how)


def close_doors(group: Group) -> None:
    """End all links to a group and delete the requests to join."""
    InviteLink.objects.filter(group=group, revoked_at=None).update(revoked_at=now())
    JoinRequest.objects.filter(group=group).delete()


def _ask(group: Group, link: InviteLink, user_id: UUID) -> None:
    """Record a request to join. After a recent refusal it stays refused, and the person does not learn that."""
    asked = JoinRequest.objects.filter(group=group, user_id=user_id)
    asked.filter(refused_at__lte=waiting_again_from()).delete()
    if not asked.update(withdrawn=False):
        JoinRequest.objects.create(group=group, user_id=user_id, link=link)
        publish_waiting(group)
