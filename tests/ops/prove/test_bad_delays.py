"""P11 shown red: histories spoilt by hand, each by one thing."""

import pytest

from tests.ops.prove.spoiling import violated
from tests.ops.prove.story import MS, ROOM, Story, good


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
    assert verdict.findings.untried == ["P11", "P13"]
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
    assert story.judged(tmp_path).findings.untried == ["P11", "P13"]
