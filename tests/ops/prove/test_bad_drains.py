"""P12 shown red: histories spoilt by hand, each by one thing."""

import pytest

from tests.ops.prove.spoiling import spoilt, violated
from tests.ops.prove.story import Story


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
