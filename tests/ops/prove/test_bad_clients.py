"""P7 to P12 shown red: histories spoilt by hand, each by one thing."""

import pytest

from tests.ops.prove.story import MS, ROOM, Story, good
from tests.ops.prove.test_bad_messages import Spoil, spoilt, violated

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


# P11


def test_p11_a_late_message_never_arrived_live(tmp_path):
    story = good()
    story.drop("see", client="b1", seq=7)
    assert violated(story, tmp_path) == {"P11"}


def test_p11_it_came_with_the_poll(tmp_path):
    story = good()
    late = story.one("see", client="a2", seq=7)
    late["at"] = story.one("ok", seq=7)["at"] + 5_100_000_000
    assert violated(story, tmp_path) == {"P11"}


def test_p11_who_was_not_connected_may_have_it_later(tmp_path):
    story = good()
    story.drop("see", client="a2", seq=7)
    story.one("connected", client="a2")["at"] = story.one("invoke", client_message_id="late")["at"] + 1
    assert story.judged(tmp_path).holds


def test_p11_a_run_without_late_messages_shows_nothing(tmp_path):
    story = good()
    del story.one("invoke", client_message_id="late")["after_faults"]
    verdict = story.judged(tmp_path)
    assert verdict.findings.untried == ["P11"]
    assert not verdict.holds


def without_valkey(back_after_seconds: float = 5.1) -> Story:
    """Return the good history with Valkey away when the last message is sent, in place of faults that are over."""
    story = good()
    asked = story.one("invoke", client_message_id="late")
    del asked["after_faults"]
    story.tell("fault", name="valkey_away", phase="begin")["at"] = asked["at"] - 5_100_000_000
    back = story.tell("fault", name="valkey_away", phase="end")
    back["at"] = story.one("ok", seq=7)["at"] + int(back_after_seconds * 1e9)
    return story


def test_p11_without_valkey_messages_arrive_in_time(tmp_path):
    assert without_valkey().judged(tmp_path).holds


def test_p11_without_valkey_a_message_came_with_the_poll(tmp_path):
    story = without_valkey()
    story.one("see", client="a2", seq=7)["at"] = story.one("ok", seq=7)["at"] + 5_050_000_000
    assert violated(story, tmp_path) == {"P11"}


@pytest.mark.parametrize(("behind", "found"), [(0, set()), (1, {"P11"})])
def test_p11_without_valkey_a_head_tells_of_it(behind: int, found: set[str], tmp_path):
    story = without_valkey()
    acked_at = story.one("ok", seq=7)["at"]
    story.one("see", client="a2", seq=7)["at"] = acked_at + 5_050_000_000
    position = story.rows[7][1] - behind
    head = story.tell("hear", client="a2", person="alice", conversation=ROOM, update="head", position=position)
    head["at"] = acked_at + MS
    assert violated(story, tmp_path) == found


def test_p11_without_valkey_a_later_change_tells_of_it(tmp_path):
    story = without_valkey()
    acked_at = story.one("ok", seq=7)["at"]
    story.one("see", client="a2", seq=7)["at"] = acked_at + 5_050_000_000
    for event in ("final", "fresh", "sql", "quiet"):
        story.drop(event)
    before = story.at
    story.send("a1", "m8")
    for told in story.events:
        if told["at"] > before and told["event"] != "fault":
            told["at"] -= before - acked_at
    story.end()
    assert story.judged(tmp_path).holds


def test_p11_without_valkey_only_sockets_count(tmp_path):
    story = without_valkey()
    story.one("connected", client="a2")["socket"] = None
    story.drop("see", client="a2", seq=7)
    assert story.judged(tmp_path).holds


def test_p11_a_message_that_had_no_time_without_valkey_does_not_count(tmp_path):
    story = without_valkey(back_after_seconds=4.9)
    story.drop("see", client="a2", seq=7)
    assert story.judged(tmp_path).findings.untried == ["P11"]


# P12


def drain_with(
    story: Story, *, ping: bool, seen: bool, fault: str | None = None, why: str = "socket closed: 1006"
) -> None:
    """A send is under way when a drain begins, and ends unknown."""
    sent = story.ask_to_send("a1", "m8")
    if ping:
        story.answer("a1", story.invoke("a1", "ping"))
    if seen:
        story.sent("a1", sent, "m8", event="unknown")
    story.tell("drain", web=0, phase="begin")
    if fault is not None:
        story.tell("fault", name=fault, phase="begin", details={})
        story.tell("fault", name=fault, phase="end", details={})
    if not seen:
        story.sent("a1", sent, "m8", event="unknown")
    story.answer("a1", sent, "unknown", why=why)
    story.tell("drain", web=0, phase="end")


@pytest.mark.parametrize(("ping", "seen"), [(True, False), (False, True), (True, True)])
def test_p12_a_command_that_was_read_ended_unknown(ping: bool, seen: bool, tmp_path):
    assert violated(spoilt(lambda story: drain_with(story, ping=ping, seen=seen)), tmp_path) == {"P12"}


def test_p12_the_restart_is_no_excuse(tmp_path):
    def spoil(story: Story) -> None:
        drain_with(story, ping=True, seen=False, fault="rolling_restart")

    assert violated(spoilt(spoil), tmp_path) == {"P12"}


def test_p12_a_command_that_never_ended(tmp_path):
    story = spoilt(lambda story: drain_with(story, ping=True, seen=False))
    story.drop("unknown", why="socket closed: 1006")
    assert violated(story, tmp_path) == {"P12"}


def test_p12_who_left_was_not_to_be_answered(tmp_path):
    assert violated(spoilt(lambda story: drain_with(story, ping=True, seen=True, why="left")), tmp_path) == set()


def test_p12_a_command_that_may_not_have_been_read(tmp_path):
    assert violated(spoilt(lambda story: drain_with(story, ping=False, seen=False)), tmp_path) == set()


def test_p12_another_fault_took_the_answer(tmp_path):
    def spoil(story: Story) -> None:
        drain_with(story, ping=True, seen=False, fault="proxy")

    assert violated(spoilt(spoil), tmp_path) == set()
