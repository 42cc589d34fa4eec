"""P13 shown red, and what it allows: histories spoilt by hand, each by one thing."""

from typing import Any

import pytest

from ops.prove.history import Event
from tests.ops.prove.story import Story, good


def handed(story: Story, seq: int) -> Event:
    """Return the first event in which the consumer was handed this message."""
    return next(one for one in story.events if one["event"] == "fed" and one["changes"][0][1][0] == seq)


def violations(story: Story, directory: Any) -> list[str]:
    verdict = story.judged(directory)
    assert set(verdict.findings.found) <= {"P13"}
    assert verdict.findings.looks["P13"] == len(story.rows)
    assert verdict.holds == (not verdict.findings.found)
    return [one.words for one in verdict.findings.violations["P13"]]


@pytest.mark.parametrize("seq", [1, 4, 7])
def test_p13_a_message_never_reached_the_consumer(tmp_path, seq: int):
    story = good(feed=True)
    story.events.remove(handed(story, seq))
    [words] = violations(story, tmp_path)
    assert words.startswith(f"the consumer has nothing as message {seq} of ")


def test_p13_an_edit_never_reached_the_consumer(tmp_path):
    story = good(feed=True)
    story.events.remove([one for one in story.events if one["event"] == "fed" and one["changes"][0][1][0] == 2][1])
    [words] = violations(story, tmp_path)
    assert "'m2/0'" in words
    assert "'m2/1'" in words


def test_p13_a_change_came_after_a_later_one(tmp_path):
    story = good(feed=True)
    early, late = handed(story, 6), handed(story, 7)
    early["changes"], late["changes"] = late["changes"], early["changes"]
    assert any(words.startswith("the consumer has nothing as message 6 of ") for words in violations(story, tmp_path))


def test_p13_a_message_came_with_a_position_that_is_not_its_own(tmp_path):
    story = good(feed=True)
    handed(story, 7)["changes"][0][0] += 1
    [words] = violations(story, tmp_path)
    assert " came as " in words


def test_p13_nothing_reached_the_consumer(tmp_path):
    story = good(feed=True)
    story.drop("fed")
    assert len(violations(story, tmp_path)) == len(story.rows)


def test_a_page_that_comes_again_after_a_crash_is_no_violation(tmp_path):
    story = good(feed=True)
    pages = [one["changes"] for one in story.events if one["event"] == "fed"]
    handed(story, 7)["changes"] = [change for page in pages[2:] for change in page]
    assert violations(story, tmp_path) == []


def test_a_change_that_was_replaced_by_a_later_one_need_not_come(tmp_path):
    story = good(feed=True)
    story.events.remove(handed(story, 2))
    assert violations(story, tmp_path) == []


def test_a_run_without_a_consumer_does_not_try_it(tmp_path):
    verdict = good().judged(tmp_path)
    assert verdict.findings.untried == ["P13"]
    assert verdict.holds
