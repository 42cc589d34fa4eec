"""The one SQL function that makes a message's JSON: both of its forms, tombstones, ticks, replies."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from chat.wire.serializers import Message
from tests.chat.in_process import append, new_direct, new_pair, new_user, rows, text_item, update

READING = (
    "SELECT chat_message_json(m, %s, '{[1,)}'::int8multirange, %s, %s)"
    " FROM chat_message m WHERE conversation_id = %s AND seq = %s"
)


def message(conversation_id: UUID, seq: int, reader: UUID | None, delivered: int = 0, read: int = 0) -> dict[str, Any]:
    """Return a message as `reader` sees it (None: as it is in updates), checked against its shape."""
    [[text]] = rows(READING, reader, delivered, read, conversation_id, seq)
    Message.model_validate_json(text)
    found: dict[str, Any] = orjson.loads(text)
    return found


def test_both_forms_are_messages_and_differ_in_status_only():
    alice, bob, conversation_id = new_pair()
    [row] = append(text_item(conversation_id, alice, 'A "quoted" \\ word, ünïcödé \U0001f600 and\nlines'))
    update, own, others = (message(conversation_id, 1, reader) for reader in (None, alice, bob))
    assert row.message is not None
    assert orjson.loads(row.message) == update
    assert "status" not in update
    assert own == update | {"status": "sent"}
    assert others == update | {"status": None}
    assert update["text"] == 'A "quoted" \\ word, ünïcödé \U0001f600 and\nlines'


def test_the_form_of_updates_has_exactly_the_fields_of_the_contract():
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice))
    always = {name for name, field in Message.model_fields.items() if field.is_required()}
    assert set(message(conversation_id, 1, None)) == always
    assert set(message(conversation_id, 1, alice)) == always | {"status"}


@pytest.mark.parametrize(
    ("delivered", "read", "status"),
    [(0, 0, "sent"), (1, 0, "sent"), (2, 0, "delivered"), (2, 1, "delivered"), (2, 2, "read")],
)
def test_status_follows_from_the_watermarks(delivered: int, read: int, status: str):
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice), text_item(conversation_id, alice))
    assert message(conversation_id, 2, alice, delivered, read)["status"] == status


def test_a_withheld_message_stays_at_sent():
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice))
    update("chat_message", "withheld = true", "conversation_id = %s", conversation_id)
    assert message(conversation_id, 1, alice, 1, 1)["status"] == "sent"


def full_message() -> tuple[UUID, UUID, UUID]:
    """Return alice, bob and a conversation in which message 2 has everything that a message can have."""
    alice, bob, conversation_id = new_pair()
    content = orjson.dumps(
        {"entities": [{"kind": "bold", "offset": 0, "length": 2}], "mentions": [bob], "forwarded_from": bob}
    ).decode()
    append(text_item(conversation_id, bob, "Source"))
    append(text_item(conversation_id, alice, "Secret", content=content, reply_to_seq=1))
    rows(
        "INSERT INTO chat_reaction (conversation_id, seq, user_id, emoji) VALUES (%s, 2, %s, '👍'), (%s, 2, %s, '👍')"
        " RETURNING 1",
        conversation_id, alice, conversation_id, bob,
    )  # fmt: skip
    rows(
        "INSERT INTO chat_message_media (conversation_id, seq, ordinal, media_id) VALUES (%s, 2, 0, gen_random_uuid())"
        " RETURNING 1",
        conversation_id,
    )
    rows(
        "UPDATE chat_message SET reaction_count = 2, media_count = 1, pinned_at = now()"
        " WHERE conversation_id = %s AND seq = 2 RETURNING 1",
        conversation_id,
    )  # fmt: skip
    return alice, bob, conversation_id


def test_reactions_are_counted_and_one_s_own_marked_for_readers_only():
    alice, _, conversation_id = full_message()
    assert message(conversation_id, 2, None)["reactions"] == [{"emoji": "👍", "count": 2}]
    assert message(conversation_id, 2, alice)["reactions"] == [{"emoji": "👍", "count": 2, "mine": True}]
    assert message(conversation_id, 2, new_user("Charlie"))["reactions"] == [{"emoji": "👍", "count": 2, "mine": False}]


def test_a_reply_shows_its_source_to_readers_and_not_in_updates():
    alice, bob, conversation_id = full_message()
    shown = message(conversation_id, 2, alice)["reply_to"]
    assert shown["preview"] == {"sender_id": str(bob), "kind": "text", "text": "Source"}
    assert message(conversation_id, 2, None)["reply_to"] == shown | {"preview": None}
    update("chat_message", "text = NULL, deleted_at = now()", "conversation_id = %s AND seq = 1", conversation_id)
    assert message(conversation_id, 2, alice)["reply_to"] == shown | {"preview": None}


@pytest.mark.parametrize("how", ["deleted_at = now()", "expires_at = now() - interval '1 second'"])
def test_a_tombstone_has_no_content_in_either_form_whatever_is_still_stored(how: str):
    alice, bob, conversation_id = full_message()
    before = message(conversation_id, 2, alice)
    update("chat_message", how, "conversation_id = %s AND seq = 2", conversation_id)
    for reader in (None, alice, bob):
        tombstone = message(conversation_id, 2, reader)
        empty: dict[str, Any] = {
            "text": None,
            "entities": [],
            "mentions": [],
            "media": [],
            "reply_to": None,
            "forwarded_from": None,
        }
        assert {name: tombstone[name] for name in empty} == empty
        assert (tombstone["reactions"], tombstone["pinned_at"], tombstone["system"]) == ([], None, None)
        assert tombstone["deleted_at"] is not None
        kept = ("id", "seq", "position", "sender_id", "kind", "client_message_id", "sent_at")
        assert {name: tombstone[name] for name in kept} == {name: before[name] for name in kept}


def test_a_message_that_has_not_expired_yet_is_whole():
    alice, bob = new_user("Alice"), new_user("Bob")
    conversation_id = new_direct(alice, bob, message_ttl_seconds=3600)
    append(text_item(conversation_id, alice))
    shown = message(conversation_id, 1, bob)
    assert (shown["text"], shown["deleted_at"]) == ("Hello", None)
    assert shown["expires_at"] > shown["sent_at"]


def test_times_are_utc_with_milliseconds():
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice))
    update("chat_message", "sent_at = '2026-11-24 07:25:00.0014+01'", "conversation_id = %s", conversation_id)
    assert message(conversation_id, 1, None)["sent_at"] == "2026-11-24T06:25:00.001Z"
