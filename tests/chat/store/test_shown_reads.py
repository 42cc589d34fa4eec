"""chat_receipts: how far others see that messages were read, and which message is the last one for a blocker."""

from uuid import UUID

from accounts.models import Block, Privacy
from chat.models import ConversationReceipts, Participant
from chat.store.receipts import Moved, Watermark
from tests.chat.in_process import append, new_group, new_pair, new_user, rows, text_item

MOVE = "SELECT * FROM chat_receipts(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[], '{}', 32)"


def move(*watermarks: Watermark) -> list[Moved]:
    return [Moved(*row) for row in rows(MOVE, *(list(column) for column in zip(*watermarks, strict=True)))]


def hide_reads(user_id: UUID) -> None:
    Privacy.objects.create(user_id=user_id, read_receipts=False)


def test_groups_always_show_who_read():
    alice, bob = new_user("Alice"), new_user("Bob")
    group = new_group(alice, bob)
    ConversationReceipts.objects.get_or_create(conversation_id=group, defaults={"changed_xid": 0})
    hide_reads(bob)
    append(text_item(group, alice))
    participant, minima = move(Watermark(group, bob, read_seq=1))
    assert (participant.changed, participant.read_seq, participant.shown_read_seq) == (True, 1, 1)
    assert (minima.user_id, minima.read_seq) == (None, 1)


def test_between_two_people_the_shown_number_stays_and_nobody_gets_an_update():
    alice, bob, conversation_id = new_pair()
    append(text_item(conversation_id, alice), text_item(conversation_id, alice))
    [first] = move(Watermark(conversation_id, bob, read_seq=1))
    assert (first.changed, first.shown_read_seq) == (True, 1)
    hide_reads(alice)
    [delivered] = move(Watermark(conversation_id, bob, delivered_seq=2))
    [read] = move(Watermark(conversation_id, bob, read_seq=2))
    assert (delivered.changed, delivered.read_changed) == (True, False)
    assert (read.changed, read.read_changed, read.read_seq, read.shown_read_seq) == (False, True, 2, 1)


def test_a_withheld_message_is_beyond_the_end_for_the_blocker():
    alice, bob, conversation_id = new_pair()
    append(text_item(conversation_id, alice))
    Block.objects.create(blocker_id=bob, blocked_id=alice)
    append(text_item(conversation_id, alice), text_item(conversation_id, alice))
    [read] = move(Watermark(conversation_id, bob, read_seq=3))
    [delivered] = move(Watermark(conversation_id, bob, delivered_seq=99))
    assert (read.read_seq, read.delivered_seq, delivered.delivered_seq, delivered.changed) == (1, 1, 1, False)
    [senders] = move(Watermark(conversation_id, alice, read_seq=99))
    assert senders.read_seq == 3
    Block.objects.filter(blocker_id=bob).delete()
    append(text_item(conversation_id, alice))
    [after] = move(Watermark(conversation_id, bob, delivered_seq=4))
    assert after.delivered_seq == 4


def test_a_conversation_with_only_withheld_messages_is_hidden_from_a_person_who_did_not_open_it():
    alice, bob, conversation_id = new_pair()
    Participant.objects.filter(conversation_id=conversation_id, user_id=bob).update(opened_at=None)
    assert move(Watermark(conversation_id, bob, read_seq=0)) == []
    Block.objects.create(blocker_id=bob, blocked_id=alice)
    append(text_item(conversation_id, alice))
    assert move(Watermark(conversation_id, bob, read_seq=1)) == []
    Block.objects.filter(blocker_id=bob).delete()
    append(text_item(conversation_id, alice))
    [reached] = move(Watermark(conversation_id, bob, read_seq=0))
    assert reached.read_seq == 0
