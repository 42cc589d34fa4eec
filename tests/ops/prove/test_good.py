"""Histories in which all properties hold, including odd ones: what the contract allows is never a violation."""

from collections.abc import Callable

import pytest

from ops.prove.checks.findings import PROPERTIES
from tests.ops.prove.story import ROOM, Story, good


def test_all_holds_and_all_was_tried(tmp_path):
    verdict = good(feed=True).judged(tmp_path)
    assert verdict.findings.violations == {name: [] for name in PROPERTIES}
    assert verdict.findings.untried == []
    assert verdict.holds
    assert (verdict.acknowledged, verdict.unknown) == (5, 1)


def unknown_and_it_never_happened(story: Story) -> None:
    op = story.ask_to_send("a1", "never")
    story.answer("a1", op, "unknown", why="time-out")


def unknown_and_it_happened_much_later(story: Story) -> None:
    op = story.ask_to_send("a1", "slow")
    story.answer("a1", op, "unknown", why="connection lost")
    story.send("a1", "quick")
    story.wait(20)
    story.sent("a1", op, "slow", event="unknown")


def a_client_that_vanished_left_commands_open(story: Story) -> None:
    story.sent("b1", story.ask_to_send("b1", "open"), "open", event="unknown")
    story.ask_to_send("b1", "open and lost")


def both_edges_at_once(story: Story) -> None:
    one, other = story.ask_to_send("a1", "twice"), story.ask_to_send("a1", "twice", edge="rest", socket=None, attempt=2)
    seq = story.sent("a1", one, "twice")
    story.answer("a1", other, seq=seq, position=story.position, body="twice/0", replay=True)


def refused_after_an_unknown_try(story: Story) -> None:
    first = story.ask_to_send("b1", "again")
    story.answer("b1", first, "unknown", why="time-out")
    second = story.ask_to_send("b1", "again", attempt=2)
    story.sent("b1", first, "again", event="unknown")
    story.answer("b1", second, "fail", code="not_allowed")


def an_unknown_edit_won(story: Story) -> None:
    seq = story.send("a1", "edited")
    story.change("a1", seq, "edited/1")
    story.change("a1", seq, "edited/2", event="unknown")


def an_unknown_edit_came_first(story: Story) -> None:
    seq = story.send("a1", "edited")
    story.change("a1", seq, "edited/1", event="unknown")
    story.change("a1", seq, "edited/2")


def a_reset_put_a_client_where_its_answer_stood(story: Story) -> None:
    for position in (story.position - 2, story.position):
        story.tell("cursor", client="b1", person="bob", conversation=ROOM, position=position, reset=True)


def receipts_that_overtook_each_other(story: Story) -> None:
    first, second = story.send("a1", "first"), story.send("a1", "second")
    story.receive("b1", "read", first)
    asked_at = story.at - 1
    story.receive("b1", "read", second)
    story.receipt("a1", "bob", [first, first], via="sync", asked_at=asked_at)
    story.receipt("a2", "bob", [first, first])


def who_came_back_sees_what_came_since(story: Story) -> None:
    story.add("a1", "charlie")
    story.change("a1", 2, "m2/2")
    story.receive("c1", "read", story.send("b1", "welcome"))


def somebody_deleted_a_message_for_themselves(story: Story) -> None:
    op = story.invoke("b1", "delete", client_message_id="m6", message_id="id of m6", **{"for": "me"})
    story.answer("b1", op)
    story.held["b1"].pop(6)


def a_removed_member_holds_a_state_of_before(story: Story) -> None:
    story.change("a1", 2, "m2/2")


def two_were_under_way_at_once_in_any_order(story: Story) -> None:
    first, second = story.ask_to_send("a1", "first"), story.ask_to_send("a1", "second")
    story.sent("a1", second, "second")
    story.sent("a1", first, "first")


def a_replay_over_the_socket_has_a_later_position(story: Story) -> None:
    first = story.ask_to_send("a1", "again")
    seq = story.sent("a1", first, "again", event="unknown")
    story.send("a1", "between")
    story.change("a1", seq, "again/1", event="unknown")
    second = story.ask_to_send("a1", "again", attempt=2)
    story.answer("a1", second, seq=seq, position=story.position, body="again/1")
    story.answer("a1", first, "unknown", why="time-out")


ODD = [
    a_replay_over_the_socket_has_a_later_position,
    unknown_and_it_never_happened,
    unknown_and_it_happened_much_later,
    a_client_that_vanished_left_commands_open,
    both_edges_at_once,
    refused_after_an_unknown_try,
    an_unknown_edit_won,
    an_unknown_edit_came_first,
    a_reset_put_a_client_where_its_answer_stood,
    receipts_that_overtook_each_other,
    who_came_back_sees_what_came_since,
    somebody_deleted_a_message_for_themselves,
    a_removed_member_holds_a_state_of_before,
    two_were_under_way_at_once_in_any_order,
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_but_allowed(odd: Callable[[Story], None], tmp_path):
    story = good()
    for event in ("final", "fresh", "sql", "quiet"):
        story.drop(event)
    odd(story)
    story.end()
    assert story.judged(tmp_path).findings.violations == {name: [] for name in PROPERTIES}


def test_a_former_member_may_be_shown_a_blank(tmp_path):
    story = good()
    for event in ("final", "fresh", "sql", "quiet"):
        story.drop(event)
    story.change("a1", 2, "m2/2")
    page(story, "c1", blank=2)
    story.end()
    row = next(row for row in story.state("fresh", "c1")["messages"] if row[0] == 2)
    row[1], row[4] = story.left["charlie"], None
    assert story.judged(tmp_path).holds


def test_a_blank_does_not_show_that_the_deletion_was_done(tmp_path):
    story = good()
    for event in ("final", "fresh", "sql", "quiet"):
        story.drop(event)
    op = story.invoke("a1", "delete", client_message_id="m2", message_id="id of m2", **{"for": "everyone"})
    story.answer("a1", op, "fail", code="not_allowed")
    story.change("a1", 2, "m2/2")
    page(story, "c1", blank=2)
    story.end()
    for event in ("final", "fresh"):
        row = next(row for row in story.state(event, "c1")["messages"] if row[0] == 2)
        row[1], row[4] = story.left["charlie"], None
    assert story.judged(tmp_path).findings.found["P2"] == 0


def test_a_member_may_not(tmp_path):
    story = good()
    page(story, "b1", blank=2)
    assert story.judged(tmp_path).findings.found["P2"] == 1


def page(story: Story, client: str, *, blank: int) -> None:
    """A client fetches a page on which one message has no text."""
    op = story.invoke(client, "fetch", conversation=ROOM, socket=None)
    rows = [[row[0], row[2], None if row[0] == blank else row[4]] for row in story.rows.values() if row[0] <= 5]
    story.tell("ok", client=client, op=op, messages=rows, newest=5)
