"""Changing a group's conversation and its participants. The app groups decides who may; this keeps the data right.

Each call writes one system message in the caller's transaction: one seq, one position and one update.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from chat.commit import receipts
from chat.services.own_state import publish_mine_now
from chat.store import append, membership
from chat.store.append import Appended, AppendItem
from chat.store.members import admins
from chat.store.membership import Info, Locked, Place, Role, State
from chat.wire.content import content_of
from chat.wire.updates import Cause, publish_join_requests, publish_state_change
from common.clock import wire_time
from common.ids import new_id

__all__ = [
    "Admission",
    "Info",
    "Locked",
    "Role",
    "add_members",
    "change_group",
    "change_member",
    "create_group_conversation",
    "delete_group",
    "lock_group",
    "lock_whole_group",
    "publish_waiting",
    "remove_member",
]

MEMBER, ADMIN, OWNER = 0, 1, 2
ROLES = ("member", "admin", "owner")
# How people became members: an actor added them, they used an invite link, or an actor approved their request.
Admission = Literal["members_added", "joined_by_link", "join_approved"]


def create_group_conversation(creator_id: UUID, title: str, member_ids: Collection[UUID]) -> UUID:
    """Make a group's conversation with its first message and return its id. The creator becomes the owner."""
    people = {creator_id, *member_ids}
    conversation_id = new_id()
    membership.create(conversation_id, title, creator_id, people)
    others = sorted(people - {creator_id})
    written, place = _write_system_message(conversation_id, creator_id, "group_created", others, {"title": title})
    _publish_after_commit(written, membership.founded(conversation_id, place), creator_id, [creator_id, *others])
    return conversation_id


def lock_group(conversation_id: UUID, user_ids: Collection[UUID], *, with_heir: bool = False) -> Locked | None:
    """Lock a group; what is returned stays true until the transaction ends. Otherwise as chat.store.membership.lock."""
    return membership.lock(conversation_id, user_ids, with_heir=with_heir)


def lock_whole_group(conversation_id: UUID) -> Locked | None:
    """Lock a group and all its members."""
    return membership.lock_all(conversation_id)


def add_members(
    group: Locked, actor_id: UUID, user_ids: Sequence[UUID], *, from_start: bool, how: Admission = "members_added"
) -> None:
    """Make people members who are not yet. from_start: they see the messages from before they joined."""
    written, place = _write_system_message(group.conversation_id, actor_id, how, user_ids)
    state = membership.add(group.conversation_id, user_ids, place, from_start=from_start)
    _publish_after_commit(written, state, actor_id, user_ids)


def remove_member(group: Locked, actor_id: UUID, user_id: UUID, *, heir_id: UUID | None = None) -> None:
    """Remove a member, or let the actor leave; `heir_id` becomes the owner.

    When the last member goes, the group closes.
    """
    leaving = actor_id == user_id
    fields = {"owner_id": str(heir_id)} if heir_id else {}
    action = "member_left" if leaving else "member_removed"
    written, place = _write_system_message(group.conversation_id, actor_id, action, [user_id], fields)
    removed_by = None if leaving else actor_id
    state = membership.remove(group.conversation_id, [user_id], place, removed_by=removed_by, heir_id=heir_id)
    _publish_after_commit(written, state, actor_id, [user_id])
    if heir_id is not None:
        _publish_mine_after_commit(group.conversation_id, [heir_id])
    # The minima may rise now, because this member may have been the slowest reader.
    transaction.on_commit(lambda: receipts.touch_from_thread(state.conversation_id, state.participant_count))


def delete_group(group: Locked, actor_id: UUID) -> None:
    """End all memberships and close the group; `group` must hold every member (lock_whole_group)."""
    written, place = _write_system_message(group.conversation_id, actor_id, "group_deleted", [])
    people = list(group.members)
    state = membership.remove(group.conversation_id, people, place, removed_by=actor_id)
    _publish_after_commit(written, state, actor_id, people)


def change_member(group: Locked, actor_id: UUID, user_id: UUID, wanted: Role) -> None:
    """Change a member's role or silence.

    If the member becomes the owner, the actor, who was the owner, becomes an admin.
    """
    before = group.members[user_id]
    changed, fields, action = {user_id: wanted}, {}, "member_silenced"
    if wanted.silenced_until != before.silenced_until:
        fields["until"] = wanted.silenced_until and wire_time(wanted.silenced_until)
    if wanted.role != before.role:
        fields["role"] = ROLES[wanted.role]
        action = "role_changed"
    if wanted.role == OWNER:
        action, fields = "owner_changed", {}
        changed = {user_id: Role(OWNER, None), actor_id: group.members[actor_id]._replace(role=ADMIN)}
    written, place = _write_system_message(group.conversation_id, actor_id, action, [user_id], fields)
    state = membership.change_members(group.conversation_id, changed, place)
    _publish_after_commit(
        written, state, actor_id, [], kind="settings" if action == "member_silenced" else "membership"
    )
    _publish_mine_after_commit(group.conversation_id, changed)


def change_group(conversation_id: UUID, actor_id: UUID, info: Info, fields: dict[str, Any]) -> None:
    """Set the conversation's part of a group. `fields` are all changed settings, for the system message."""
    written, place = _write_system_message(conversation_id, actor_id, "group_changed", [], fields)
    _publish_after_commit(written, membership.change(conversation_id, info, place), actor_id, [], kind="settings")


def publish_waiting(conversation_id: UUID, count: int) -> None:
    """Send those who may decide how many people wait to be let in, after the commit of the caller's transaction."""
    deciding = admins(conversation_id)
    transaction.on_commit(lambda: publish_join_requests(conversation_id, count, deciding))


def _write_system_message(
    conversation_id: UUID,
    actor_id: UUID,
    action: str,
    user_ids: Sequence[UUID],
    fields: dict[str, Any] | None = None,
) -> tuple[Appended, Place]:
    system = {
        "action": action,
        "actor_id": str(actor_id),
        "user_ids": [str(user_id) for user_id in user_ids],
        "fields": fields or {},
    }
    item = AppendItem(
        conversation_id=conversation_id,
        sender_id=None,
        message_id=new_id(),
        client_message_id=None,
        digest=None,
        kind="system",
        text=None,
        content=content_of(system=system),
    )
    [written] = append.append([item])
    assert written.seq is not None and written.position is not None  # noqa: PT018
    return written, Place(written.seq, written.position)


def _publish_after_commit(
    written: Appended,
    state: State,
    actor_id: UUID,
    user_ids: Sequence[UUID],
    kind: Literal["membership", "settings"] = "membership",
) -> None:
    cause = Cause(kind=kind, user_id=actor_id)
    transaction.on_commit(lambda: publish_state_change(written, state, cause, user_ids))


def _publish_mine_after_commit(conversation_id: UUID, user_ids: Iterable[UUID]) -> None:
    """Send people's own devices their state. It is read after the commit, so that the lock is not held longer."""
    for user_id in user_ids:
        transaction.on_commit(partial(publish_mine_now, conversation_id, [user_id]), robust=True)
