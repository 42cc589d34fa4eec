"""What a consumer of the feed gets: every change, at least once, in order, whatever fails meanwhile."""

from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import connection, transaction
from django.test import override_settings

from accounts.models import Block
from chat.services import delete_message, edit_message, react
from chat.store.append import append as append_in_transaction
from chat.store.feed import FeedChange
from chat.wire.commands import EditMessage
from groups import services as groups
from groups.serializers import CreateGroup
from tests.chat.feed.consuming import Recorder, accepted, stored
from tests.chat.in_process import append, new_group, new_pair, new_user, other_session, rows, system_item, text_item


def edit(sender: UUID, message_id: UUID | str, text: str) -> None:
    edit_message(sender, EditMessage(message_id=message_id, text=text))


def shown(message: str | None) -> dict[str, Any]:
    assert message is not None
    found: dict[str, Any] = orjson.loads(message)
    return found


def texts(changes: list[FeedChange]) -> list[str | None]:
    return [orjson.loads(change.message or "{}").get("text") for change in changes]


def test_a_new_consumer_gets_what_comes_after_its_first_pass():
    alice, _, conversation_id = new_pair()
    append(text_item(conversation_id, alice, "before"))
    recorder = Recorder()
    recorder.run(conversation_id)
    append(text_item(conversation_id, alice, "after"))
    recorder.run(conversation_id)
    recorder.run(conversation_id)
    assert texts(recorder.changes(conversation_id)) == ["after"]


def test_a_consumer_from_the_beginning_gets_everything_that_there_is():
    alice, _, conversation_id = new_pair()
    for number in range(7):
        append(text_item(conversation_id, alice, str(number)))
    before = stored(*(row[0] for row in rows("SELECT id FROM chat_conversation WHERE position > 0")))
    recorder = Recorder(from_beginning=True)
    with override_settings(FEED_PAGE_CONVERSATIONS=2, FEED_PAGE_CHANGES=3):
        recorder.run()
    assert texts(recorder.changes(conversation_id)) == [str(number) for number in range(7)]
    found = accepted(recorder.pages)
    for one, messages in before.items():
        # Later positions are of changes that a process of another test made meanwhile.
        assert all(found[one][message_id] >= position for message_id, position in messages.items())


def test_pages_are_bounded_and_none_is_skipped():
    alice, bob, first = new_pair()
    others = [new_group(alice, bob) for _ in range(12)]
    recorder = Recorder()
    recorder.run()
    for number in range(10):
        append(text_item(first, alice, str(number)), *(text_item(one, bob, str(number)) for one in others))
    with override_settings(FEED_PAGE_CONVERSATIONS=3, FEED_PAGE_CHANGES=4):
        recorder.run()
    assert max(len(changes) for _, changes in recorder.pages) == 4
    for one in (first, *others):
        assert recorder.positions(one) == list(range(1, 11))


def test_an_edited_message_comes_once_with_its_latest_change():
    alice, _, conversation_id = new_pair()
    [first, _] = append(text_item(conversation_id, alice, "one"), text_item(conversation_id, alice, "two"))
    recorder = Recorder(from_beginning=True)
    recorder.run(conversation_id)
    message_id = shown(first.message)["id"]
    edit(alice, message_id, "uno")
    edit(alice, message_id, "eins")
    react(alice, message_id, "👍")
    recorder.run(conversation_id)
    assert recorder.positions(conversation_id) == [1, 2, 5]
    assert texts(recorder.changes(conversation_id)) == ["one", "two", "eins"]
    delete_message(alice, message_id)
    recorder.run(conversation_id)
    [*_, last] = recorder.changes(conversation_id)
    assert shown(last.message)["deleted_at"] is not None
    assert accepted(recorder.pages)[conversation_id] == stored(conversation_id)[conversation_id]


def test_a_change_of_the_conversation_itself_says_so():
    owner, member = new_user("Owner"), new_user("Member")
    recorder = Recorder()
    recorder.run()
    group_id = groups.create_group(owner, CreateGroup(name="Team", member_ids=[member]))
    append(text_item(group_id, owner, "hello"))
    recorder.run(group_id)
    created, hello = recorder.changes(group_id)
    assert created.state
    assert shown(created.message)["system"]["action"] == "group_created"
    assert not hello.state


def test_a_withheld_message_and_its_edit_come_marked_as_such():
    alice, bob, conversation_id = new_pair()
    recorder = Recorder()
    recorder.run(conversation_id)
    Block.objects.create(blocker_id=bob, blocked_id=alice)
    [row] = append(text_item(conversation_id, alice, "you never see this"))
    recorder.run(conversation_id)
    edit(alice, shown(row.message)["id"], "nor this")
    recorder.run(conversation_id)
    found = recorder.changes(conversation_id)
    assert texts(found) == ["you never see this", "nor this"]
    assert [change.withheld for change in found] == [True, True]


