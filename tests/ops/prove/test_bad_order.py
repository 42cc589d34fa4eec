"""P4 to P6 shown red: histories spoilt by hand, each by one thing."""

import pytest

from tests.ops.prove.spoiling import Spoil, spoilt, violated
from tests.ops.prove.story import ROOM, Story, good

# P4


def another_message_at_that_seq(story: Story) -> None:
    story.send("a1", "one")
    story.see("b1", 8, client_message_id="m6", sender="alice", body="m6/0", position=story.position + 1)
    story.position += 1


def one_position_of_two_messages(story: Story) -> None:
    story.send("a1", "one")
    story.see("b1", 7, position=story.position)


def an_order_against_time(story: Story) -> None:
    story.send("a1", "first")
    story.send("b1", "second")
    for event in story.events:
        if event.get("seq") in {8, 9}:
            event["seq"] = 17 - event["seq"]
    for rows in (story.rows, *(held for client, held in story.held.items() if client != "c1")):
        rows[8], rows[9] = [8, *rows[9][1:]], [9, *rows[8][1:]]


@pytest.mark.parametrize("spoil", [another_message_at_that_seq, one_position_of_two_messages, an_order_against_time])
def test_p4(spoil: Spoil, tmp_path):
    assert "P4" in violated(spoilt(spoil), tmp_path)


def test_p4_positions_do_not_ascend_with_seqs(tmp_path):
    story = good()
    story.one("ok", seq=6)["position"] = 3
    assert "P4" in violated(story, tmp_path)


def test_p4_the_database_has_a_gap(tmp_path):
    story = good()
    story.truth["last_seq"] += 1
    assert "P4" in violated(story, tmp_path)


def test_p4_a_client_has_a_gap(tmp_path):
    story = good()
    for event in ("final", "fresh"):
        story.state(event, "b1")["messages"].pop(4)
    assert "P4" in violated(story, tmp_path)


# P5


def test_p5_a_later_message_of_the_same_sender_has_a_lower_seq(tmp_path):
    def spoil(story: Story) -> None:
        an_order_against_time(story)
        for event in story.events:
            if (
                event.get("client") == "b1"
                and event.get("client_message_id") == "second"
                and event["event"] == "invoke"
            ):
                event["person"] = "alice"
            if event.get("client_message_id") == "second" and event["event"] == "see":
                event["sender"] = "alice"
        for rows in (story.rows, *story.held.values()):
            for row in rows.values():
                if row[2] == "second":
                    row[3] = "alice"

    assert violated(spoilt(spoil), tmp_path) >= {"P5"}


def test_p5_over_two_devices_too(tmp_path):
    def spoil(story: Story) -> None:
        story.send("a1", "first")
        story.send("a2", "second")
        story.one("ok", seq=9)["seq"] = 7

    assert "P5" in violated(spoilt(spoil), tmp_path)


# P6


def page_of(story: Story, body: str = "m2/1") -> list[list[object]]:
    """Return the page that a client fetched from another process after its edit."""
    return next(
        event["messages"] for event in story.events
        if event["event"] == "ok" and [2, "m2", body] in event.get("messages", [])
    )  # fmt: skip


def test_p6_ones_own_message_is_not_on_the_page(tmp_path):
    story = good()
    page_of(story).pop(1)
    assert violated(story, tmp_path) == {"P6"}


def test_p6_the_page_ends_before_it(tmp_path):
    story = good()
    del page_of(story)[1:]
    assert violated(story, tmp_path) == {"P6"}


def test_p6_the_page_is_empty(tmp_path):
    story = good()
    page_of(story).clear()
    assert violated(story, tmp_path) == {"P6"}


def test_p6_ones_own_edit_is_not_on_the_page(tmp_path):
    story = good()
    page_of(story)[1][2] = "m2/0"
    assert violated(story, tmp_path) == {"P6"}


def test_p6_on_another_device_of_the_same_person(tmp_path):
    story = good()
    del page_of(story, "m2/0")[1:]
    assert violated(story, tmp_path) == {"P6"}


def test_p6_a_message_of_another_person_may_be_late(tmp_path):
    story = good()
    page_of(story).pop(2)
    assert violated(story, tmp_path) == set()


def test_the_room_is_named_in_words(tmp_path):
    story = good()
    story.truth["last_seq"] += 1
    [violation, *_] = story.judged(tmp_path).findings.violations["P4"]
    assert ROOM in violation.words
