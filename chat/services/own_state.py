"""A person's own state in a conversation: muted, pinned, archived, unread, draft. Only their own devices get it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import orjson
from django.conf import settings
from django.db import transaction

from chat.store import own
from chat.store.own import Draft, NewDraft, Settings
from chat.wire.commands import ConversationSettings, PutDraft
from common.clock import now, wire_time
from common.database import retried
from common.errors import ApiError, invalid, not_found
from delivery.publish import publish
from delivery.updates import UserUpdate


@retried
@transaction.atomic
def set_conversation_settings(user_id: UUID, conversation_id: UUID, command: ConversationSettings) -> None:
    """Set those of muted_until, pinned, archived and marked_unread that the command has.

    Raises ApiError `not_found`.
    """
    before = _lock_settings(conversation_id, user_id)
    given = command.model_fields_set
    after = Settings(
        muted_until=command.muted_until if "muted_until" in given else before.muted_until,
        pinned_at=_since(before.pinned_at, command.pinned),
        archived_at=_since(before.archived_at, command.archived),
        marked_unread=before.marked_unread if command.marked_unread is None else command.marked_unread,
    )
    if after != before:
        own.set_settings(conversation_id, user_id, after)
        publish_mine(conversation_id, user_id)


def _since(before: datetime | None, wanted: bool | None) -> datetime | None:
    """Return the time a state began: unchanged if it goes on, now if it begins, None if it ends."""
    if wanted is None:
        return before
    return (before or now()) if wanted else None


@retried
@transaction.atomic
def put_draft(user_id: UUID, conversation_id: UUID, command: PutDraft) -> Draft:
    """Store a draft; an empty text deletes it.

    Raises ApiError `not_found`, `invalid` for a version that is too far ahead, `draft_outdated` with the stored draft.
    The stored draft may be a deleted one: a device that never saw it learns from its version which versions are too
    low.
    """
    highest = _highest_version()
    if command.version > highest:
        raise invalid("version", "out_of_range", f"must be at most {highest} now")
    _lock_settings(conversation_id, user_id)
    stored = own.draft(conversation_id, user_id)
    # A stored version can be too far ahead only if the clock went back.
    if stored is not None and command.version <= stored.version <= highest:
        if (command.text, command.reply_to_seq, command.version) == stored[:3]:
            return stored
        raise ApiError("draft_outdated", extra={"draft": _wire(stored)})
    draft = NewDraft(command.text, command.reply_to_seq, command.version)
    written = own.put_draft(conversation_id, user_id, draft, settings.DRAFTS_BYTES)
    if written is None:
        raise ApiError("too_many", f"All drafts together may have at most {settings.DRAFTS_BYTES} bytes")
    own.touch(conversation_id, user_id)
    publish_mine(conversation_id, user_id)
    return written


@retried
@transaction.atomic
def delete_draft(user_id: UUID, conversation_id: UUID) -> None:
    """Delete the draft, if there is one. Raises ApiError `not_found`."""
    _lock_settings(conversation_id, user_id)
    stored = own.draft(conversation_id, user_id)
    if stored is not None and stored.text:
        own.put_draft(conversation_id, user_id, NewDraft("", None, stored.version + 1), settings.DRAFTS_BYTES)
        own.touch(conversation_id, user_id)
        publish_mine(conversation_id, user_id)


def _highest_version() -> int:
    return int(1_000_000 * (now().timestamp() + settings.DRAFT_VERSION_AHEAD_SECONDS))


def draft_json(draft: Draft) -> dict[str, object] | None:
    """Return a draft's wire form; None for a deleted one."""
    return _wire(draft) if draft.text else None


def _wire(draft: Draft) -> dict[str, object]:
    return draft._asdict() | {"updated_at": wire_time(draft.updated_at)}


def publish_mine(conversation_id: UUID, user_id: UUID, hidden_message_ids: Sequence[UUID] | None = None) -> None:
    """Send a person's devices their state in a conversation, after the commit of the running transaction."""
    [own_state] = own.mine(conversation_id, [user_id])
    frame = own_state.frame
    hidden = (
        "" if hidden_message_ids is None else f', "hidden_message_ids": {orjson.dumps(hidden_message_ids).decode()}'
    )
    transaction.on_commit(lambda: publish([UserUpdate(user_id, f"{frame}{hidden}}}".encode())]))


def publish_mine_now(conversation_id: UUID, user_ids: Sequence[UUID]) -> None:
    """Send people's devices their state in a conversation as it is now. Call after the commit."""
    publish([UserUpdate(one.user_id, f"{one.frame}}}".encode()) for one in own.mine(conversation_id, user_ids)])


def _lock_settings(conversation_id: UUID, user_id: UUID) -> Settings:
    """Lock a participant and return their settings. Raises ApiError `not_found`."""
    found = own.lock_settings(conversation_id, user_id)
    if found is None:
        raise not_found()
    return found
