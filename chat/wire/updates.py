"""Updates: what the server tells sockets about conversations, how it is encoded, and who is told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

import orjson

from chat.store.append import Appended, AppendItem, Outcome
from chat.store.membership import State
from chat.store.targets import Changed, Target
from chat.wire.serializers import ConversationState, Message, MyState, Receipts
from common.parsing import Shape
from delivery.publish import publish
from delivery.updates import ConversationUpdate
from presence.serializers import Presence


class Cause(Shape):
    """Why a conversation changed.

    option_ids: what was chosen in a poll. In an anonymous one user_id is null, and only the voter's own sockets get it.
    """

    kind: Literal[
        "sent", "edited", "deleted", "reacted", "pinned", "voted", "media", "preview", "membership", "settings"
    ]
    user_id: UUID | None
    emoji: str | None = None
    removed: bool | None = None
    option_ids: list[int] | None = None


class Change(Shape):
    """The state after one change, the same bytes for every member; message null for who may not see it."""

    update: Literal["change"]
    conversation_id: UUID
    position: int
    message: Message | None
    conversation: ConversationState | None
    cause: Cause


class Mine(Shape):
    """One's own state in a conversation, to one's own sockets."""

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
    """Anti-entropy: how far the conversation is. Greater than one's own position: pull."""

    update: Literal["head"]
    conversation_id: UUID
    position: int
    receipts: Receipts


class Typing(Shape):
    """Somebody types or records; idle: no longer. Dropped by the client after 6 seconds."""

    update: Literal["typing"]
    conversation_id: UUID
    user_id: UUID
    state: Literal["typing", "recording", "idle"]


class Account(Shape):
    """Parts of one's own account changed: pull."""

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
    "resync": Resync,
}


def change_frames(
    conversation_id: UUID, position: int, message: str, cause: str, conversation: str = "null"
) -> tuple[bytes, bytes]:
    """Return an encoded `change`, and the one without the message for who may not see it.

    `message`, `cause` and `conversation` are JSON text, put in as they are.
    """
    head = f'{{"update":"change","conversation_id":"{conversation_id}","position":{position},"message":'
    tail = f',"conversation":{conversation},"cause":{cause}}}'
    return f"{head}{message}{tail}".encode(), f"{head}null{tail}".encode()


def typing_frame(conversation_id: UUID, user_id: UUID, state: str) -> bytes:
    """Return an encoded `typing`."""
    return orjson.dumps({"update": "typing", "conversation_id": conversation_id, "user_id": user_id, "state": state})


def publish_message_change(target: Target, changed: Changed, cause: Cause) -> None:
    """Tell the participants what became of a message. Call after the commit."""
    publish([_message_update(target, changed, cause)])


def publish_vote(
    target: Target, changed: Changed, actor_id: UUID, option_ids: list[int] | None, *, anonymous: bool
) -> None:
    """Tell the participants that somebody voted, or (option_ids None) closed the poll. Call after the commit.

    Of an anonymous poll others learn the counts, and the actor's own sockets what was chosen.
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
        only=(target.sender_id,) if target.withheld and target.sender_id else None,
    )


def publish_state_change(written: Appended, state: State, cause: Cause, user_ids: Sequence[UUID]) -> None:
    """Tell the participants that the conversation itself changed, with the system message that says so.

    `user_ids` are reached whether or not they are participants any more. Call after the commit.
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
    """Tell the participants what a committed batch wrote. Call after the commit."""
    publish([appended_update(item, row) for item, row in done if row.outcome in {Outcome.FRESH, Outcome.COMMITTED}])


def appended_update(item: AppendItem, row: Appended) -> ConversationUpdate:
    """Return the update of one written message. A withheld one reaches its sender only."""
    assert row.position is not None and row.message is not None and row.members_version is not None  # noqa: PT018
    # By hand: for every message there is, a model takes ten times as long.
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
