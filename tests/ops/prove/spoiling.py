"""Histories spoilt by hand."""

from collections.abc import Callable
from pathlib import Path

from tests.ops.prove.story import Story, good

Spoil = Callable[[Story], None]


def violated(story: Story, directory: Path) -> set[str]:
    return set(story.judged(directory).findings.found)


def reopened() -> Story:
    """Return the good history before its end."""
    story = good()
    for event in ("final", "fresh", "sql", "quiet"):
        story.drop(event)
    return story


def spoilt(spoil: Spoil) -> Story:
    """Return the good history with something more in it, then ended."""
    story = reopened()
    spoil(story)
    story.end()
    return story
