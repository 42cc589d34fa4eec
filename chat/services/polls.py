"""Voting in polls and closing them. Both change the poll's message."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from chat.models import Conversation
from chat.services.changes import Place, change_message, require_unblocked
from chat.store import changing
from chat.store.changing import Changed
from chat.store.targets import Target
from chat.wire.updates import publish_vote
from common.errors import ApiError, invalid, not_found


def vote(actor_id: UUID, message_id: UUID, option_ids: Sequence[int]) -> Place:
    """Replace the actor's vote. No options take the vote back; the same vote again changes nothing, even when closed.

    Raises ApiError `not_found` (also for a message that is no poll), `invalid`, `not_allowed`, `message_deleted`,
    `poll_closed`.
    """
    chosen = sorted(option_ids)

    def change(target: Target) -> Changed | None:
        poll = _require_poll(target)
        require_unblocked(target, unless_withheld=True)
        _require_choice(poll, chosen)
        if chosen == target.votes:
            return None
        if target.poll_closed:
            raise ApiError("poll_closed")
        return changing.vote(target, actor_id, chosen)

    def publish(target: Target, changed: Changed) -> None:
        publish_vote(target, changed, actor_id, chosen, anonymous=_require_poll(target)["anonymous"])

    return change_message(actor_id, message_id, change, publish)


def close_poll(actor_id: UUID, message_id: UUID) -> Place:
    """End the voting. The poll's sender and the group's admins may do this; closing a closed poll changes nothing.

    Raises ApiError `not_found`, `not_allowed`, `message_deleted`.
    """

    def change(target: Target) -> Changed | None:
        _require_poll(target)
        if target.sender_id != actor_id and target.role < Conversation.Role.ADMIN:
            raise ApiError("not_allowed", "Only its author, and the group's admins and owner, may close a poll")
        require_unblocked(target, unless_withheld=True)
        return None if target.poll_closed else changing.close_poll(target)

    def publish(target: Target, changed: Changed) -> None:
        publish_vote(target, changed, actor_id, None, anonymous=_require_poll(target)["anonymous"])

    return change_message(actor_id, message_id, change, publish)


def _require_poll(target: Target) -> dict[str, Any]:
    """Return the message's poll. Raises ApiError `not_found` if it has none."""
    if target.kind != "poll" or target.content is None:
        raise not_found()
    poll: dict[str, Any] = orjson.loads(target.content)["poll"]
    return poll


def _require_choice(poll: dict[str, Any], chosen: Sequence[int]) -> None:
    """Raise ApiError `invalid` unless the poll has the chosen options and accepts as many of them."""
    if len(chosen) > 1 and not poll["multiple"]:
        raise invalid("option_ids", "too_long", "this poll allows only one option")
    if any(option_id >= len(poll["options"]) for option_id in chosen):
        raise invalid("option_ids", "not_a_choice", "there is no such option")
