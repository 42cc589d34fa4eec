"""Which people chat_append refuses, and why."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import Block, User
from chat.models import Conversation
from chat.store.append import Outcome
from common.clock import now
from tests.chat.in_process import (
    append,
    join,
    new_direct,
    new_group,
    new_pair,
    new_user,
    outcomes,
    set_participant,
    text_item,
    update,
)

PAST, FUTURE = now() - timedelta(hours=1), now() + timedelta(hours=1)


def set_conversation(conversation_id: UUID, **fields: Any) -> None:
    assert Conversation.objects.filter(id=conversation_id).update(**fields) == 1


def test_strangers_and_people_without_a_conversation_look_alike():
    _, _, conversation_id = new_pair()
    charlie = new_user("Charlie")
    assert outcomes(text_item(conversation_id, charlie), text_item(uuid4(), charlie)) == [Outcome.NOT_FOUND] * 2


def test_a_closed_conversation_accepts_no_message_from_anybody():
    alice, bob, conversation_id = new_pair()
    set_conversation(conversation_id, closed_at=now())
    assert outcomes(text_item(conversation_id, alice), text_item(conversation_id, bob)) == [Outcome.NOT_ALLOWED] * 2


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"left_at": PAST}, Outcome.NOT_ALLOWED),
        ({"silenced_until": FUTURE}, Outcome.NOT_ALLOWED),
        ({"silenced_until": PAST}, Outcome.FRESH),
    ],
)
def test_former_and_silenced_members_may_not_write(change: dict[str, Any], outcome: Outcome):
    alice, bob = new_user("Alice"), new_user("Bob")
    conversation_id = new_group(alice, bob)
    set_participant(conversation_id, alice, **change)
    assert outcomes(text_item(conversation_id, alice)) == [outcome]
    assert outcomes(text_item(conversation_id, bob)) == [Outcome.FRESH]


@pytest.mark.parametrize("least", [0, 1, 2])
def test_a_role_below_post_min_role_may_not_write(least: int):
    people = [new_user(name) for name in ("Alice", "Bob", "Charlie")]
    conversation_id = new_group(post_min_role=least)
    for role, person in enumerate(people):
        join(conversation_id, person, role=role)
    expected = [Outcome.FRESH if role >= least else Outcome.NOT_ALLOWED for role in range(3)]
    assert outcomes(*(text_item(conversation_id, person) for person in people)) == expected


@pytest.mark.parametrize("change", [{"suspended_at": PAST}, {"erased_at": PAST, "phone_number": None}])
def test_suspended_and_erased_people_may_not_write(change: dict[str, Any]):
    alice, _, conversation_id = new_pair()
    User.objects.filter(id=alice).update(**change)
    assert outcomes(text_item(conversation_id, alice)) == [Outcome.NOT_ALLOWED]


def test_nobody_can_write_to_an_erased_person_and_oneself_goes_on():
    alice, bob, conversation_id = new_pair()
    saved = new_direct(alice, alice)
    User.objects.filter(id=bob).update(erased_at=now(), phone_number=None)
    assert outcomes(text_item(conversation_id, alice), text_item(saved, alice)) == [Outcome.NOT_ALLOWED, Outcome.FRESH]


def test_a_suspended_person_can_still_be_written_to():
    alice, bob, conversation_id = new_pair()
    User.objects.filter(id=bob).update(suspended_at=now())
    assert outcomes(text_item(conversation_id, alice)) == [Outcome.FRESH]


def test_a_reply_needs_a_source_its_sender_can_see():
    alice, bob, conversation_id = new_pair()
    append(*(text_item(conversation_id, alice, str(number)) for number in range(4)))
    update("chat_message", "deleted_at = now()", "conversation_id = %s AND seq = 1", conversation_id)
    set_participant(conversation_id, bob, visible_seqs="{[3,)}")
    found = outcomes(
        text_item(conversation_id, alice, reply_to_seq=4),
        text_item(conversation_id, alice, reply_to_seq=1),
        text_item(conversation_id, alice, reply_to_seq=99),
        text_item(conversation_id, bob, reply_to_seq=2),
        text_item(conversation_id, bob, reply_to_seq=3),
    )
    assert found == ["fresh", "no_source", "no_source", "no_source", "fresh"]


def test_a_withheld_message_can_be_answered_by_its_sender_only():
    alice, bob, conversation_id = new_pair()
    Block.objects.create(blocker_id=bob, blocked_id=alice)
    append(text_item(conversation_id, alice))
    Block.objects.filter(blocker_id=bob).delete()
    assert outcomes(text_item(conversation_id, bob, reply_to_seq=1)) == [Outcome.NO_SOURCE]
    assert outcomes(text_item(conversation_id, alice, reply_to_seq=1)) == [Outcome.FRESH]


def test_an_expired_message_can_not_be_answered():
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice))
    update("chat_message", "expires_at = now()", "conversation_id = %s", conversation_id)
    assert outcomes(text_item(conversation_id, alice, reply_to_seq=1)) == [Outcome.NO_SOURCE]


def slow_group() -> tuple[UUID, UUID, UUID]:
    alice, bob = new_user("Alice"), new_user("Bob")
    conversation_id = new_group(slow_mode_seconds=30)
    join(conversation_id, alice)
    join(conversation_id, bob, role=1)
    return alice, bob, conversation_id


def test_slow_mode_makes_members_wait_and_returns_how_long():
    alice, bob, conversation_id = slow_group()
    assert outcomes(text_item(conversation_id, alice)) == [Outcome.FRESH]
    [refused] = append(text_item(conversation_id, alice))
    assert (refused.outcome, refused.seq) == (Outcome.SLOW_MODE, None)
    assert 28 <= refused.wait_seconds <= 30
    assert outcomes(text_item(conversation_id, bob), text_item(conversation_id, bob)) == [Outcome.FRESH] * 2
    set_participant(conversation_id, alice, last_sent_at=now() - timedelta(seconds=31))
    assert outcomes(text_item(conversation_id, alice)) == [Outcome.FRESH]


def test_slow_mode_holds_within_one_batch_too():
    alice, _, conversation_id = slow_group()
    first, second = append(text_item(conversation_id, alice), text_item(conversation_id, alice))
    assert (first.outcome, second.outcome, second.wait_seconds) == (Outcome.FRESH, Outcome.SLOW_MODE, 30)


def test_a_replay_in_the_same_batch_does_not_make_the_next_message_wait():
    alice, _, conversation_id = slow_group()
    sent = text_item(conversation_id, alice)
    append(sent)
    set_participant(conversation_id, alice, last_sent_at=now() - timedelta(seconds=31))
    assert outcomes(sent, text_item(conversation_id, alice)) == [Outcome.COMMITTED, Outcome.FRESH]
