"""Updates about conversations: their shapes, their encoding, and publishing them to the right people."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

import orjson

from chat.store.append import Appended, AppendItem, Outcome
from chat.store.changing import Changed
from chat.store.membership import State
from chat.store.targets import Target
from chat.wire.serializers import ConversationState, Message, MyState, Receipts
from common.parsing import Shape
from delivery.publish import publish
from delivery.updates import ConversationUpdate, UserUpdate
from presence.serializers import Presence


class Cause(Shape):
    """Why a conversation changed.

    option_ids: the chosen options of a poll. In an anonymous poll user_id is null and only the voter's sockets get
    them.
    """

    kind: Literal[
        "sent", "edited", "deleted", "reacted", "pinned", "voted", "media", "preview", "membership", "settings"
    ]
    user_id: UUID | None
    emoji: str | None = None
    removed: bool | None = None
    option_ids: list[int] | None = None


class Change(Shape):
    """The state after one change, the same bytes for every member; message is null for members who may not see it."""

    update: Literal["change"]
    conversation_id: UUID
    position: int
    message: Message | None
    conversation: ConversationState | None
    cause: Cause


class Mine(Shape):
    """A person's own state in a conversation; only their own sockets get it."""

    update: Literal["mine"]
    conversation_id: UUID
    my: MyState
    unread_count: int
    unread_mentions: int
    hidden_message_ids: list[UUID] | None = None


class Receipt(Shape):
    """One member's watermarks; or, without a user, the minima of a group."""

    update: Literal["receipt"]
    conversation_id: UUID
    user_id: UUID | None = None
    delivered_seq: int | None = None
    read_seq: int | None = None
    delivered_to_all_seq: int | None = None
    read_by_all_seq: int | None = None


class Head(Shape):
    """The conversation's position, for repair: a client with a smaller position fetches the changes."""

    update: Literal["head"]
    conversation_id: UUID
    position: int
    receipts: Receipts


class Typing(Shape):
    """A person types or records; idle: stopped. Clients forget it after 6 seconds."""

    update: Literal["typing"]
    conversation_id: UUID
    user_id: UUID
    state: Literal["typing", "recording", "idle"]


class JoinRequests(Shape):
    """How many people wait to be let into a group; for those who may decide."""

    update: Literal["join_requests"]
    conversation_id: UUID
    count: int


class Account(Shape):
    """Parts of the person's own account changed; the client fetches them."""

    update: Literal["account"]
    changed: list[Literal["profile", "contacts", "blocks", "privacy", "devices"]]


class Resync(Shape):
    """The server may have missed something: sync after a random 0 to 3 seconds."""

    update: Literal["resync"]
    reason: str


UPDATES: dict[str, type[Shape]] = {
    "change": Change,
    "mine": Mine,
    "receipt": Receipt,
    "head": Head,
    "typing": Typing,
    "presence": Presence,
    "account": Account,
    "join_requests": JoinRequests,
    "resync": Resync,
}


def change_frames(
    conversation_id: UUID, position: int, message: str, cause: str, conversation: str = "null"
) -> tuple[bytes, bytes]:
    """Return an encoded `change`, and the same without the message, for participants who may not see it.

    `message`, `cause` and `conversation` are JSON text and are inserted unchanged.
    """
    head = f'{{"update":"change","conversation_id":"{conversation_id}","position":{position},"message":'
    tail = f',"conversation":{conversation},"cause":{cause}}}'
    return f"{head}{message}{tail}".encode(), f"{head}null{tail}".encode()


def typing_frame(conversation_id: UUID, user_id: UUID, state: str) -> bytes:
    """Return an encoded `typing` update."""
    return orjson.dumps({"update": "typing", "conversation_id": conversation_id, "user_id": user_id, "state": state})


def publish_join_requests(conversation_id: UUID, count: int, user_ids: Sequence[UUID]) -> None:
    """Send people how many wait to be let into a group. Call after the commit."""
    frame = orjson.dumps({"update": "join_requests", "conversation_id": conversation_id, "count": count})
    publish([UserUpdate(user_id, frame) for user_id in user_ids])


def publish_message_change(target: Target, changed: Changed, cause: Cause) -> None:
    """Send the participants a changed message. Call after the commit."""
    everyone = _message_update(target, changed, cause)
    if changed.senders is None or target.sender_id is None:
        publish([everyone])
        return
    own = _message_update(target, changed._replace(message=changed.senders), cause)
    others = [] if changed.private else [replace(everyone, except_user=target.sender_id)]
    publish([replace(own, only=(target.sender_id,)), *others])


def publish_vote(
    target: Target, changed: Changed, actor_id: UUID, option_ids: list[int] | None, *, anonymous: bool
) -> None:
    """Send the participants that a person voted, or (option_ids None) closed the poll. Call after the commit.

    In an anonymous poll only the actor's own sockets get the chosen options; the others get the counts.
    """
    chosen = {} if option_ids is None else {"option_ids": option_ids}
    if not anonymous:
        publish([_message_update(target, changed, Cause(kind="voted", user_id=actor_id, **chosen))])
        return
    own = _message_update(target, changed, Cause(kind="voted", user_id=None, **chosen))
    others = _message_update(target, changed, Cause(kind="voted", user_id=None))
    publish([replace(own, only=(actor_id,)), replace(others, except_user=actor_id)])


def _message_update(target: Target, changed: Changed, cause: Cause) -> ConversationUpdate:
    why = cause.model_dump_json(exclude_unset=True)
    frame, blank = change_frames(target.conversation_id, changed.position, changed.message, why)
    return ConversationUpdate(
        conversation_id=target.conversation_id,
        members_version=changed.members_version,
        frame=frame,
        seq=target.seq,
        blank=blank,
        only=(target.sender_id,) if changed.private and target.sender_id else None,
        hidden_for=tuple(changed.hidden_for),
    )


def publish_state_change(written: Appended, state: State, cause: Cause, user_ids: Sequence[UUID]) -> None:
    """Send the participants a change of the conversation itself, with its system message. Call after the commit.

    `user_ids` get it too, even if they are no longer participants.
    """
    assert written.position is not None and written.message is not None  # noqa: PT018
    why = cause.model_dump_json(exclude_unset=True)
    frame, blank = change_frames(state.conversation_id, written.position, written.message, why, state.json)
    publish(
        [
            ConversationUpdate(
                conversation_id=state.conversation_id,
                members_version=state.members_version,
                frame=frame,
                seq=written.seq,
                blank=blank,
                user_ids=tuple(user_ids),
            )
        ]
    )


def publish_appended(done: Sequence[tuple[AppendItem, Appended]]) -> None:
    """Send the participants the messages of a committed batch. Call after the commit."""
    publish([appended_update(item, row) for item, row in done if row.outcome in {Outcome.FRESH, Outcome.COMMITTED}])


def appended_update(item: AppendItem, row: Appended) -> ConversationUpdate:
    """Return the update of one written message. A withheld message goes to its sender only."""
    assert row.position is not None and row.message is not None and row.members_version is not None  # noqa: PT018
    # Encoded by hand, because a pydantic model takes ten times as long and this runs for every message.
    user_id = f'"{item.sender_id}"' if item.sender_id else "null"
    frame, blank = change_frames(
        item.conversation_id, row.position, row.message, f'{{"kind":"sent","user_id":{user_id}}}'
    )
    return ConversationUpdate(
        conversation_id=item.conversation_id,
        members_version=row.members_version,
        frame=frame,
        seq=row.seq,
        blank=blank,
        only=(item.sender_id,) if row.withheld and item.sender_id else None,
        user_ids=row.first_for,
    )
