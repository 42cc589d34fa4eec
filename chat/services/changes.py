"""Changing messages that are there: edit, delete, react, pin. What changes nothing takes no position."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

import orjson
from django.conf import settings
from django.db import transaction

from chat.services.own_state import publish_mine
from chat.store import own, targets
from chat.store.targets import Changed, Target
from chat.wire.commands import EditMessage
from chat.wire.content import edited_content
from chat.wire.updates import Cause, publish_message_change
from common.clock import now
from common.database import retried
from common.errors import ApiError, not_found

# What is told after the commit.
Tell = Callable[[Target, Changed], None]


class Place(NamedTuple):
    """Where a message is, and its position after the call."""

    conversation_id: UUID
    seq: int
    position: int


def edit_message(actor_id: UUID, command: EditMessage) -> Place:
    """Give one's own message another text, within EDIT_WINDOW_SECONDS.

    Raises ApiError `not_found`, `not_allowed`, `message_deleted`.
    """

    def edit(target: Target) -> Changed | None:
        _own(target, actor_id)
        if not target.withheld:
            # Else an old message would say anew what a block is to keep away.
            refuse_blocked(target)
        if target.kind != "text" or now() - target.sent_at > timedelta(seconds=settings.EDIT_WINDOW_SECONDS):
            raise ApiError("not_allowed", "This message can no longer be edited")
        content = edited_content(target.content, command.entities)
        same = target.text == command.text and _same(content, target.content)
        return None if same else targets.edit(target, command.text, content)

    return change_message(actor_id, command.message_id, edit, _told(Cause(kind="edited", user_id=actor_id)))


def _same(one: str | None, other: str | None) -> bool:
    return (orjson.loads(one) if one else None) == (orjson.loads(other) if other else None)


def delete_message(actor_id: UUID, message_id: UUID) -> Place:
    """Delete one's own message for everyone; again changes nothing. Raises ApiError `not_found`, `not_allowed`."""

    def delete(target: Target) -> Changed | None:
        _own(target, actor_id)
        return None if target.gone else targets.delete(target)

    cause = Cause(kind="deleted", user_id=actor_id)
    return change_message(actor_id, message_id, delete, _told(cause), of_gone=True)


def react(actor_id: UUID, message_id: UUID, emoji: str, *, remove: bool = False) -> Place:
    """Add one's emoji to a message, or take it away. Raises ApiError `not_found`, `not_allowed`, `message_deleted`."""

    def change(target: Target) -> Changed | None:
        refuse_blocked(target)
        return (targets.remove_reaction if remove else targets.add_reaction)(target, actor_id, emoji)

    cause = Cause(kind="reacted", user_id=actor_id, emoji=emoji, removed=remove)
    return change_message(actor_id, message_id, change, _told(cause))


def pin_message(actor_id: UUID, message_id: UUID, *, pinned: bool) -> Place:
    """Pin a message for all, or no longer. Raises ApiError `not_found`, `not_allowed`, `message_deleted`."""

    def pin(target: Target) -> Changed | None:
        refuse_blocked(target)
        return None if (target.pinned_at is not None) == pinned else targets.pin(target, pinned=pinned)

    cause = Cause(kind="pinned", user_id=actor_id, removed=not pinned)
    return change_message(actor_id, message_id, pin, _told(cause))


@retried
@transaction.atomic
def hide_message(actor_id: UUID, message_id: UUID) -> Place:
    """Delete a message for oneself only: no position is taken; again changes nothing. Raises ApiError `not_found`."""
    target = _target(actor_id, message_id)
    if targets.hide(target, actor_id):
        publish_mine(target.conversation_id, actor_id, hidden_message_ids=[message_id])
    return Place(target.conversation_id, target.seq, target.position)


@retried
@transaction.atomic
def change_message(
    actor_id: UUID, message_id: UUID, change: Callable[[Target], Changed | None], tell: Tell, *, of_gone: bool = False
) -> Place:
    """Change a message that an active member sees, under the lock; None from `change` changes nothing.

    Raises ApiError `not_found`, `not_allowed`, and `message_deleted` unless of_gone.
    """
    target = _target(actor_id, message_id)
    if target.hidden:
        raise not_found()
    if not target.active:
        raise ApiError("not_allowed", "You are no longer a member")
    if target.gone and not of_gone:
        raise ApiError("message_deleted")
    changed = change(target)
    if changed is None:
        return Place(target.conversation_id, target.seq, target.position)
    if target.withheld:
        # It moved nothing that others would see; the sender's own devices look at their participant's row.
        own.touch(target.conversation_id, actor_id)
    transaction.on_commit(lambda: tell(target, changed))
    return Place(target.conversation_id, target.seq, changed.position)


def _target(actor_id: UUID, message_id: UUID) -> Target:
    place = targets.find(message_id)
    target = targets.load(actor_id, *place) if place else None
    if target is None:
        raise not_found()
    return target


def _told(cause: Cause) -> Tell:
    return partial(publish_message_change, cause=cause)


def _own(target: Target, actor_id: UUID) -> None:
    if target.sender_id != actor_id:
        raise ApiError("not_allowed", "You may do this only to your own messages")


def refuse_blocked(target: Target) -> None:
    """Raise ApiError `not_allowed` if the other one of two people blocks the actor."""
    if target.blocked:
        raise ApiError("not_allowed")
