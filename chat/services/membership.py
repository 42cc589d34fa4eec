"""Changing who takes part in a group. Who may do that is decided in groups; here the data stays right.

Each call is one system message, hence one seq, one position and one update, in the caller's transaction.
"""

from collections.abc import Collection, Sequence
from typing import Literal
from uuid import UUID

from django.db import transaction

from chat import receipts
from chat.content import content_of
from chat.store import append, membership
from chat.store.append import Appended, AppendItem
from chat.store.membership import Locked, State
from chat.updates import Cause, publish_state_change
from common.ids import new_id

__all__ = ["Locked", "add_members", "create_group_conversation", "lock_group", "remove_member"]

Action = Literal["group_created", "members_added", "member_removed", "member_left"]


def create_group_conversation(creator_id: UUID, title: str, member_ids: Collection[UUID]) -> UUID:
    """Make a group's conversation with its first message and return its id; the creator owns it."""
    people = {creator_id, *member_ids}
    conversation_id = new_id()
    membership.create(conversation_id, title, creator_id, people)
    others = sorted(people - {creator_id})
    written = _say(conversation_id, creator_id, "group_created", others, title=title)
    assert written.position is not None
    state = membership.founded(conversation_id, written.position)
    _tell(written, state, creator_id, [creator_id, *others])
    return conversation_id


def lock_group(conversation_id: UUID, user_ids: Collection[UUID], *, with_heir: bool = False) -> Locked | None:
    """Lock a group until the end of the transaction; what is returned holds until then. Else as membership.lock."""
    return membership.lock(conversation_id, user_ids, with_heir=with_heir)


def add_members(group: Locked, actor_id: UUID, user_ids: Sequence[UUID], *, from_start: bool) -> None:
    """Make people members who are not; from_start: they see what was said before they came."""
    written = _say(group.conversation_id, actor_id, "members_added", user_ids)
    assert written.seq is not None and written.position is not None  # noqa: PT018
    place = (written.seq, written.position)
    state = membership.add(group.conversation_id, user_ids, *place, from_start=from_start)
    _tell(written, state, actor_id, user_ids)


def remove_member(group: Locked, actor_id: UUID, user_id: UUID, *, heir_id: UUID | None = None) -> None:
    """End a membership, by another person or by oneself; `heir_id` becomes the owner. The last one closes the group."""
    action: Action = "member_left" if actor_id == user_id else "member_removed"
    written = _say(group.conversation_id, actor_id, action, [user_id], owner_id=str(heir_id) if heir_id else None)
    assert written.seq is not None and written.position is not None  # noqa: PT018
    place = (written.seq, written.position)
    state = membership.remove(group.conversation_id, user_id, heir_id, *place)
    _tell(written, state, actor_id, [user_id])
    # They may have been the slowest.
    transaction.on_commit(lambda: receipts.touch_from_thread(state.conversation_id, state.participant_count))


def _say(
    conversation_id: UUID, actor_id: UUID, action: Action, user_ids: Sequence[UUID], **fields: str | None
) -> Appended:
    system = {
        "action": action,
        "actor_id": str(actor_id),
        "user_ids": [str(user_id) for user_id in user_ids],
        "fields": {name: value for name, value in fields.items() if value is not None},
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
    return append.append([item])[0]


def _tell(written: Appended, state: State, actor_id: UUID, user_ids: Sequence[UUID]) -> None:
    cause = Cause(kind="membership", user_id=actor_id)
    transaction.on_commit(lambda: publish_state_change(written, state, cause, user_ids))