def test_a_transaction_that_was_under_way_during_a_pass_comes_with_the_next():
    alice, _, conversation_id = new_pair()
    _, _, other = new_pair()
    recorder = Recorder()
    recorder.run(conversation_id, other)
    with other_session() as slow:
        # It has its transaction id before the others, and commits after them.
        slow.execute("SELECT pg_current_xact_id()")
        append(text_item(conversation_id, alice, "quick"))
        recorder.run(conversation_id, other)
        slow.execute(
            "UPDATE chat_conversation SET changed_xid = pg_current_xact_id()::text::bigint, position = position + 1,"
            " state_position = position + 1 WHERE id = %s",
            [conversation_id],
        )
        recorder.run(conversation_id, other)
        assert texts(recorder.changes(conversation_id)) == ["quick"]
        slow.commit()
    recorder.run(conversation_id, other)
    assert [(change.position, change.state) for change in recorder.changes(conversation_id)] == [(1, False), (2, True)]


def test_what_failed_comes_again_and_no_later_change_before_it():
    alice, _, conversation_id = new_pair()
    fails = [True]

    def handle(one: UUID) -> None:
        if one == conversation_id and fails:
            raise ConnectionError("the search engine is away")

    recorder = Recorder(handle=handle)
    recorder.run(conversation_id)
    append(text_item(conversation_id, alice, "one"))
    for _ in range(2):
        with pytest.raises(ConnectionError):
            recorder.run(conversation_id)
    append(text_item(conversation_id, alice, "two"))
    fails.clear()
    recorder.run(conversation_id)
    assert texts(recorder.changes(conversation_id)) == ["one", "two"]


def test_what_a_consumer_writes_is_committed_with_its_progress_or_not_at_all():
    alice, _, conversation_id = new_pair()
    fails = [True]

    def handle(one: UUID) -> None:
        if one == conversation_id:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE accounts_user SET about = about || '!' WHERE id = %s", [alice])
            if fails:
                raise ConnectionError

    recorder = Recorder(handle=handle)
    recorder.run(conversation_id)
    append(text_item(conversation_id, alice))
    with pytest.raises(ConnectionError):
        recorder.run(conversation_id)
    fails.clear()
    recorder.run(conversation_id)
    recorder.run(conversation_id)
    assert rows("SELECT about FROM accounts_user WHERE id = %s", alice) == [("!",)]


def test_a_slot_that_another_worker_holds_is_left_to_it():
    alice, _, conversation_id = new_pair()
    recorder = Recorder()
    recorder.run(conversation_id)
    append(text_item(conversation_id, alice))
    with other_session() as worker:
        worker.execute("SELECT 1 FROM chat_feed_slot WHERE consumer = %s FOR UPDATE", [recorder.consumer.name])
        recorder.run(conversation_id)
        assert recorder.changes(conversation_id) == []
    recorder.run(conversation_id)
    assert recorder.positions(conversation_id) == [1]


def test_after_a_restore_into_another_cluster_nothing_is_skipped():
    alice, _, conversation_id = new_pair()
    recorder = Recorder()
    recorder.run(conversation_id)
    append(text_item(conversation_id, alice, "handled"))
    recorder.run(conversation_id)
    append(text_item(conversation_id, alice, "not handled"))
    # A dump keeps the rows; transaction ids begin anew, so that this change looks older than the snapshot.
    rows("UPDATE chat_conversation SET changed_xid = 1 WHERE id = %s RETURNING 1", conversation_id)
    rows("UPDATE chat_participant SET changed_xid = 1 WHERE conversation_id = %s RETURNING 1", conversation_id)
    recorder.run(conversation_id)
    assert texts(recorder.changes(conversation_id)) == ["handled"]
    name = recorder.consumer.name
    rows("UPDATE chat_feed_slot SET system_identifier = 'another' WHERE consumer = %s RETURNING 1", name)
    recorder.run(conversation_id)
    assert texts(recorder.changes(conversation_id)) == ["handled", "not handled"]


def test_messages_of_one_transaction_that_rolls_back_never_come():
    alice, _, conversation_id = new_pair()
    recorder = Recorder()
    recorder.run(conversation_id)
    with pytest.raises(ZeroDivisionError):
        rolled_back(conversation_id)
    append(text_item(conversation_id, alice, "kept"))
    recorder.run(conversation_id)
    assert texts(recorder.changes(conversation_id)) == ["kept"]


def rolled_back(conversation_id: UUID) -> None:
    with transaction.atomic():
        append_in_transaction([system_item(conversation_id, new_user())])
        raise ZeroDivisionError
