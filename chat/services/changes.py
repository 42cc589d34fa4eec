"""Changing existing messages: edit, delete, react, pin. A call that changes nothing takes no position."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import NamedTuple, TypeVar
from uuid import UUID

import orjson
from django.conf import settings
from django.db import transaction

from chat.services.own_state import publish_mine, publish_mine_now
from chat.store import changing, own, targets
from chat.store.changing import Changed
from chat.store.targets import Found, Target
from chat.wire.commands import EditMessage
from chat.wire.content import edited_content
from chat.wire.updates import Cause, publish_message_change
from common.clock import now
from common.database import retried
from common.errors import ApiError, not_found

M = TypeVar("M", Found, Target)
# Publishes a change; called after the commit.
Publish = Callable[[Target, Changed], None]


class Place(NamedTuple):
    """Where a message is, and its position after the call."""

    conversation_id: UUID
    seq: int
    position: int


def edit_message(actor_id: UUID, command: EditMessage) -> Place:
    """Replace the text of a message that the actor sent at most EDIT_WINDOW_SECONDS ago.

    Whoever blocks the actor keeps the old text.

    Raises ApiError `not_found`, `not_allowed`, `message_deleted`.
    """

    def edit(target: Target) -> Changed | None:
        require_sender(target, actor_id)
        require_may_send(target)
        if target.kind != "text" or now() - target.sent_at > timedelta(seconds=settings.EDIT_WINDOW_SECONDS):
            raise ApiError("not_allowed", "This message can no longer be edited")
        content = edited_content(target.content, command.entities, command.mentions)
        same = target.text == command.text and _same(content, target.content)
        return None if same else changing.edit(target, command.text, content, command.mentions)

    return change_message(actor_id, command.message_id, edit, _publish_with(Cause(kind="edited", user_id=actor_id)))


def _same(one: str | None, other: str | None) -> bool:
    return (orjson.loads(one) if one else None) == (orjson.loads(other) if other else None)


def delete_message(actor_id: UUID, message_id: UUID) -> Place:
    """Delete the actor's own message for everyone; a second call changes nothing. Raises `not_found`, `not_allowed`."""

    def delete(target: Target) -> Changed | None:
        require_sender(target, actor_id)
        return None if target.gone else changing.delete(target)

    cause = Cause(kind="deleted", user_id=actor_id)
    return change_message(actor_id, message_id, delete, _publish_with(cause), of_gone=True)


def react(actor_id: UUID, message_id: UUID, emoji: str, *, remove: bool = False) -> Place:
    """Add the actor's emoji to a message, or remove it.

    Raises ApiError `not_found`, `not_allowed`, `message_deleted`, `too_many_reactions`.
    """

    def change(target: Target) -> Changed | None:
        require_unblocked(target)
        if remove:
            return changing.remove_reaction(target, actor_id, emoji)
        try:
            most = settings.REACTIONS_PER_PERSON, settings.REACTION_KINDS
            return changing.add_reaction(target, actor_id, emoji, *most)
        except changing.FullError:
            raise ApiError("too_many_reactions") from None

    cause = Cause(kind="reacted", user_id=actor_id, emoji=emoji, removed=remove)
    return change_message(actor_id, message_id, change, _publish_with(cause))


def pin_message(actor_id: UUID, message_id: UUID, *, pinned: bool) -> Place:
    """Pin a message for all members, or unpin it.

    Raises ApiError `not_found`, `not_allowed`, `message_deleted`, `too_many`.
    """

    def pin(target: Target) -> Changed | None:
        require_may_send(target)
        require_unblocked(target)
        if (target.pinned_at is not None) == pinned:
            return None
        if pinned and changing.pin_count(target.conversation_id) >= settings.CONVERSATION_PINS:
            raise ApiError("too_many", f"At most {settings.CONVERSATION_PINS} messages may be pinned")
        return changing.pin(target, pinned=pinned)

    cause = Cause(kind="pinned", user_id=actor_id, removed=not pinned)
    return change_message(actor_id, message_id, pin, _publish_with(cause))


@retried
@transaction.atomic
def hide_message(actor_id: UUID, message_id: UUID) -> Place:
    """Delete a message for the actor only. Takes no position; a second call changes nothing. Raises `not_found`."""
    found = targets.find(actor_id, message_id)
    target = targets.load(actor_id, found.conversation_id, found.seq) if found else None
    if target is None:
        raise not_found()
    if targets.hide(target, actor_id):
        publish_mine(target.conversation_id, actor_id, hidden_message_ids=[message_id])
    return Place(target.conversation_id, target.seq, target.position)


@retried
@transaction.atomic
def change_message(
    actor_id: UUID,
    message_id: UUID,
    change: Callable[[Target], Changed | None],
    publish: Publish,
    *,
    of_gone: bool = False,
) -> Place:
    """Run `change` on a message that the actor sees as an active member, with its conversation locked.

    `change` returns None if nothing changed; otherwise `publish` runs after the commit. Raises ApiError `not_found`,
    `not_allowed`, and `message_deleted` unless of_gone.
    """
    found = _active(targets.lock(actor_id, message_id))
    # Once more, because the previous holder of the lock may have changed everything.
    target = _active(targets.load(actor_id, found.conversation_id, found.seq))
    if target.gone and not of_gone:
        raise ApiError("message_deleted")
    changed = change(target)
    if changed is None:
        return Place(target.conversation_id, target.seq, target.position)
    if changed.private:
        # The change moved no column that others poll. The sender's own devices find it by the participant's row.
        own.touch(target.conversation_id, actor_id)
    transaction.on_commit(lambda: publish(target, changed))
    if changed.mention_changed:
        transaction.on_commit(lambda: publish_mine_now(target.conversation_id, changed.mention_changed))
    return Place(target.conversation_id, target.seq, changed.position)


def _active(message: M | None) -> M:
    """Return a message that the actor sees as an active member. Raises ApiError `not_found`, `not_allowed`."""
    if message is None or message.hidden:
        raise not_found()
    if not message.active:
        raise ApiError("not_allowed", "You are no longer a member")
    return message


def _publish_with(cause: Cause) -> Publish:
    return partial(publish_message_change, cause=cause)


def require_sender(target: Target, actor_id: UUID) -> None:
    """Raise ApiError `not_allowed` unless the actor sent the message."""
    if target.sender_id != actor_id:
        raise ApiError("not_allowed", "You may do this only to your own messages")


def require_may_send(target: Target) -> None:
    """Raise ApiError `not_allowed` unless the actor may send to the conversation now. Slow mode does not count."""
    if not target.may_send:
        raise ApiError("not_allowed", "You may not write in this conversation")


def require_unblocked(target: Target, *, unless_withheld: bool = False) -> None:
    """Raise ApiError `not_allowed` if the other person of a direct conversation blocks the actor.

    unless_withheld: a message that the other person never sees may still change.
    """
    if target.blocked and not (unless_withheld and target.withheld):
        raise ApiError("not_allowed")
