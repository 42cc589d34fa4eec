"""P1 to P3 shown red: histories spoilt by hand, each by one thing."""

import pytest

from tests.ops.prove.spoiling import Spoil, spoilt, violated
from tests.ops.prove.story import Story, good

# P1


def test_p1_an_acknowledged_message_is_not_in_the_database(tmp_path):
    story = good()
    story.truth["messages"] = [row for row in story.truth["messages"] if row[0] != 6]
    assert {"P1", "P4"} <= violated(story, tmp_path)


def test_p1_another_message_took_its_seq(tmp_path):
    story = good()
    story.truth["messages"][5][2] = "m2"
    assert "P1" in violated(story, tmp_path)


def test_p1_a_fresh_fetch_lacks_it(tmp_path):
    story = good()
    for client in ("a1", "a2"):
        state = story.state("fresh", client)
        state["messages"] = [row for row in state["messages"] if row[0] != 6]
    assert {"P1", "P10"} == violated(story, tmp_path)


def test_p1_an_acknowledged_edit_is_lost(tmp_path):
    story = good()
    for row in (story.truth["messages"][1], *(story.state(event, client)["messages"][1]
                for event in ("final", "fresh") for client in ("a1", "a2", "b1", "c1"))):  # fmt: skip
        row[4] = "m2/0"
    assert "P1" in violated(story, tmp_path)


def lost_deletion(story: Story) -> None:
    seq = story.send("a1", "doomed")
    before = list(story.rows[seq])
    story.change("a1", seq, None)
    story.rows[seq] = [*before[:1], story.rows[seq][1], *before[2:]]


def test_p1_an_acknowledged_deletion_is_lost(tmp_path):
    assert "P1" in violated(spoilt(lost_deletion), tmp_path)


def test_p1_the_last_of_two_edits_is_lost(tmp_path):
    def spoil(story: Story) -> None:
        story.change("a1", 2, "m2/2")
        story.change("a1", 2, "m2/3")
        story.rows[2][4] = "m2/2"

    assert "P1" in violated(spoilt(spoil), tmp_path)


# P2


def never_sent(story: Story) -> None:
    story.happen(8, [8, story.position + 1, "forged", "alice", "forged/0", False])


def refused_and_seen(story: Story) -> None:
    story.sent("b1", op := story.ask_to_send("b1", "no"), "no", event="fail")
    story.answer("b1", op, "fail", code="not_allowed")


def seen_before_it_was_sent(story: Story) -> None:
    story.send("a1", "early")
    story.one("see", client_message_id="early", client="b1")["at"] -= 10_000_000


def of_another_sender(story: Story) -> None:
    story.send("a1", "mine")
    story.rows[8][3] = "bob"


def a_body_nobody_wrote(story: Story) -> None:
    seq = story.send("a1", "true")
    story.happen(seq, [seq, story.position + 1, "true", "alice", "forged", False])


def a_deletion_nobody_asked_for(story: Story) -> None:
    seq = story.send("a1", "kept")
    story.happen(seq, [seq, story.position + 1, "kept", "alice", None, True])


def a_refused_edit_seen(story: Story) -> None:
    story.change("a1", 2, "m2/2", event="unknown")
    story.events[-1] |= {"event": "fail", "code": "edit_window_over"}


def a_refused_deletion_seen(story: Story) -> None:
    story.change("a1", 2, None, event="unknown")
    story.events[-1] |= {"event": "fail", "code": "not_allowed"}


@pytest.mark.parametrize(
    "spoil",
    [
        never_sent,
        refused_and_seen,
        seen_before_it_was_sent,
        of_another_sender,
        a_body_nobody_wrote,
        a_deletion_nobody_asked_for,
        a_refused_edit_seen,
        a_refused_deletion_seen,
    ],
)
def test_p2(spoil: Spoil, tmp_path):
    assert "P2" in violated(spoilt(spoil), tmp_path)


# P3


def stored_twice(story: Story) -> None:
    op = story.ask_to_send("b1", "double")
    story.sent("b1", op, "double", event="unknown")
    story.answer("b1", op, "unknown", why="time-out")
    again = story.ask_to_send("b1", "double", attempt=2)
    story.sent("b1", again, "double")


def two_bodies_in_one_state(story: Story) -> None:
    story.change("a1", 2, "m2/2")
    story.see("b1", 2, body="m2/0")


def a_deleted_message_came_back(story: Story) -> None:
    seq = story.send("a1", "undead")
    story.change("a1", seq, None)
    story.happen(seq, [seq, story.position + 1, "undead", "alice", "undead/0", False])


def answered_with_two_seqs(story: Story) -> None:
    seq = story.send("a1", "twice")
    again = story.ask_to_send("a1", "twice", attempt=2)
    story.answer("a1", again, seq=seq - 1, position=story.position, body="twice/0", replay=True)


@pytest.mark.parametrize(
    "spoil", [stored_twice, two_bodies_in_one_state, a_deleted_message_came_back, answered_with_two_seqs]
)
def test_p3(spoil: Spoil, tmp_path):
    assert "P3" in violated(spoilt(spoil), tmp_path)


def test_p3_a_client_holds_a_message_twice(tmp_path):
    story = good()
    story.state("final", "b1")["messages"].append(list(story.rows[2][:5]))
    assert violated(story, tmp_path) == {"P3"}


def test_p3_the_database_has_a_seq_twice(tmp_path):
    story = good()
    story.truth["messages"].append(story.truth["messages"][1])
    assert violated(story, tmp_path) == {"P3"}
