"""Rows that the database itself refuses, whatever code writes them."""

import pytest
from django.db import IntegrityError, transaction

from tests.chat.in_process import append, new_group, new_pair, new_user, rows, text_item, update

FIRST_ONES = "(SELECT client_message_id FROM chat_message o WHERE (o.conversation_id, o.seq) = (m.conversation_id, 1))"
WRONG_MESSAGES = [
    ("seq = 0", "message_makes_sense"),
    ("position = 0", "message_makes_sense"),
    ("kind = 'song'", "kind_check"),
    ("kind = 'system'", "message_makes_sense"),
    ("sender_id = NULL", "message_makes_sense"),
    ("sender_id = gen_random_uuid()", "fkey"),
    ("client_message_id = NULL", "message_makes_sense"),
    ("body_digest = NULL", "message_makes_sense"),
    ("reply_to_seq = 1", "message_makes_sense"),
    ("reply_to_seq = seq, reply_to_id = id", "message_makes_sense"),
    ("reaction_count = -1", "chat_count_check"),
    ("media_count = -1", "chat_count_check"),
    ("sent_at = NULL", "null value"),
    ("seq = 1", "pkey"),
    (f"client_message_id = {FIRST_ONES}", "unique"),
]


@pytest.mark.parametrize(("change", "words"), WRONG_MESSAGES)
def test_a_message_that_makes_no_sense_is_refused(change: str, words: str):
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice), text_item(conversation_id, alice))
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        update("chat_message m", change, "conversation_id = %s AND seq = 2", conversation_id)


WRONG_CONVERSATIONS = [
    "kind = 'channel'",
    "direct_key = NULL",
    "title = 'Two of us'",
    "kind = 'group'",
    "last_seq = -1, position = 5",
    "last_seq = 2",
    "state_position = 2",
    "post_min_role = 3",
]


@pytest.mark.parametrize("change", WRONG_CONVERSATIONS)
def test_a_conversation_that_makes_no_sense_is_refused(change: str):
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice))
    with pytest.raises(IntegrityError, match="conversation_"), transaction.atomic():
        update("chat_conversation", change, "id = %s", conversation_id)


@pytest.mark.parametrize(
    "change", ["read_seq = 1", "read_seq = -1", "pushed_seq = -1", "role = 3", "request_state = 'perhaps'"]
)
def test_a_participant_that_makes_no_sense_is_refused(change: str):
    _, bob, conversation_id = new_pair()
    with pytest.raises(IntegrityError, match="participant_"), transaction.atomic():
        update("chat_participant", change, "conversation_id = %s AND user_id = %s", conversation_id, bob)


def test_there_is_one_direct_conversation_between_two_people():
    _, _, conversation_id = new_pair()
    _, _, other_id = new_pair()
    with pytest.raises(IntegrityError, match="direct_key"), transaction.atomic():
        rows(
            "UPDATE chat_conversation SET direct_key = (SELECT direct_key FROM chat_conversation WHERE id = %s)"
            " WHERE id = %s RETURNING 1",
            conversation_id,
            other_id,
        )


def test_only_a_participant_can_be_a_sender_even_without_chat_append():
    alice, charlie = new_user("Alice"), new_user("Charlie")
    conversation_id = new_group(alice)
    append(text_item(conversation_id, alice))
    with pytest.raises(IntegrityError, match="fkey"), transaction.atomic():
        update("chat_message", "sender_id = %s", "conversation_id = %s", charlie, conversation_id)
