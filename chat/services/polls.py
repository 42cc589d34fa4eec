"""Voting in polls and closing them: changes of the message, as others are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from chat.models import Conversation
from chat.services.changes import Place, change_message, refuse_blocked
from chat.store import targets
from chat.store.targets import Changed, Target
from chat.wire.updates import publish_vote
from common.errors import ApiError, invalid, not_found


def vote(actor_id: UUID, message_id: UUID, option_ids: Sequence[int]) -> Place:
    """Put one's vote in place of what it was; none takes it back, the same again changes nothing, even when closed.

    Raises ApiError `not_found`, also for what is no poll, `invalid`, `not_allowed`, `message_deleted`, `poll_closed`.
    """
    chosen = sorted(option_ids)

    def change(target: Target) -> Changed | None:
        poll = _poll(target)
        _heard(target)
        _check(poll, chosen)
        if chosen == target.votes:
            return None
        if target.poll_closed:
            raise ApiError("poll_closed")
        return targets.vote(target, actor_id, chosen)

    def tell(target: Target, changed: Changed) -> None:
        publish_vote(target, changed, actor_id, chosen, anonymous=_poll(target)["anonymous"])

    return change_message(actor_id, message_id, change, tell)


def close_poll(actor_id: UUID, message_id: UUID) -> Place:
    """Let nobody vote any more: for who sent it and a group's admins; again changes nothing.

    Raises ApiError `not_found`, `not_allowed`, `message_deleted`.
    """

    def change(target: Target) -> Changed | None:
        _poll(target)
        if target.sender_id != actor_id and target.role < Conversation.Role.ADMIN:
            raise ApiError("not_allowed", "Only its author, and the group's admins and owner, may close a poll")
        _heard(target)
        return None if target.poll_closed else targets.close_poll(target)

    def tell(target: Target, changed: Changed) -> None:
        publish_vote(target, changed, actor_id, None, anonymous=_poll(target)["anonymous"])

    return change_message(actor_id, message_id, change, tell)


def _poll(target: Target) -> dict[str, Any]:
    if target.kind != "poll" or target.content is None:
        raise not_found()
    poll: dict[str, Any] = orjson.loads(target.content)["poll"]
    return poll


def _heard(target: Target) -> None:
    """Refuse what a block is to keep away; of what is withheld only its sender learns."""
    if not target.withheld:
        refuse_blocked(target)


def _check(poll: dict[str, Any], chosen: Sequence[int]) -> None:
    if len(chosen) > 1 and not poll["multiple"]:
        raise invalid("option_ids", "too_long", "this poll allows only one option")
    if any(option_id >= len(poll["options"]) for option_id in chosen):
        raise invalid("option_ids", "not_a_choice", "there is no such option")
