"""P7 to P10 shown red: histories spoilt by hand, each by one thing."""

import pytest

from tests.ops.prove.spoiling import Spoil, spoilt, violated
from tests.ops.prove.story import ROOM, Story, good

# P7


def back(story: Story) -> None:
    story.tell("cursor", client="b1", person="bob", conversation=ROOM, position=story.position - 1)
    story.tell("cursor", client="b1", person="bob", conversation=ROOM, position=story.position)


def beyond_the_end(story: Story) -> None:
    story.tell("cursor", client="b1", person="bob", conversation=ROOM, position=story.position + 1, reset=True)
    story.tell("cursor", client="b1", person="bob", conversation=ROOM, position=story.position, reset=True)


def told_a_head_beyond_the_end(story: Story) -> None:
    story.tell("hear", client="b1", person="bob", conversation=ROOM, update="head", position=story.position + 1)


@pytest.mark.parametrize("spoil", [back, beyond_the_end, told_a_head_beyond_the_end])
def test_p7(spoil: Spoil, tmp_path):
    assert violated(spoilt(spoil), tmp_path) == {"P7"}


def test_p7_ended_below_where_it_had_been(tmp_path):
    story = good()
    story.state("final", "b1")["position"] -= 1
    assert violated(story, tmp_path) == {"P7", "P10"}


# P8


def an_answer_below_what_was_told(story: Story) -> None:
    story.receive("b1", "read", story.send("a1", "new"))
    story.receipt("a2", "bob", [7, 7], via="sync", asked_at=story.at)


def a_group_whose_least_fell(story: Story) -> None:
    story.receipt("b1", "all", [5, 3])
    story.receipt("a1", "all", [4, 3], via="page", asked_at=story.at)


def a_group_that_ended_lower(story: Story) -> None:
    # The states at the end say 0.
    story.receipt("b1", "all", [5, 3])


def lost_in_the_database(story: Story) -> None:
    story.receive("b1", "read", story.send("a1", "new"))
    story.watermarks["bob"] = [7, 7]


def acknowledged_and_not_kept(story: Story) -> None:
    op = story.invoke("b1", "read", conversation=ROOM, seq=story.send("a1", "new"))
    story.answer("b1", op)


def read_above_delivered(story: Story) -> None:
    story.receipt("b1", "alice", [6, 7])


def of_an_outsider(story: Story) -> None:
    story.receipt("b1", "mallory", [1, 1])


def set_by_nobody(story: Story) -> None:
    story.send("a1", "unread")
    story.receipt("a1", "bob", [8, 8])
    story.watermarks["bob"] = [8, 8]


def set_in_the_database_by_nobody(story: Story) -> None:
    story.send("a1", "unread")
    story.watermarks["bob"] = [8, 8]


def set_by_somebody_removed(story: Story) -> None:
    op = story.invoke("c1", "delivered", conversation=ROOM, seq=6)
    story.receipt("a1", "charlie", [6, 3])
    story.answer("c1", op)


def kept_of_somebody_removed(story: Story) -> None:
    story.invoke("c1", "delivered", conversation=ROOM, seq=6)
    story.watermarks["charlie"] = [6, 3]


@pytest.mark.parametrize(
    "spoil",
    [
        an_answer_below_what_was_told,
        a_group_whose_least_fell,
        a_group_that_ended_lower,
        lost_in_the_database,
        acknowledged_and_not_kept,
        read_above_delivered,
        of_an_outsider,
        set_by_nobody,
        set_in_the_database_by_nobody,
        set_by_somebody_removed,
        kept_of_somebody_removed,
    ],
)
def test_p8(spoil: Spoil, tmp_path):
    assert violated(spoilt(spoil), tmp_path) == {"P8"}


def test_p8_set_by_an_outsider(tmp_path):
    story = good()
    del story.truth["participants"]["charlie"]
    assert "P8" in violated(story, tmp_path)


# P9


def a_message_after_the_removal(story: Story) -> None:
    story.send("a1", "secret")
    story.see("c1", 8)
    del story.held["c1"][8]


def an_edit_after_the_removal(story: Story) -> None:
    story.change("a1", 2, "m2/2")
    before = story.held["c1"][2]
    story.see("c1", 2)
    story.held["c1"][2] = before


def a_receipt_after_the_removal(story: Story) -> None:
    story.receipt("c1", "alice", [7, 7])


def a_head_after_the_removal(story: Story) -> None:
    story.tell("hear", client="c1", person="charlie", conversation=ROOM, update="head", position=story.position)


def a_message_between_removal_and_return(story: Story) -> None:
    story.add("a1", "charlie")
    story.see("c1", 6)
    del story.held["c1"][6]


def a_message_of_the_return_before_it_was_asked_for(story: Story) -> None:
    story.add("a1", "charlie")
    seen = story.one("see", client="c1", seq=8)
    seen["at"] = story.one("invoke", what="add")["at"] - 1
    story.events.remove(seen)
    story.events.append(seen)


@pytest.mark.parametrize(
    "spoil",
    [
        a_message_after_the_removal,
        an_edit_after_the_removal,
        a_receipt_after_the_removal,
        a_head_after_the_removal,
        a_message_between_removal_and_return,
        a_message_of_the_return_before_it_was_asked_for,
    ],
)
def test_p9(spoil: Spoil, tmp_path):
    assert violated(spoilt(spoil), tmp_path) == {"P9"}


def test_p9_in_what_is_held_at_the_end(tmp_path):
    story = good()
    for event in ("final", "fresh"):
        story.state(event, "c1")["messages"].append(story.rows[6][:5])
    assert violated(story, tmp_path) == {"P9"}


def test_p9_the_position_moved_on(tmp_path):
    def spoil(story: Story) -> None:
        story.tell("cursor", client="c1", person="charlie", conversation=ROOM, position=story.position)
        story.left["charlie"] = story.position

    assert violated(spoilt(spoil), tmp_path) == {"P9"}


# P10


def test_p10_a_client_lacks_a_message(tmp_path):
    story = good()
    story.state("final", "b1")["messages"].pop()
    assert violated(story, tmp_path) == {"P10"}


def test_p10_a_client_holds_an_old_state(tmp_path):
    story = good()
    story.state("final", "b1")["messages"][1] = [2, 2, "m2", "alice", "m2/0"]
    assert violated(story, tmp_path) == {"P10"}


def test_p10_receipts_differ(tmp_path):
    story = good()
    story.state("final", "b1")["receipts"]["bob"] = [1, 1]
    assert violated(story, tmp_path) == {"P10"}


def test_p10_one_holds_a_conversation_less(tmp_path):
    story = good()
    story.one("final", client="b1")["conversations"] = {}
    assert violated(story, tmp_path) == {"P10"}


def test_p10_a_client_holds_what_it_cannot_fetch(tmp_path):
    story = good()
    for client in ("a1", "a2"):
        story.one("fresh", client=client)["conversations"] = {}
    assert "P10" in violated(story, tmp_path)


def test_p10_a_client_says_nothing(tmp_path):
    story = good()
    story.drop("final", client="b1")
    assert violated(story, tmp_path) == {"P10"}


def test_p10_nothing_was_fetched(tmp_path):
    story = good()
    story.drop("fresh", client="b1")
    assert violated(story, tmp_path) == {"P10"}


def test_p10_a_fetch_is_not_what_the_database_holds(tmp_path):
    story = good()
    for event in ("final", "fresh"):
        story.state(event, "b1")["messages"][1] = [2, 2, "m2", "alice", "m2/0"]
    assert violated(story, tmp_path) == {"P10"}
