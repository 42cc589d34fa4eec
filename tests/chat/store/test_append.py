"""chat_append: what it writes, how it numbers messages, and how it recognises repeated ones."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import Error

from accounts.models import Block
from chat.models import Participant
from chat.store.append import APPEND, Outcome, append_parameters
from common.ids import new_id
from tests.chat.in_process import (
    append,
    counters,
    is_gap_free,
    join,
    new_direct,
    new_group,
    new_pair,
    new_user,
    numbers,
    other_session,
    outcomes,
    rows,
    system_item,
    text_item,
    until_blocked,
    update,
)


def test_a_fresh_message_gets_the_next_seq_and_position_and_moves_its_sender_only():
    alice, bob, conversation_id = new_pair()
    [first] = append(text_item(conversation_id, alice))
    [second] = append(text_item(conversation_id, alice))
    assert (first.outcome, first.seq, first.position) == (Outcome.FRESH, 1, 1)
    assert (second.outcome, second.seq, second.position, second.status) == (Outcome.FRESH, 2, 2, "sent")
    assert counters(conversation_id) == (2, 2)
    marks = {p.user_id: (p.delivered_seq, p.read_seq) for p in Participant.objects.filter(conversation=conversation_id)}
    assert marks == {alice: (2, 2), bob: (0, 0)}


def test_a_direct_conversation_is_made_known_by_its_first_message():
    alice, bob, conversation_id = new_pair()
    [row] = append(text_item(conversation_id, alice))
    assert set(row.first_for) == {alice, bob}
    for sender in (alice, bob):
        [row] = append(text_item(conversation_id, sender))
        assert row.first_for == ()


def test_one_batch_numbers_each_conversation_without_gaps_in_the_order_of_its_items():
    people = [new_user() for _ in range(3)]
    conversations = [new_group(*people), new_group(*people), new_group(*people)]
    dice = random.Random(7)
    items = [text_item(dice.choice(conversations), dice.choice(people), str(n)) for n in range(60)]
    written = append(*items)
    assert [row.ordinal for row in written] == list(range(1, 61))
    for conversation_id in conversations:
        own = [(row.seq, row.position) for row, item in zip(written, items, strict=True)
               if item.conversation_id == conversation_id]  # fmt: skip
        assert is_gap_free([(seq or 0, position or 0) for seq, position in own])
        assert numbers(conversation_id) == own
        assert counters(conversation_id) == (len(own), len(own))


def test_refused_items_take_no_number():
    alice, bob, conversation_id = new_pair()
    charlie = new_user("Charlie")
    sent = append(
        text_item(conversation_id, alice), text_item(conversation_id, charlie), text_item(conversation_id, bob)
    )
    assert [(row.outcome, row.seq) for row in sent] == [("fresh", 1), ("not_found", None), ("fresh", 2)]
    assert numbers(conversation_id) == [(1, 1), (2, 2)]


def test_the_same_body_again_is_a_replay_and_another_body_a_conflict():
    alice, _, conversation_id = new_pair()
    item = text_item(conversation_id, alice)
    append(item)
    again = replace(item, message_id=new_id())
    other = replace(again, digest=b"another", text="Another")
    replay, conflict = append(again)[0], append(other)[0]
    assert (replay.outcome, replay.seq, replay.position, replay.message) == (Outcome.REPLAY, 1, 1, None)
    assert conflict.outcome == Outcome.CONFLICT
    assert numbers(conversation_id) == [(1, 1)]


def test_a_replay_is_known_after_edit_and_deletion_for_its_digest_outlives_them():
    alice, _, conversation_id = new_pair()
    item = text_item(conversation_id, alice)
    append(item)
    update("chat_message", "text = NULL, deleted_at = now()", "conversation_id = %s", conversation_id)
    assert outcomes(replace(item, message_id=new_id())) == [Outcome.REPLAY]


def test_the_same_item_again_was_committed_and_comes_back_as_the_first_time():
    alice, _, conversation_id = new_pair()
    item = text_item(conversation_id, alice)
    [first], [again] = append(item), append(item)
    assert again == first._replace(outcome=Outcome.COMMITTED)


def test_a_client_message_id_counts_for_one_sender_in_one_conversation():
    alice, bob, conversation_id = new_pair()
    charlie = new_user("Charlie")
    item = text_item(conversation_id, alice)
    elsewhere = replace(item, conversation_id=new_direct(alice, charlie), message_id=new_id())
    of_bob = replace(item, sender_id=bob, message_id=new_id())
    assert outcomes(item, elsewhere, of_bob) == [Outcome.FRESH] * 3


def test_a_replay_is_answered_even_if_its_sender_may_no_longer_send():
    alice, _, conversation_id = new_pair()
    item = text_item(conversation_id, alice)
    append(item)
    update("accounts_user", "suspended_at = now()", "id = %s", alice)
    assert outcomes(replace(item, message_id=new_id())) == [Outcome.REPLAY]


def test_a_message_to_someone_who_blocked_is_taken_and_withheld():
    alice, bob, conversation_id = new_pair()
    Block.objects.create(blocker_id=bob, blocked_id=alice)
    [withheld] = append(text_item(conversation_id, alice))
    assert (withheld.outcome, withheld.withheld, withheld.status) == (Outcome.FRESH, True, "sent")


def test_a_person_may_not_write_to_somebody_they_block():
    alice, bob, conversation_id = new_pair()
    group = new_group(alice, bob)
    Block.objects.create(blocker_id=bob, blocked_id=alice)
    assert outcomes(text_item(conversation_id, bob), text_item(group, bob)) == [Outcome.NOT_ALLOWED, Outcome.FRESH]
    Block.objects.filter(blocker_id=bob).delete()
    assert outcomes(text_item(conversation_id, bob)) == [Outcome.FRESH]


def test_a_system_message_has_no_sender_and_moves_nobody():
    alice, bob = new_user("Alice"), new_user("Bob")
    conversation_id = new_group(alice, bob)
    [row] = append(system_item(conversation_id, alice))
    assert (row.outcome, row.seq) == (Outcome.FRESH, 1)
    assert {p.read_seq for p in Participant.objects.filter(conversation=conversation_id)} == {0}


def test_mentions_are_kept_beside_the_message_each_once():
    alice, bob = new_user("Alice"), new_user("Bob")
    conversation_id = new_group(alice, bob)
    append(text_item(conversation_id, alice, content=f'{{"mentions": ["{bob}", "{bob}"]}}'))
    assert rows("SELECT user_id, seq FROM chat_mention WHERE conversation_id = %s", conversation_id) == [(bob, 1)]


def test_sent_at_ascends_with_seq_and_disappearing_messages_know_when():
    alice, bob = new_user(), new_user()
    conversation_id = new_direct(alice, bob, message_ttl_seconds=60)
    for sender in (alice, bob, alice):
        append(text_item(conversation_id, sender))
    found = rows(
        "SELECT sent_at, extract(epoch FROM expires_at - sent_at)::int FROM chat_message"
        " WHERE conversation_id = %s ORDER BY seq",
        conversation_id,
    )
    assert [moment for moment, _ in found] == sorted(moment for moment, _ in found)
    assert {seconds for _, seconds in found} == {60}


def test_one_item_that_cannot_be_written_fails_the_whole_call_and_nothing_is_written():
    alice, bob, conversation_id = new_pair()
    with pytest.raises(Error):
        append(text_item(conversation_id, alice), text_item(conversation_id, bob, kind="song"))
    assert numbers(conversation_id) == []
    assert counters(conversation_id) == (0, 0)


def test_conversations_held_elsewhere_come_back_as_locked_and_the_others_are_written():
    alice, bob, held = new_pair()
    free = new_direct(alice, new_user("Charlie"))
    with other_session() as other:
        other.execute("SELECT 1 FROM chat_conversation WHERE id = %s FOR NO KEY UPDATE", [held])
        locked, fresh = append(text_item(held, alice), text_item(free, alice), skip_locked=True)
    assert (locked.outcome, locked.seq, fresh.outcome, fresh.seq) == (Outcome.LOCKED, None, Outcome.FRESH, 1)
    assert outcomes(text_item(held, bob)) == [Outcome.FRESH]


def test_participants_are_locked_in_order_so_that_receipts_cannot_deadlock_with_a_batch():
    alice, bob = new_user("Alice"), new_user("Bob")
    conversations = [new_group(bob) for _ in range(40)]
    dice = random.Random(3)
    # Neither the items nor the rows on disk are in the order of the ids.
    for conversation_id in dice.sample(conversations, len(conversations)):
        join(conversation_id, alice)
    items = [text_item(conversation_id, alice) for conversation_id in dice.sample(conversations, len(conversations))]
    with other_session() as holder, other_session() as looker, other_session() as batch:
        holder.execute(HOLD, [conversations[:1], alice])
        with ThreadPoolExecutor(1) as thread:
            waiting = thread.submit(batch.execute, APPEND, append_parameters(items))
            until_blocked(batch, holder)
            # The batch waits for the first row in order, and must not have locked a later one.
            free = looker.execute(f"{HOLD} SKIP LOCKED", [conversations, alice]).fetchall()
            looker.rollback()
            holder.rollback()
            assert {row[1] for row in waiting.result()} == {Outcome.FRESH}
    assert len(free) == len(conversations) - 1


HOLD = "SELECT 1 FROM chat_participant WHERE conversation_id = ANY(%s::uuid[]) AND user_id = %s FOR NO KEY UPDATE"
